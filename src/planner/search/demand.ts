// What a request of the workload asks for, from the very draws the simulations see: means, and the lengths in order.
import type { AttentionWindow } from "../../cost/attention-window.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { Arrival } from "../../serving/request.ts";
import { createArrivalSource } from "../../workload/source.ts";

/** Enough for means within a percent or two; a trace is read as far. */
const MOST_REQUESTS = 50_000;

export interface Demand {
  /** Ascending. */
  inputTokens: Float64Array;
  /** After the first token; descending. */
  decodeTokens: Float64Array;
  meanOutputTokens: number;
  meanInputTokens: number;
  meanDecodeTokens: number;
  /** Prompt blocks that a cache may spare. */
  hashed: boolean;
  /** Mean over requests: contexts read by all its decode steps, each as far as `window` reaches. */
  meanContextTokens(window: AttentionWindow): number;
  /** Mean over requests: query-key pairs of its prompt. */
  meanPairs(): number;
}

export function demandOf(scenario: ResolvedScenario, seed: number): Demand {
  const source = createArrivalSource({
    workload: scenario.file.workload,
    seed,
    trace: scenario.trace,
    empirical: scenario.empirical,
  });
  const inputs: number[] = [];
  const outputs: number[] = [];
  const arrival: Arrival = { atSeconds: 0, inputTokens: 0, outputTokens: 0, blockHashes: undefined };
  while (inputs.length < MOST_REQUESTS && Number.isFinite(source.nextSeconds())) {
    source.take(arrival);
    inputs.push(arrival.inputTokens);
    outputs.push(arrival.outputTokens);
    // A closed loop's user asks again once answered.
    source.finished(arrival.atSeconds, inputs.length - 1, true);
  }
  const requests = inputs.length;
  const meanOf = (of: (input: number, output: number) => number) =>
    inputs.reduce((sum, input, i) => sum + of(input, outputs[i]!), 0) / requests;
  return {
    inputTokens: Float64Array.from(inputs).sort(),
    decodeTokens: Float64Array.from(outputs, (tokens) => tokens - 1)
      .sort()
      .reverse(),
    meanInputTokens: meanOf((input) => input),
    meanOutputTokens: meanOf((_, output) => output),
    meanDecodeTokens: meanOf((_, output) => output - 1),
    hashed: source.hashBlockTokens > 0,
    meanContextTokens: (window) => meanOf((input, output) => readBy(input, output - 1, window)),
    meanPairs: () => meanOf((input) => (input * input) / 2),
  };
}

/** Tokens read by `count` steps at the contexts from `from` on. */
function readBy(from: number, count: number, window: AttentionWindow): number {
  const upTo = (context: number) => readUpTo(context, window);
  return count === 0 ? 0 : upTo(from + count - 1) - upTo(from - 1);
}

/** Tokens read by one step at each of the contexts 1 … `context`. */
function readUpTo(context: number, { windowTokens, windowRestarts }: AttentionWindow): number {
  const triangle = (tokens: number) => (tokens * (tokens + 1)) / 2;
  if (context <= windowTokens) return triangle(context);
  if (!windowRestarts) return triangle(windowTokens) + (context - windowTokens) * windowTokens;
  return Math.floor(context / windowTokens) * triangle(windowTokens) + triangle(context % windowTokens);
}
