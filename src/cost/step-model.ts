// The contract between physics and engine: what a step of an instance costs, as a pure function of the batch.
// The engine never sees FLOPs or bytes; physics never sees requests or time.
import type { AttentionWindow } from "./attention-window.ts";

/**
 * What binds a step: what most of its time went to. Besides resources: `crossings` between two groups of devices that make a
 * step together, and `latency`: what kernels and collectives, or the layers of chips that launch none, take whatever they do.
 */
export const resources = ["compute", "memory", "network", "host", "crossings", "latency"] as const;
export type Resource = (typeof resources)[number];

/** The batch of one step over the whole instance (all tensor, pipeline, data and expert ranks). */
export interface BatchShape {
  /** Sequences that generate one token each. */
  decodeSequences: number;
  /** Sum of their contexts: tokens whose KV is read. */
  decodeContextTokens: number;
  /** Sum of what windowed layers read of each context (attention-window.ts); equal to `decodeContextTokens` for a model without a window. */
  decodeWindowTokens: number;
  /** Sum of the prompt chunks c_i. */
  prefillTokens: number;
  /** Number of prompt chunks. */
  prefillSequences: number;
  /** Sum over chunks of c_i (a_i + c_i/2): query-key pairs, a_i the context before the chunk. */
  prefillPairs: number;
  /** The longest of them; 0 where all are alike. */
  longestChunkTokens: number;
  /** Sum of c_i^2: twice the pairs within chunks, for models that price those apart from the prior context. */
  prefillSquares: number;
  /** `prefillPairs` with the context seen by each query limited to the window. */
  prefillWindowPairs: number;
  /** Sum of a_i: prior context whose KV the chunks read back. */
  prefillPriorTokens: number;
  /** Prompts completed in this step: rows through the head besides the decodes. */
  prefillCompleted: number;
}

/** Nothing to do; for callers that fill a shape in place. */
export function emptyBatchShape(): BatchShape {
  return {
    decodeSequences: 0,
    decodeContextTokens: 0,
    decodeWindowTokens: 0,
    prefillTokens: 0,
    prefillSequences: 0,
    prefillPairs: 0,
    longestChunkTokens: 0,
    prefillSquares: 0,
    prefillWindowPairs: 0,
    prefillPriorTokens: 0,
    prefillCompleted: 0,
  };
}

/** Seconds and joules of a step; joules of all devices of the instance. */
export interface StepCost {
  seconds: number;
  joules: number;
  bound: Resource;
  /** Of `joules`: those of the FFN pool's devices, where a step is split between two pools. */
  partnerJoules?: number;
  /** Where the KV cache is paged: part of `seconds`, tokens attended to by decodes, and those of them fetched. */
  stallSeconds?: number;
  selectedTokens?: number;
  missedTokens?: number;
}

/**
 * A pure decode step of `B` sequences is affine in its context: seconds = fixed + perContext * A + perWindow * Aw,
 * and the same for joules. That is what lets k steps be advanced in closed form (docs/concepts/engine.md).
 */
export interface DecodeCost {
  seconds: number;
  secondsPerContextToken: number;
  secondsPerWindowToken: number;
  joules: number;
  joulesPerContextToken: number;
  joulesPerWindowToken: number;
  bound: Resource;
}

/** A pure decode step by its coefficients, written into `out`. */
export function fillDecodeStep(
  cost: DecodeCost,
  { decodeContextTokens, decodeWindowTokens }: BatchShape,
  out: StepCost,
): void {
  out.seconds =
    cost.seconds +
    cost.secondsPerContextToken * decodeContextTokens +
    cost.secondsPerWindowToken * decodeWindowTokens;
  out.joules =
    cost.joules +
    cost.joulesPerContextToken * decodeContextTokens +
    cost.joulesPerWindowToken * decodeWindowTokens;
  out.bound = cost.bound;
}

export interface StepModel extends AttentionWindow {
  /** Devices of one instance. */
  readonly devices: number;
  /** Watts of the whole instance with nothing to do. */
  readonly idleWatts: number;
  /** Watts of the whole instance while a batch is at work and none of its units is. */
  readonly waitingWatts: number;
  /** False where decode cost is not affine in context (table-driven models): the engine then steps one by one. */
  readonly decodeIsAffine: boolean;
  /** Coefficients of a pure decode step of `sequences` (at least 1), where it is affine. Memoised; the object must not be changed. */
  decode(sequences: number): DecodeCost;
  /** Cost of any step, written into `out` (no allocation on the hot path). Equals `decode` on a pure decode shape. */
  step(shape: BatchShape, out: StepCost): void;
}
