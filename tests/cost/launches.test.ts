// What the host launches: more for what a layer holds that launches more, attention alone where captured pieces hold the rest.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCosting } from "../../src/cost/costing.ts";
import { emptyRankShape, fillRankShape } from "../../src/cost/rank-shape.ts";
import { emptyBatchShape } from "../../src/cost/step-model.ts";
import { addChunk } from "../../src/serving/prompt-chunks.ts";
import { engine, hardwareSample, model } from "./samples.ts";

const costing = (id: string, weights: "bf16" | "fp8" | "fp4", name = "trtllm", promptTokens = 0) => {
  const profile = engine(name);
  return createCosting({
    hardware: hardwareSample("h100-sample"),
    model: model(id),
    engine: { ...profile, graph: { ...profile.graph, promptTokens } },
    precision: { weights },
    parallel: { tensor: 8, pipeline: 1, data: 1, expert: 1 },
  });
};
const { host } = engine("trtllm");

describe("launching a step layer by layer", () => {
  it("takes longer with block scales, and with experts that dequantise", () => {
    const dense = model("qwen3-32b").layers;
    const scaled = costing("qwen3-32b", "fp8").eagerSeconds - costing("qwen3-32b", "bf16").eagerSeconds;
    expect(scaled).toBeCloseTo(dense * host.eagerPerBlockScaledLayer, 12);
    const { layers } = model("gpt-oss-120b");
    expect(costing("gpt-oss-120b", "fp4").eagerSeconds).toBeCloseTo(
      layers * (host.eagerPerMoeLayer + host.eagerPerWeightOnlyLayer),
      12,
    );
  });

  it("leaves latent attention to launch, and nothing else, where captured pieces hold the prompts", () => {
    expect(costing("qwen3-32b", "fp8").piecewiseSeconds).toBe(0);
    expect(costing("deepseek-r1", "fp8").piecewiseSeconds).toBeCloseTo(
      model("deepseek-r1").layers * host.eagerPerMlaLayer,
      12,
    );
  });

  it("is of steps with prompts beyond the captured pieces, and of batches beyond the captured graphs", () => {
    const sizes = new Map([0, 512, 2048].map((size) => [size, costing("deepseek-r1", "fp8", "vllm", size)]));
    fc.assert(
      fc.property(
        fc.constantFrom(...sizes.keys()),
        fc.integer({ min: 1, max: 8192 }),
        fc.integer({ min: 0, max: 512 }),
        (promptTokens, prompt, decodes) => {
          const known = sizes.get(promptTokens)!;
          const shape = emptyBatchShape();
          shape.decodeSequences = decodes;
          const rank = emptyRankShape();
          fillRankShape(known, shape, rank);
          expect(rank.launchSeconds).toBe(0);
          addChunk(shape, 0, prompt, { windowTokens: Number.POSITIVE_INFINITY });
          fillRankShape(known, shape, rank);
          expect(rank.launchSeconds).toBe(
            prompt + decodes <= promptTokens ? known.piecewiseSeconds : known.eagerSeconds,
          );
        },
      ),
    );
  });
});
