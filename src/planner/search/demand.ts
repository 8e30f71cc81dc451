// What a request of the workload asks for, from the very draws the simulations see: means, and the lengths in order.
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
  /** Mean over requests: contexts read by all its decode steps, each at most `windowTokens`. */
  meanContextTokens(windowTokens: number): number;
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
    meanContextTokens: (windowTokens) =>
      meanOf((input, output) => cappedSum(input, output - 1, windowTokens)),
    meanPairs: () => meanOf((input) => (input * input) / 2),
  };
}

/** Sum of min(from + k, most) over k = 0 … count - 1. */
function cappedSum(from: number, count: number, most: number): number {
  const growing = Math.min(count, Math.max(0, Math.ceil(most - from)));
  const grown = growing * from + (growing * (growing - 1)) / 2;
  return growing === count ? grown : grown + (count - growing) * most;
}
