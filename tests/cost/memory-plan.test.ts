import { describe, expect, it } from "vitest";
import { planMemory } from "../../src/cost/kinds/index.ts";
import type { MemoryInput } from "../../src/cost/memory-plan.ts";
import type { Parallel } from "../../src/cost/placement.ts";
import { engine, hardwareSample, model } from "./samples.ts";

function plan(over: Partial<MemoryInput> & { id: string; parallel?: Parallel }) {
  const { id, ...rest } = over;
  return planMemory({
    hardware: hardwareSample("h100-sample"),
    model: model(id),
    engine: engine("vllm"),
    precision: { weights: "bf16" },
    parallel: { tensor: 1, pipeline: 1, data: 1 },
    ...rest,
  });
}

describe("weights", () => {
  it("of Llama 3.1 70B are 141.1 GB in bf16, over 8 ranks 17.6 each", () => {
    expect(
      plan({ id: "llama-3.1-70b", parallel: { tensor: 8, pipeline: 1, data: 1 } }).weightBytesPerDevice / 1e9,
    ).toBeCloseTo(141.1 / 8, 1);
  });

  it("of DeepSeek R1 in fp8 spread their experts over tensor and data ranks", () => {
    const tensor = plan({
      id: "deepseek-r1",
      precision: { weights: "fp8" },
      parallel: { tensor: 8, pipeline: 1, data: 1 },
    });
    const data = plan({
      id: "deepseek-r1",
      precision: { weights: "fp8" },
      parallel: { tensor: 1, pipeline: 1, data: 8, expert: 8 },
    });
    expect(tensor.weightBytesPerDevice / 1e9).toBeGreaterThan(671 / 8);
    expect(data.weightBytesPerDevice).toBeGreaterThan(tensor.weightBytesPerDevice);
  });
});

describe("KV tokens", () => {
  it("come near the published 41,408 of vLLM on an RTX 4090 with Llama 3.1 8B (2,588 blocks of 16)", () => {
    const base = hardwareSample("h100-sample");
    const rtx4090 = {
      ...base,
      memory: { ...base.memory, capacity: { ...base.memory.capacity, value: 25_757_220_864 } },
    };
    const { kvTokens } = plan({
      id: "llama-3.1-8b",
      hardware: rtx4090,
      maxBatchedTokens: 2048,
      maxSequences: 256,
    });
    expect(kvTokens / 41_408).toBeGreaterThan(0.97);
    expect(kvTokens / 41_408).toBeLessThan(1.03);
  });

  it("take 131,072 bytes each for Llama 3.1 8B in bf16, half in fp8", () => {
    expect(plan({ id: "llama-3.1-8b" }).kvBytesPerToken).toBe(131_072);
    expect(plan({ id: "llama-3.1-8b", precision: { weights: "bf16", kv: "fp8" } }).kvBytesPerToken).toBe(
      65_536,
    );
  });

  it("do not multiply with tensor ranks beyond the KV heads", () => {
    const at = (tensor: number) =>
      plan({ id: "llama-3.1-70b", parallel: { tensor, pipeline: 1, data: 1 } }).kvBytesPerToken;
    expect(at(8)).toBe(327_680 / 8);
    expect(at(16)).toBe(327_680 / 8);
  });

  it("of MLA are not divided by tensor ranks, and add up over data ranks", () => {
    const precision = { weights: "fp4", kv: "bf16" } as const;
    const hardware = hardwareSample("b200-sample");
    const tensor = plan({
      id: "deepseek-r1",
      hardware,
      precision,
      parallel: { tensor: 8, pipeline: 1, data: 1 },
    });
    const data = plan({
      id: "deepseek-r1",
      hardware,
      precision,
      parallel: { tensor: 1, pipeline: 1, data: 8, expert: 8 },
    });
    expect(tensor.kvBytesPerToken).toBe(70_272);
    expect(data.kvBytesPerToken).toBe(70_272);
    expect(data.kvTokens).toBeGreaterThan(6 * tensor.kvTokens);
  });

  it("count windowed layers once per sequence: 128 tokens of 18 layers for gpt-oss-120b", () => {
    const { bytesPerSequence, kvBytesPerToken, blocksPerSequence } = plan({
      id: "gpt-oss-120b",
      precision: {},
    });
    expect(kvBytesPerToken).toBe(36_864);
    expect(bytesPerSequence).toBe(128 * 36_864);
    expect(blocksPerSequence).toBe(8);
  });

  it("windowed layers that keep all their tokens cost what full ones do, and nothing per sequence", () => {
    const kept = plan({ id: "gpt-oss-120b", precision: {}, engine: engine("trtllm") });
    expect(kept.kvBytesPerToken).toBe(2 * 36_864);
    expect(kept.bytesPerSequence).toBe(0);
    const room = plan({ id: "gpt-oss-120b", precision: {}, engine: engine("sglang") });
    expect(room.kvBytesPerToken).toBeCloseTo(1.8 * 36_864, 6);
  });
});

describe("a model that does not fit", () => {
  it("says by how many bytes on the instance", () => {
    const { shortBytes, kvTokens } = plan({
      id: "llama-3.1-405b",
      parallel: { tensor: 8, pipeline: 1, data: 1 },
    });
    // 811.7 GB of weights against 8 x 77 GB: about 220 GB short with activations and runtime.
    expect(shortBytes / 1e9).toBeGreaterThan(195);
    expect(shortBytes / 1e9).toBeLessThan(245);
    expect(kvTokens).toBe(0);
  });

  it("fits on enough devices", () => {
    expect(plan({ id: "llama-3.1-405b", parallel: { tensor: 8, pipeline: 2, data: 1 } }).shortBytes).toBe(0);
  });
});
