// The share of a batch that the fullest rank carries: sequences split evenly over data ranks and pipeline micro-batches,
// decode-only batches padded up to the next captured graph. Everything a rank computes follows from this.
import type { Costing } from "./costing.ts";
import type { BatchShape } from "./step-model.ts";

export interface RankShape {
  /** Micro-batches in flight: min(pipeline, sequences). */
  microBatches: number;
  /** Fraction of data ranks x micro-batch slots that hold any sequence. */
  occupancy: number;
  /** Rows through projections and dense layers, graph padding included. */
  tokens: number;
  /** Tokens of all data ranks, which the experts see together. */
  groupTokens: number;
  decodeSequences: number;
  /** Tokens they bring: one each, and the drafts they verify. */
  decodeRows: number;
  decodeContextTokens: number;
  decodeWindowTokens: number;
  prefillTokens: number;
  prefillPairs: number;
  prefillWindowPairs: number;
  prefillPriorTokens: number;
  /** Rows through the head. */
  headRows: number;
  /** Sequences whose scheduler is the same process: those of one data rank. */
  scheduledSequences: number;
  /** Launching a stage of it; 0: a captured graph. */
  launchSeconds: number;
}

export function emptyRankShape(): RankShape {
  return {
    microBatches: 1,
    occupancy: 1,
    tokens: 0,
    groupTokens: 0,
    decodeSequences: 0,
    decodeRows: 0,
    decodeContextTokens: 0,
    decodeWindowTokens: 0,
    prefillTokens: 0,
    prefillPairs: 0,
    prefillWindowPairs: 0,
    prefillPriorTokens: 0,
    headRows: 0,
    scheduledSequences: 0,
    launchSeconds: 0,
  };
}

/** Next captured size at or above `sequences`; `sequences` itself beyond the last. */
export function graphBatch(captureSizes: readonly number[], sequences: number): number {
  for (const size of captureSizes) if (size >= sequences) return size;
  return sequences;
}

/** In units of the longest: the stub of a prompt is no whole one. */
function wholeChunks({ prefillSequences, prefillTokens, longestChunkTokens }: BatchShape): number {
  return longestChunkTokens > 0 ? prefillTokens / longestChunkTokens : prefillSequences;
}

/** Chunks on the fullest of `groups`: ceil(chunks / groups) for whole numbers, straight lines between. */
function fullestOf(chunks: number, groups: number): number {
  const whole = Math.floor(chunks + 1e-9);
  const part = Math.max(0, chunks - whole);
  const below = Math.ceil(whole / groups);
  return below + part * (Math.ceil((whole + 1) / groups) - below);
}

export function fillRankShape(
  { placement, engine, rowsPerSequence, eagerSeconds, piecewiseSeconds }: Costing,
  shape: BatchShape,
  out: RankShape,
): void {
  const sequences = shape.decodeSequences + shape.prefillSequences;
  const microBatches = Math.max(1, Math.min(placement.pipeline, sequences));
  const groups = placement.data * microBatches;
  const decodes = Math.ceil(shape.decodeSequences / groups);
  const decodeShare = shape.decodeSequences > 0 ? decodes / shape.decodeSequences : 0;
  const chunks = wholeChunks(shape);
  const chunkShare = chunks > 0 ? fullestOf(chunks, groups) / chunks : 0;
  const prefillTokens = Math.ceil(shape.prefillTokens * chunkShare - 1e-9);
  const { captureSizes: sizes, promptTokens } = engine.graph;
  const captured = sizes.length === 0 || decodes <= sizes[sizes.length - 1]!;

  out.microBatches = microBatches;
  out.occupancy = Math.min(1, sequences / groups);
  const rows = decodes * rowsPerSequence;
  const pieces = rows + prefillTokens <= promptTokens;
  out.launchSeconds =
    prefillTokens > 0 ? (pieces ? piecewiseSeconds : eagerSeconds) : captured ? 0 : eagerSeconds;
  out.tokens = prefillTokens > 0 ? rows + prefillTokens : rowsPerSequence * graphBatch(sizes, decodes);
  out.groupTokens =
    placement.data === 1
      ? rows + prefillTokens
      : Math.ceil((shape.decodeSequences * rowsPerSequence + shape.prefillTokens) / microBatches);
  out.decodeSequences = decodes;
  out.decodeRows = rows;
  out.decodeContextTokens = shape.decodeContextTokens * decodeShare;
  out.decodeWindowTokens = shape.decodeWindowTokens * decodeShare;
  out.prefillTokens = prefillTokens;
  out.prefillPairs = shape.prefillPairs * chunkShare;
  out.prefillWindowPairs = shape.prefillWindowPairs * chunkShare;
  out.prefillPriorTokens = Math.ceil(shape.prefillPriorTokens * chunkShare - 1e-9);
  out.headRows = rows + Math.ceil(shape.prefillCompleted / groups);
  out.scheduledSequences = Math.ceil(sequences / placement.data);
}
