// The prompt chunks of a step, summed into the shape that the cost model takes.
import { type AttentionWindow, windowPairs } from "../cost/attention-window.ts";
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
export function addChunk(shape: BatchShape, before: number, chunk: number, window: AttentionWindow): void {
  shape.prefillTokens += chunk;
  shape.prefillSequences++;
  shape.prefillPairs += chunk * (before + chunk / 2);
  shape.longestChunkTokens = Math.max(shape.longestChunkTokens, chunk);
  shape.prefillSquares += chunk * chunk;
  shape.prefillWindowPairs += windowPairs(before, chunk, window);
  shape.prefillPriorTokens += before;
}
