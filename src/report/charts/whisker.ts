// How sure a bar is: a whisker over where 80 % of measurements lie, from the held-out error of its deployment.
import type { Feasible } from "../feasible.ts";
import type { Bar } from "./chart.ts";

/** Of a figure that lies between these multiples of the prediction. */
export const whisker = (value: number, low: number, high: number): Bar["range"] => ({
  low: value * low,
  high: value * high,
});

/** For the subtitle. */
export const whiskerText = (deployments: readonly Pick<Feasible, "confidence">[]): string =>
  deployments.some(({ confidence }) => confidence.basis === "assumed")
    ? "whisker: 80 % of measurements, or what assumed figures span"
    : "whisker: 80 % of measurements";
