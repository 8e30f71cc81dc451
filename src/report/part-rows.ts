// Rows of a result about one part of each deployment: a class of requests, a model. A deployment without it has none of the figures.
import type { ClassResult, DeploymentMetrics } from "../metrics/result.ts";
import type { DisplayUnit } from "./format.ts";
import * as format from "./format.ts";
import type { NumberRow } from "./result-rows.ts";

type Served = Pick<ClassResult, "requests" | "latency">;

export function partRows<Part extends Served>(partOf: (metrics: DeploymentMetrics) => Part | undefined) {
  const of = (
    label: string,
    figure: (part: Part) => number | null | undefined,
    units: readonly DisplayUnit[],
    more: Partial<NumberRow> = {},
  ): NumberRow => ({
    label,
    of: (metrics) => {
      const part = partOf(metrics);
      return part ? (figure(part) ?? null) : null;
    },
    units,
    ...more,
  });
  return {
    of,
    /** How many, where fewer are better. */
    fewer: (label: string, figure: (part: Part) => number | null | undefined) =>
      of(label, figure, [format.plainUnit], { decimals: 0, better: "lower" }),
    requests: () => of("requests", ({ requests }) => requests.arrived, [format.plainUnit], { decimals: 0 }),
    p90: (label: string, key: keyof Served["latency"]) =>
      of(`${label} p90`, ({ latency }) => latency[key].p90, format.timeUnits, { better: "lower" }),
  };
}
