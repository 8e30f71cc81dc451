// Laws of demand paging: without misses and with everything resident it is the model it wraps, the stall is the formula,
// and a worse link, more misses or less overlap never help.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PagingModel, pagedStepModel } from "../../src/cost/paged-step-model.ts";
import { type BatchShape, emptyBatchShape, type StepCost } from "../../src/cost/step-model.ts";
import { linearStepModel } from "../laws/queueing-system.ts";

const costs = {
  fixedSeconds: 0.01,
  secondsPerPromptToken: 1e-4,
  secondsPerSequence: 1e-4,
  secondsPerContextToken: 1e-7,
};
const base = linearStepModel(costs);
const all: PagingModel = {
  residentFraction: 1,
  selectedTokens: Number.POSITIVE_INFINITY,
  missFraction: 0,
  metadataFraction: 0,
  rowsPerSequence: 1,
  nativelySparse: false,
  bytesPerToken: 70_000,
  ranks: 1,
  bytesPerSecond: 20e9,
  latencySeconds: 1e-3,
  overlapFraction: 0,
};

function step(paging: PagingModel, shape: Partial<BatchShape>): StepCost {
  const cost: StepCost = { seconds: 0, joules: 0, bound: "host" };
  pagedStepModel(base, paging).step({ ...emptyBatchShape(), ...shape }, cost);
  return cost;
}
const decoding = (sequences: number, context: number, selected = context): Partial<BatchShape> => ({
  decodeSequences: sequences,
  decodeContextTokens: sequences * context,
  decodeWindowTokens: sequences * Math.min(context, selected),
});

describe("a paged KV cache", () => {
  it("with everything selected, resident and found, steps as the model it wraps", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 100_000 }),
        (sequences, context) => {
          const plain: StepCost = { seconds: 0, joules: 0, bound: "host" };
          const shape = { ...emptyBatchShape(), ...decoding(sequences, context), prefillTokens: 100 };
          base.step(shape, plain);
          expect(step(all, shape)).toMatchObject({ ...plain, stallSeconds: 0 });
        },
      ),
    );
  });

  it("stalls for what it fetches: 2,048 tokens of 656 bytes in 61 layers, 5 % missed, 104 sequences at 37 GB/s: 11.5 ms", () => {
    const ess = {
      ...all,
      residentFraction: 0.2,
      selectedTokens: 2048,
      missFraction: 0.05,
      bytesPerToken: 61 * 656,
      bytesPerSecond: 37e9,
      latencySeconds: 0,
    };
    const { stallSeconds, missedTokens } = step(ess, decoding(104, 32_768, 2048));
    expect(missedTokens).toBeCloseTo(104 * 102.4, 9);
    expect(stallSeconds).toBeCloseTo(11.5e-3, 4);
    // Half of a step of 41.7 ms without it hides all of that; a tenth hides 4.2 ms.
    const { seconds } = step({ ...ess, missFraction: 0 }, decoding(104, 32_768, 2048));
    const hidden = step({ ...ess, overlapFraction: 0.1 }, decoding(104, 32_768, 2048));
    expect(hidden.stallSeconds).toBeCloseTo(stallSeconds! - 0.1 * seconds, 12);
  });

  it("never gets faster by a slower link, more misses, more latency or less overlap", () => {
    const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({
          residentFraction: between(0.01, 1),
          selectedTokens: fc.integer({ min: 16, max: 8192 }),
          missFraction: between(0, 0.9),
          metadataFraction: between(0, 0.1),
          bytesPerSecond: between(1e9, 1e11),
          latencySeconds: between(0, 0.01),
          overlapFraction: between(0.1, 1),
        }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 16, max: 200_000 }),
        (given, sequences, context) => {
          const paging = { ...all, ...given };
          const shape = { ...decoding(sequences, context, given.selectedTokens), prefillPriorTokens: 1000 };
          const { seconds, missedTokens, selectedTokens } = step(paging, shape);
          expect(missedTokens).toBeLessThanOrEqual(selectedTokens! * (1 + 1e-12));
          for (const worse of [
            { bytesPerSecond: given.bytesPerSecond / 2 },
            { missFraction: given.missFraction + 0.1 },
            { latencySeconds: given.latencySeconds + 0.001 },
            { overlapFraction: given.overlapFraction - 0.1 },
          ])
            expect(step({ ...paging, ...worse }, shape).seconds).toBeGreaterThanOrEqual(seconds);
        },
      ),
    );
  });

  it("misses once per row where drafts are verified, pays the latency once, and never fetches more than the host has", () => {
    const one = { ...all, residentFraction: 0.2, selectedTokens: 2048, missFraction: 0.05 };
    const shape = decoding(10, 32_768, 2048);
    const three = { ...one, rowsPerSequence: 3 };
    const [alone, drafted] = [step(one, shape), step(three, shape)];
    expect(drafted.missedTokens).toBeCloseTo(3 * alone.missedTokens!, 9);
    expect(drafted.missedTokens! / drafted.selectedTokens!).toBeCloseTo(0.05, 12);
    const wire = (tokens: number) => (tokens * one.bytesPerToken) / one.bytesPerSecond;
    expect(drafted.stallSeconds).toBeCloseTo(wire(3 * 10 * 102.4) + one.latencySeconds, 12);
    // Further rows read what they miss beside what the first one reads: 1e-7 s a token here.
    expect(drafted.seconds - alone.seconds).toBeCloseTo(wire(2 * 1024) + 1e-7 * 2 * 1024, 12);
    const host = step({ ...three, missFraction: 0.8, rowsPerSequence: 30 }, shape);
    expect(host.missedTokens).toBeCloseTo(0.8 * 10 * 32_768, 6);
  });

  it("leaves sliding windows as they are and selects from the whole context of the other layers", () => {
    const sliding = linearStepModel({ ...costs, windowTokens: 128 });
    const paging = { ...all, residentFraction: 0.2, selectedTokens: 2048, missFraction: 0.05 };
    const paged = pagedStepModel(sliding, paging);
    expect(paged.windowTokens).toBe(128);
    const cost: StepCost = { seconds: 0, joules: 0, bound: "host" };
    paged.step({ ...emptyBatchShape(), ...decoding(10, 32_768, 128) }, cost);
    expect(cost).toMatchObject({ selectedTokens: 10 * 2048, missedTokens: expect.closeTo(1024, 6) });
  });

  it("misses at least what the resident pages cannot hold of the selected", () => {
    const tight = { ...all, residentFraction: 0.1, selectedTokens: 2048, missFraction: 0.01 };
    // 800 tokens are resident, 2,048 are wanted.
    expect(step(tight, decoding(1, 8000, 2048)).missedTokens).toBeCloseTo(2048 - 800, 9);
  });
});
