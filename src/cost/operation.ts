// One line of the op list: what a kernel (times the number of layers that run it) does on one rank, and what it costs.
import type { Resource } from "./step-model.ts";

/** What an operation is for: the bars of a step's waterfall. */
export type Purpose = "linear" | "attention" | "kv" | "experts" | "activations" | "collectives";

export interface Operation {
  name: string;
  purpose: Purpose;
  /** How often it runs in one step of one stage. */
  count: number;
  /** Useful arithmetic and bytes touched in device memory, all runs together. */
  flops: number;
  bytes: number;
  /** Bytes this rank sends to others, all runs together. */
  volumeBytes: number;
  seconds: number;
  /** Of them what it takes whatever it does: launch, pipeline fill, synchronisation. */
  latencySeconds: number;
  joules: number;
  resource: Resource;
}
