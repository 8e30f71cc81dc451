// The open-loop arrival processes. A new one is a file beside these, its options in ../schema.ts and a line here.
import type { RandomStream } from "../../base/random.ts";
import type { Arrivals } from "../schema.ts";
import { diurnal } from "./diurnal.ts";
import { gamma } from "./gamma.ts";
import { onOff } from "./on-off.ts";
import { poisson } from "./poisson.ts";

/** Gives the time in seconds of one arrival after the other, never decreasing. */
export type OpenLoopProcess<Process extends Arrivals["process"]> = (
  options: Extract<Arrivals, { process: Process }>,
  streamOf: (name: string) => RandomStream,
  loadScale: number,
) => () => number;

export type OpenLoopArrivals = Extract<Arrivals, { process: "poisson" | "gamma" | "on-off" | "diurnal" }>;

export function arrivalTimes(
  arrivals: OpenLoopArrivals,
  streamOf: (name: string) => RandomStream,
  loadScale: number,
): () => number {
  switch (arrivals.process) {
    case "poisson":
      return poisson(arrivals, streamOf, loadScale);
    case "gamma":
      return gamma(arrivals, streamOf, loadScale);
    case "on-off":
      return onOff(arrivals, streamOf, loadScale);
    case "diurnal":
      return diurnal(arrivals, streamOf, loadScale);
  }
}
