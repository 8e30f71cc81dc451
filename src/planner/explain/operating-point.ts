// The typical step of a run: the mean decode batch of a pool at the context its tokens saw, and the prompts as they came.
// A run has many steps; this is one in the middle of them, which is what a waterfall can show.

import { type AttentionWindow, reachTokens } from "../../cost/attention-window.ts";
import { type BatchShape, emptyBatchShape } from "../../cost/step-model.ts";
import type { RequestRecords } from "../../metrics/result.ts";
import { addChunk } from "../../serving/prompt-chunks.ts";

export interface Prompt {
  inputTokens: number;
  cachedTokens: number;
}

export interface OperatingPoint {
  /** Mean context of a decode step's sequences: every output token counts once. */
  contextTokens: number;
  inputTokens: number;
  outputTokens: number;
  /** Some of the run's prompts, evenly spread over it. */
  prompts: Prompt[];
}

const MOST_PROMPTS = 64;

/** Over completed requests that arrived within the window; undefined when there is none. */
export function operatingPoint(records: RequestRecords, fromSeconds: number): OperatingPoint | undefined {
  const own: number[] = [];
  for (let i = 0; i < records.length; i++)
    if (records.status[i] === 0 && records.arrivedSeconds[i]! >= fromSeconds) own.push(i);
  if (own.length === 0) return undefined;
  let input = 0;
  let output = 0;
  let context = 0;
  for (const i of own) {
    const inputs = records.inputTokens[i]!;
    const outputs = records.outputTokens[i]!;
    input += inputs;
    output += outputs;
    context += outputs * (inputs + outputs / 2);
  }
  const stride = Math.max(1, Math.floor(own.length / MOST_PROMPTS));
  const sampled = own.filter((_, k) => k % stride === 0);
  return {
    contextTokens: context / output,
    inputTokens: input / own.length,
    outputTokens: output / own.length,
    prompts: sampled.map((i) => ({
      inputTokens: records.inputTokens[i]!,
      cachedTokens: records.cachedTokens[i]!,
    })),
  };
}

/** One decode step of `sequences` at `contextTokens` each. */
export function decodeShape(sequences: number, contextTokens: number, window: AttentionWindow): BatchShape {
  return {
    ...emptyBatchShape(),
    decodeSequences: sequences,
    decodeContextTokens: sequences * contextTokens,
    decodeWindowTokens: sequences * reachTokens(contextTokens, window),
  };
}

/** The steps a prompt takes when it has the instance to itself: chunks of at most `chunkTokens`. */
export function promptShapes(
  { inputTokens, cachedTokens }: Prompt,
  chunkTokens: number,
  window: AttentionWindow,
): BatchShape[] {
  const shapes: BatchShape[] = [];
  // At least the last token is computed, however much of the prompt is cached.
  for (let before = Math.min(cachedTokens, inputTokens - 1); before < inputTokens; ) {
    const chunk = Math.min(chunkTokens, inputTokens - before);
    const shape = emptyBatchShape();
    addChunk(shape, before, chunk, window);
    before += chunk;
    shape.prefillCompleted = before === inputTokens ? 1 : 0;
    shapes.push(shape);
  }
  return shapes;
}
