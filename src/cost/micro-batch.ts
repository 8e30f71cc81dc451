// One of m even parts of a batch: what a device works on while the others are elsewhere. Sequences are whole, so the fullest
// part carries the ceiling; tokens of one prompt may be split, and each part reads the prior context of its prompts.
import type { BatchShape } from "./step-model.ts";

/** Parts a batch can be split into: sequences that decode, and prompt tokens. */
export function splittable(shape: BatchShape): number {
  return Math.max(1, shape.decodeSequences, shape.prefillTokens);
}

export function fillMicroBatch(shape: BatchShape, parts: number, out: BatchShape): void {
  const decodes = Math.ceil(shape.decodeSequences / parts);
  const decodeShare = shape.decodeSequences > 0 ? decodes / shape.decodeSequences : 0;
  out.decodeSequences = decodes;
  out.decodeContextTokens = shape.decodeContextTokens * decodeShare;
  out.decodeWindowTokens = shape.decodeWindowTokens * decodeShare;
  const tokens = Math.ceil(shape.prefillTokens / parts);
  const tokenShare = shape.prefillTokens > 0 ? tokens / shape.prefillTokens : 0;
  const prompts = Math.ceil(shape.prefillSequences / parts);
  const promptShare = shape.prefillSequences > 0 ? prompts / shape.prefillSequences : 0;
  out.prefillTokens = tokens;
  out.prefillSequences = prompts;
  out.prefillPairs = shape.prefillPairs * tokenShare;
  out.longestChunkTokens = shape.longestChunkTokens * tokenShare;
  out.prefillSquares = shape.prefillSquares * tokenShare;
  out.prefillWindowPairs = shape.prefillWindowPairs * tokenShare;
  out.prefillPriorTokens = shape.prefillPriorTokens * promptShare;
  out.prefillCompleted = Math.ceil(shape.prefillCompleted / parts);
}
