// Several models on one fleet, as a result tells of them.
import type { DeploymentMetrics } from "./result.ts";

/** One model on devices that it may share with others. */
export interface ModelResult {
  name: string;
  pool: string;
  /** Classes of the workload, or roles of its agents. */
  wantedBy: string[];
  requests: DeploymentMetrics["requests"];
  latency: Omit<DeploymentMetrics["latency"], "itlSeconds">;
  outputTokensPerSecond: number;
  /** Share of the device groups' time in the window with a step of it in progress; of all steps there, its share of time. */
  busyFraction: number;
  deviceTimeShare: number;
  meanBatch: number;
  kvBlocks: number;
  kvPeakFraction: number;
  preemptions: number;
  /** Over the run: times its weights were loaded, and what one load takes. */
  loadCount: number;
  secondsPerLoad: number;
  /** Its share of the pool's cost, by device-time, over its output; null without a price, or without output. */
  usdPerMillionOutputTokens: number | null;
}

/** Weights that come and go on the devices of a pool, over the run. */
export interface SwapResult {
  loadCount: number;
  /** Weights on their way, of all groups. */
  loadSeconds: number;
  /** Share of the groups' time in which nothing ran and weights were on their way. */
  stalledFraction: number;
}
