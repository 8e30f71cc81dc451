// Random deployments and batches for the laws of the cost model: sequences with contexts and chunks, summed into a shape
// as the engine does. Deployments are drawn as names, so that a counterexample can be read.
import fc from "fast-check";
import type { CostInput } from "../../src/cost/costing.ts";
import type { BatchShape, StepCost, StepModel } from "../../src/cost/step-model.ts";
import type { KernelHardware } from "../../src/profiles/hardware.ts";
import { engine, engineSamples, hardwareSample, hardwareSamples, model, modelSamples } from "./samples.ts";

const models = new Map(modelSamples.map((id) => [id, model(id)]));
const engines = new Map(engineSamples.map((id) => [id, engine(id)]));

export const anyDeployment = fc.record({
  hardware: fc.constantFrom(...hardwareSamples.map(({ id }) => id)),
  model: fc.constantFrom(...modelSamples),
  engine: fc.constantFrom(...engineSamples),
  tensor: fc.constantFrom(1, 2, 8, 16),
  pipeline: fc.constantFrom(1, 2),
  data: fc.constantFrom(1, 4),
  experts: fc.boolean(),
  weights: fc.constantFrom("bf16" as const, "fp8" as const, "fp4" as const, "int4" as const),
  kv: fc.constantFrom("bf16" as const, "fp8" as const),
});

export function inputOf(
  names: typeof anyDeployment extends fc.Arbitrary<infer T> ? T : never,
): CostInput<KernelHardware> {
  const { tensor, pipeline, data, experts, weights, kv } = names;
  const shape = models.get(names.model)!;
  return {
    hardware: hardwareSample(names.hardware),
    model: shape,
    engine: engines.get(names.engine)!,
    precision: { weights, kv },
    parallel: { tensor, pipeline, data, expert: experts && shape.ffn.moe ? tensor * data : 1 },
  };
}

export interface Chunk {
  tokens: number;
  prior: number;
  last: boolean;
}

/** Query-key pairs of a chunk when each query sees at most `window` tokens. */
function windowPairs({ tokens, prior }: Chunk, window: number): number {
  const growing = Math.max(0, Math.min(tokens, window - prior));
  return growing * (prior + growing / 2) + (tokens > growing ? (tokens - growing) * window : 0);
}

export function batchShape(
  contexts: readonly number[],
  chunks: readonly Chunk[],
  windowTokens: number,
): BatchShape {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    decodeSequences: contexts.length,
    decodeContextTokens: sum(contexts),
    decodeWindowTokens: sum(contexts.map((context) => Math.min(context, windowTokens))),
    prefillTokens: sum(chunks.map((chunk) => chunk.tokens)),
    prefillSequences: chunks.length,
    longestChunkTokens: Math.max(0, ...chunks.map((chunk) => chunk.tokens)),
    prefillSquares: 0,
    prefillPairs: sum(chunks.map((chunk) => windowPairs(chunk, Infinity))),
    prefillWindowPairs: sum(chunks.map((chunk) => windowPairs(chunk, windowTokens))),
    prefillPriorTokens: sum(chunks.map((chunk) => chunk.prior)),
    prefillCompleted: chunks.filter((chunk) => chunk.last).length,
  };
}

export const anyContexts = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 300 });

export const anyChunks = fc.array(
  fc.record({
    tokens: fc.integer({ min: 1, max: 8192 }),
    prior: fc.integer({ min: 0, max: 60_000 }),
    last: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);

export function costOf(stepModel: StepModel, shape: BatchShape): StepCost {
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  stepModel.step(shape, cost);
  return cost;
}
