// A draft model on devices of its own: the round as a formula, and a drafter that costs nothing is a drafter that is not there.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDraftedModel } from "../../src/cost/drafter.ts";
import { createStepModel } from "../../src/cost/kinds/index.ts";
import { createSpeculativeModel } from "../../src/cost/speculative.ts";
import { type BatchShape, emptyBatchShape, type StepModel } from "../../src/cost/step-model.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { anyChunks, anyContexts, batchShape, costOf } from "./batches.ts";
import { engine, model } from "./samples.ts";

const DRAFTS = 4;

function on(id: string, name: string, tensor: number, rowsPerSequence = 1): StepModel {
  const lookup = shipped.hardware(id);
  if (!lookup.found) throw new Error(lookup.message);
  return createStepModel({
    hardware: lookup.profile,
    model: model(name),
    engine: engine("trtllm"),
    precision: { weights: "fp8", kv: "fp8" },
    parallel: { tensor, pipeline: 1, data: 1 },
    rowsPerSequence,
  });
}
const verify = on("h200-sxm", "llama-3.1-70b", 8, 1 + DRAFTS);
const lpu = on("lpx", "llama-3.1-8b", 64);

const free: StepModel = {
  ...lpu,
  devices: 0,
  idleWatts: 0,
  waitingWatts: 0,
  step: (_, out) => Object.assign(out, { seconds: 0, joules: 0, bound: "memory" }),
  decode: () => ({
    seconds: 0,
    secondsPerContextToken: 0,
    secondsPerWindowToken: 0,
    joules: 0,
    joulesPerContextToken: 0,
    joulesPerWindowToken: 0,
    bound: "memory",
  }),
};
const drafted = (draft: StepModel, roundTripSeconds = 0) =>
  createDraftedModel({ verify, draft, draftCount: DRAFTS, roundTripSeconds });
const anyBatch = fc
  .tuple(fc.oneof(fc.constant([]), anyContexts), fc.oneof(fc.constant([]), anyChunks))
  .filter(([contexts, chunks]) => contexts.length + chunks.length > 0)
  .map(([contexts, chunks]) => batchShape(contexts, chunks, Number.POSITIVE_INFINITY));
const decodes = (sequences: number, context: number): BatchShape => ({
  ...emptyBatchShape(),
  decodeSequences: sequences,
  decodeContextTokens: sequences * context,
  decodeWindowTokens: sequences * context,
});

describe("a drafter", () => {
  it("that takes no time and no power is speculation with drafts for nothing", () => {
    const today = createSpeculativeModel({ verify, plain: free, head: free, layers: 80, draftCount: DRAFTS });
    fc.assert(
      fc.property(anyBatch, (shape) => {
        const [ours, theirs] = [costOf(drafted(free), shape), costOf(today, shape)];
        expect(ours.seconds / theirs.seconds).toBeCloseTo(1, 12);
        expect(ours.joules / theirs.joules).toBeCloseTo(1, 12);
        expect(ours.partnerJoules).toBe(0);
      }),
    );
  });

  it("of one user takes its drafts, the round trip and the verification, one after the other", () => {
    const shape = decodes(1, 3000);
    const round = costOf(drafted(lpu, 50e-6), shape);
    expect(round.seconds).toBeCloseTo(
      DRAFTS * costOf(lpu, shape).seconds + 50e-6 + costOf(verify, shape).seconds,
      12,
    );
    expect(round.partnerJoules).toBeGreaterThan(0);
    expect(round.partnerJoules).toBeLessThan(round.joules);
  });

  it("never makes a step shorter than either side alone, nor does a longer way", () => {
    const sides = fc.tuple(anyBatch, fc.double({ min: 0, max: 1e-3, noNaN: true }));
    fc.assert(
      fc.property(sides, ([shape, seconds]) => {
        const round = costOf(drafted(lpu, seconds), shape);
        expect(round.seconds).toBeGreaterThanOrEqual(costOf(verify, shape).seconds);
        expect(round.seconds).toBeGreaterThanOrEqual(costOf(drafted(lpu), shape).seconds);
        if (shape.decodeSequences === 0) return;
        const alone = { ...emptyBatchShape(), decodeSequences: shape.decodeSequences };
        alone.decodeContextTokens = shape.decodeContextTokens;
        alone.decodeWindowTokens = shape.decodeWindowTokens;
        expect(round.seconds).toBeGreaterThanOrEqual(DRAFTS * costOf(lpu, alone).seconds * (1 - 1e-12));
      }),
    );
  });
});
