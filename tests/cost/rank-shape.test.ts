// What the fullest attention data rank carries of a step's prompts.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCosting } from "../../src/cost/costing.ts";
import { emptyRankShape, fillRankShape } from "../../src/cost/rank-shape.ts";
import { emptyBatchShape } from "../../src/cost/step-model.ts";
import { addChunk } from "../../src/serving/prompt-chunks.ts";
import { engine, hardwareSample, model } from "./samples.ts";

function fullest(data: number, chunks: readonly number[]): number {
  const parallel = { tensor: 1, pipeline: 1, data, expert: data };
  const costing = createCosting({
    hardware: hardwareSample("b200-sample"),
    model: model("deepseek-r1"),
    engine: engine("trtllm"),
    precision: { weights: "fp4" },
    parallel,
  });
  const shape = emptyBatchShape();
  for (const chunk of chunks) addChunk(shape, 0, chunk, { windowTokens: Number.POSITIVE_INFINITY });
  const rank = emptyRankShape();
  fillRankShape(costing, shape, rank);
  return rank.prefillTokens;
}

describe("prompts on data ranks", () => {
  it("equal prompts: whole ones, and the fullest rank has the ceiling", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 4, 8),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 8192 }),
        (data, many, tokens) => {
          expect(fullest(data, Array<number>(many).fill(tokens))).toBe(Math.ceil(many / data) * tokens);
        },
      ),
    );
  });

  it("the stub of a ninth prompt is no ninth prompt", () => {
    const eight = Array<number>(8).fill(7000);
    expect(fullest(8, [...eight, 500])).toBe(7500);
    expect(fullest(8, [7000, 10])).toBe(7000);
  });

  it("is at least the longest prompt and the even share, at most all", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 4, 8),
        fc.array(fc.integer({ min: 1, max: 8192 }), { minLength: 1, maxLength: 30 }),
        (data, chunks) => {
          const sum = chunks.reduce((total, chunk) => total + chunk);
          const found = fullest(data, chunks);
          expect(found).toBeGreaterThanOrEqual(Math.max(Math.max(...chunks), Math.floor(sum / data)));
          expect(found).toBeLessThanOrEqual(sum);
        },
      ),
    );
  });
});
