// What a sequence is charged for its sliding windows: no more than it can fill of them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sequenceBlocks } from "../../src/serving/kv-cache.ts";
import { givenArrivals, linearStepModel, plainInstance, runSystem } from "../laws/queueing-system.ts";

describe("blocks charged once per sequence", () => {
  it("by hand: 60 blocks for a window of 8,192 tokens", () => {
    const windows = { blocksPerSequence: 60, fullWindowTokens: 8192 };
    expect(sequenceBlocks(windows, 20_000)).toBe(60);
    expect(sequenceBlocks(windows, 8192)).toBe(60);
    expect(sequenceBlocks(windows, 2048)).toBe(15);
    expect(sequenceBlocks(windows, 100)).toBe(1);
    // State has no length.
    expect(sequenceBlocks({ blocksPerSequence: 60 }, 100)).toBe(60);
  });

  it("grow with the sequence, up to all", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(10_000), fc.nat(20_000), fc.nat(20_000), (all, window, a, b) => {
        const at = (tokens: number) =>
          sequenceBlocks({ blocksPerSequence: all, fullWindowTokens: window }, tokens);
        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
        expect(at(a)).toBeLessThanOrEqual(all);
      }),
    );
  });

  it("short sequences fit side by side, and all blocks come back", () => {
    const model = linearStepModel({
      fixedSeconds: 1,
      secondsPerPromptToken: 0,
      secondsPerSequence: 0,
      secondsPerContextToken: 0,
    });
    const requests = Array.from({ length: 40 }, () => ({ atSeconds: 0, inputTokens: 4, outputTokens: 4 }));
    const secondsWith = (fullWindowTokens: number | undefined) => {
      const instance = plainInstance(model, {
        blocks: 40,
        watermarkBlocks: 0,
        blocksPerSequence: 10,
        fullWindowTokens,
      });
      const { records } = runSystem(givenArrivals(requests), { instance });
      return Math.max(...records.finishedSeconds);
    };
    expect(secondsWith(undefined)).toBeGreaterThan(2 * secondsWith(80));
    expect(secondsWith(8)).toBe(secondsWith(undefined));
  });
});
