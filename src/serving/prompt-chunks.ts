// The prompt chunks of a step, summed into the shape that the cost model takes.
import type { BatchShape } from "../cost/step-model.ts";

export function clearPrompts(shape: BatchShape): void {
  shape.prefillTokens = 0;
  shape.prefillSequences = 0;
  shape.prefillPairs = 0;
  shape.longestChunkTokens = 0;
  shape.prefillSquares = 0;
  shape.prefillWindowPairs = 0;
  shape.prefillPriorTokens = 0;
  shape.prefillCompleted = 0;
}

/** Adds `chunk` tokens of a prompt whose first `before` tokens are in the KV cache. */
export function addChunk(shape: BatchShape, before: number, chunk: number, windowTokens: number): void {
  shape.prefillTokens += chunk;
  shape.prefillSequences++;
  shape.prefillPairs += chunk * (before + chunk / 2);
  shape.longestChunkTokens = Math.max(shape.longestChunkTokens, chunk);
  shape.prefillSquares += chunk * chunk;
  shape.prefillWindowPairs += windowPairs(before, chunk, windowTokens);
  shape.prefillPriorTokens += before;
}

/** Sum over the chunk's queries of the keys each one sees within the window. */
export function windowPairs(before: number, chunk: number, windowTokens: number): number {
  if (before + chunk <= windowTokens) return chunk * (before + chunk / 2);
  const unsaturated = Math.max(0, windowTokens - before);
  return unsaturated * (before + unsaturated / 2) + (chunk - unsaturated) * windowTokens;
}
