import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ModelProfile, modelSchema } from "../../src/profiles/model.ts";
import {
  attentionGeometry,
  bytesPerElement,
  indexBytesPerToken,
  kvElementsPerToken,
  kvReplicatedOverTensor,
  parameterCount,
  stateBytesPerSequence,
  weightBytes,
  weightParts,
} from "../../src/profiles/model-shape.ts";
import { modelById, models } from "./model-files.ts";

describe("weight bytes", () => {
  it("counts every parameter once", () => {
    for (const model of models) {
      const parts = weightParts(model);
      expect(parts.kept + parts.attention + parts.ffn + parts.experts, model.id).toBeCloseTo(
        parameterCount(model).total,
        -3,
      );
    }
  });

  it("is two bytes a parameter in bf16 and never grows with a smaller precision", () => {
    for (const model of models) {
      const bytes = (["bf16", "fp8", "fp4"] as const).map((precision) => weightBytes(model, precision));
      expect(bytes[0]).toBeCloseTo(2 * parameterCount(model).total, -3);
      expect(bytes, model.id).toEqual([...bytes].sort((a, b) => b - a));
    }
  });

  it("keeps embedding and head of an FP8 checkpoint in bf16", () => {
    const model = modelById("llama-3.1-70b");
    const { total, embedding, head, norms } = parameterCount(model);
    expect(weightBytes(model, "fp8")).toBe(total + embedding + head + norms);
  });

  it("counts block scales", () => {
    expect(bytesPerElement("fp4")).toBe(0.5625);
    expect(bytesPerElement("fp4", 32)).toBe(0.53125);
    expect(bytesPerElement("int4")).toBe(0.5625);
    expect([bytesPerElement("bf16"), bytesPerElement("fp8"), bytesPerElement("int8")]).toEqual([2, 1, 1]);
  });

  it("spares attention in the 4-bit checkpoints of MLA models", () => {
    const model = modelById("deepseek-r1");
    const parts = weightParts(model);
    expect(weightBytes(model, "fp4")).toBeCloseTo(
      2 * (parts.kept + parts.attention) + 0.5625 * (parts.ffn + parts.experts),
      -3,
    );
  });
});

describe("attention", () => {
  it("shares an MLA latent between all tensor ranks, never GQA heads", () => {
    expect(kvReplicatedOverTensor(modelById("deepseek-r1"))).toBe(true);
    expect(kvReplicatedOverTensor(modelById("llama-3.1-70b"))).toBe(false);
  });

  it("gives windowed layers their own heads", () => {
    const gemma = modelById("gemma-4-31b");
    expect(attentionGeometry(gemma, "full")).toEqual({
      heads: 32,
      kvHeads: 4,
      keyDim: 512,
      valueDim: 512,
      kvElements: 2048,
    });
    expect(attentionGeometry(gemma, "window")).toEqual({
      heads: 32,
      kvHeads: 16,
      keyDim: 256,
      valueDim: 256,
      kvElements: 8192,
    });
    const mimo = modelById("mimo-v2-flash");
    expect(kvElementsPerToken(mimo)).toEqual({ full: 9 * 4 * 320, window: 39 * 8 * 320 });
  });

  it("keeps the index keys of sparse attention in fp8, with scales, and adds the indexer to the parameters", () => {
    expect(indexBytesPerToken(modelById("deepseek-v3.2"))).toBe(61 * 132);
    expect(indexBytesPerToken(modelById("deepseek-v3"))).toBe(0);
    const more =
      parameterCount(modelById("deepseek-v3.2")).total - parameterCount(modelById("deepseek-v3")).total;
    expect(more / 1e9).toBeCloseTo(0.85, 2);
  });

  it("keeps a window on every layer of a compressed cache", () => {
    expect(kvElementsPerToken(modelById("deepseek-v4-flash"))).toEqual({ full: 3440, window: 43 * 512 });
  });

  it("has a constant state for state-space layers", () => {
    expect(stateBytesPerSequence(modelById("nemotron-nano-9b-v2"))).toBe(27 * 128 * 80 * 128 * 2);
    expect(stateBytesPerSequence(modelById("llama-3.1-8b"))).toBe(0);
  });
});

/** Any grouped-query model, dense, with experts, or both. */
const anyModel: fc.Arbitrary<ModelProfile> = fc
  .record({
    layers: fc.integer({ min: 2, max: 128 }),
    hidden: fc.integer({ min: 64, max: 16384 }),
    vocab: fc.integer({ min: 1000, max: 300000 }),
    headsPerKvHead: fc.integer({ min: 1, max: 16 }),
    kvHeads: fc.integer({ min: 1, max: 16 }),
    headDim: fc.integer({ min: 16, max: 512 }),
    width: fc.integer({ min: 64, max: 65536 }),
    experts: fc.integer({ min: 1, max: 512 }),
    active: fc.integer({ min: 1, max: 32 }),
    tied: fc.boolean(),
    dense: fc.boolean(),
  })
  .map((x) =>
    modelSchema.parse({
      schema: "forewatt.model/1",
      id: "any",
      title: "any",
      source: "generated",
      date: "2026-01-01",
      confidence: "assumed",
      parameters: { total: 1, source: "generated", date: "2026-01-01", confidence: "assumed" },
      layers: x.layers,
      hidden: x.hidden,
      vocab: x.vocab,
      maxContextTokens: 4096,
      tiedEmbeddings: x.tied,
      attention: { kind: "gqa", heads: x.kvHeads * x.headsPerKvHead, kvHeads: x.kvHeads, headDim: x.headDim },
      ffn: x.dense
        ? { dense: { layers: x.layers, width: x.width } }
        : {
            moe: {
              layers: x.layers,
              experts: Math.max(x.experts, x.active),
              activeExperts: x.active,
              width: x.width,
            },
          },
    }),
  );

describe("any shape", () => {
  it("activates no more than it has, and all of it when dense", () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        const { total, active } = parameterCount(model);
        expect(active).toBeLessThanOrEqual(total);
        if (model.ffn.moe === undefined) expect(active).toBe(total);
      }),
    );
  });

  it("saves exactly one embedding when tied", () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        const [tied, apart] = [true, false].map(
          (tiedEmbeddings) => parameterCount({ ...model, tiedEmbeddings }).total,
        );
        expect((apart as number) - (tied as number)).toBe(model.vocab * model.hidden);
      }),
    );
  });

  it("caches keys and values of every layer, whatever the queries", () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        if (model.attention.kind !== "gqa") return;
        const { kvHeads, headDim } = model.attention;
        expect(kvElementsPerToken(model)).toEqual({ full: 2 * model.layers * kvHeads * headDim, window: 0 });
      }),
    );
  });
});
