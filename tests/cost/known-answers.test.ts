// Numbers worked out by hand, beside the arithmetic that gives them.
import { describe, expect, it } from "vitest";
import { resolveArithmetic } from "../../src/cost/arithmetic.ts";
import { attentionKernels } from "../../src/cost/attention.ts";
import { allReduce } from "../../src/cost/collectives.ts";
import { createCosting } from "../../src/cost/costing.ts";
import { createDevice } from "../../src/cost/device.ts";
import { gemmSeconds, smoothMax } from "../../src/cost/gemm.ts";
import { expertCoverage, expertImbalance, fullestCoverage } from "../../src/cost/moe.ts";
import { listOperations } from "../../src/cost/operations.ts";
import { placementProblems } from "../../src/cost/placement.ts";
import { graphBatch } from "../../src/cost/rank-shape.ts";
import { batchShape } from "./batches.ts";
import { engine, hardwareSample, model } from "./samples.ts";

const h100 = hardwareSample("h100-sample");
const one = { tensor: 1, pipeline: 1, data: 1 };

describe("matrix multiplication", () => {
  it("takes the slower of arithmetic and memory on the ideal engine", () => {
    const { device } = createCosting({
      hardware: h100,
      model: model("llama-3.1-8b"),
      engine: engine("ideal"),
      precision: { weights: "bf16" },
      parallel: one,
    });
    // 4096^3: 2 x 6.87e10 FLOP / 989e12 = 138.9676 us; 3 x 4096^2 x 2 B / 3.35e12 = 30.05 us.
    expect(gemmSeconds({ m: 4096, n: 4096, k: 4096 }, device.ffn)).toBeCloseTo(138.9676e-6, 9);
    // One row: weights 33.55 MB, input and output 16 kB; 33.57e6 / 3.35e12 = 10.02 us.
    expect(gemmSeconds({ m: 1, n: 4096, k: 4096 }, device.ffn)).toBeCloseTo(10.0211e-6, 9);
  });

  it("joins the two smoothly otherwise: p = 2 is the hypotenuse", () => {
    expect(smoothMax(3, 4, 2)).toBeCloseTo(5, 12);
    expect(smoothMax(3, 4, Infinity)).toBe(4);
    expect(smoothMax(0, 0, 2)).toBe(0);
  });
});

describe("Llama 3.1 70B, one token, ideal", () => {
  const costing = createCosting({
    hardware: h100,
    model: model("llama-3.1-70b"),
    engine: engine("ideal"),
    precision: { weights: "bf16" },
    parallel: one,
  });
  const { body, head, attention } = listOperations(costing, batchShape([1000], [], Infinity));

  it("reads all weights but the embedding: 70.55e9 - 1.05e9 parameters", () => {
    const bytes = [...body, ...head].reduce((sum, { bytes }) => sum + bytes, 0);
    expect(bytes / 2 / 69.5e9).toBeCloseTo(1, 2);
  });

  it("computes two FLOPs per weight", () => {
    const flops = [...body, ...head].reduce((sum, { flops }) => sum + flops, 0);
    expect(flops / 2 / 69.5e9).toBeCloseTo(1, 2);
  });

  it("reads 327,680 bytes of KV per token of context", () => {
    expect(attention.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(327_680 * 1000);
  });
});

describe("attention kernels", () => {
  it("replicates KV heads beyond their number: 16 ranks read as much each as 8 do", () => {
    const kernelAt = (tensor: number) =>
      attentionKernels(
        createCosting({
          hardware: h100,
          model: model("llama-3.1-70b"),
          engine: engine("vllm"),
          precision: {},
          parallel: { ...one, tensor },
        }),
      )[0]!;
    expect(kernelAt(8).decodeBytesPerToken).toBe(2 * 128 * 2);
    expect(kernelAt(16).decodeBytesPerToken).toBe(2 * 128 * 2);
    expect(kernelAt(1).decodeBytesPerToken).toBe(8 * 2 * 128 * 2);
  });

  it("reads the whole latent on every tensor rank with MLA: 576 elements", () => {
    const kernelAt = (tensor: number) =>
      attentionKernels(
        createCosting({
          hardware: h100,
          model: model("deepseek-r1"),
          engine: engine("vllm"),
          precision: {},
          parallel: { ...one, tensor },
        }),
      )[0]!;
    expect(kernelAt(1).decodeBytesPerToken).toBe(576 * 2);
    expect(kernelAt(8).decodeBytesPerToken).toBe(576 * 2);
  });

  it("splits gpt-oss-120b into 18 full and 18 windowed layers", () => {
    const kernels = attentionKernels(
      createCosting({
        hardware: h100,
        model: model("gpt-oss-120b"),
        engine: engine("vllm"),
        precision: {},
        parallel: one,
      }),
    );
    expect(kernels.map(({ count, windowed }) => [count, windowed])).toEqual([
      [18, false],
      [18, true],
    ]);
  });
});

describe("experts", () => {
  it("touches k experts with one token, nearly all with many", () => {
    expect(expertCoverage(128, 4, 1)).toBeCloseTo(4, 12);
    expect(expertCoverage(256, 8, 10_000) / 256).toBeGreaterThan(0.99);
    // 256 x 256 / (248 + 256) = 130; uniform routing would touch 256 (1 - (1 - 8/256)^32) = 163
    expect(expertCoverage(256, 8, 32)).toBeCloseTo(130.03, 2);
    expect(expertCoverage(256, 8, 0)).toBe(0);
    expect(expertCoverage(8, 8, 3)).toBe(8);
  });

  it("gives the fullest rank more than the mean and at most what it holds", () => {
    expect(fullestCoverage(256, 8, 1, 4)).toBeCloseTo(expertCoverage(256, 8, 4), 12);
    expect(fullestCoverage(256, 8, 8, 4)).toBeGreaterThan(expertCoverage(256, 8, 4) / 8);
    expect(fullestCoverage(256, 8, 8, 100_000)).toBeLessThanOrEqual(32);
  });

  it("gives the fullest rank what drawing experts by exponential popularity gives, within 4 %", () => {
    // Means of 200 draws each: tokens, ranks, distinct experts of 256 on the fullest rank.
    for (const [tokens, ranks, drawn] of [
      [2, 8, 4.01],
      [8, 8, 10.01],
      [64, 8, 25.34],
      [4, 4, 9.99],
      [32, 4, 36.54],
      [16, 16, 8.89],
    ] as const)
      expect(fullestCoverage(256, 8, ranks, tokens) / drawn - 1).toBeLessThan(0.04);
    expect(fullestCoverage(256, 8, 8, 2) / 4.01).toBeGreaterThan(0.96);
  });

  it("quantises activations apart where weights have a scale per block and matrix units do not apply it", () => {
    const fixedOf = (hardware: string, weights: "fp8" | "bf16", id = "deepseek-r1") => {
      const { device } = createCosting({
        hardware: hardwareSample(hardware),
        model: model(id),
        engine: engine("trtllm"),
        precision: { weights },
        parallel: one,
      });
      return [device.ffn.fixedSeconds, device.experts.fixedSeconds];
    };
    const { gemmFixed, moeFixed, blockScaledFixed } = engine("trtllm").kernels;
    const { cores, units } = blockScaledFixed;
    expect(cores).toBeGreaterThan(units);
    expect(fixedOf("h100-sample", "fp8")).toEqual([gemmFixed.fp8 + cores, moeFixed + 2 * cores]);
    expect(fixedOf("b200-sample", "fp8")).toEqual([gemmFixed.fp8 + units, moeFixed + 2 * units]);
    expect(fixedOf("h100-sample", "fp8", "gpt-oss-120b")).toEqual([gemmFixed.fp8, moeFixed]);
    expect(fixedOf("h100-sample", "bf16")).toEqual([gemmFixed.bf16, moeFixed]);
  });

  it("loads the fullest of 8 ranks 1.48 times at large batches, evenly at small ones", () => {
    expect(expertImbalance(8, 4096)).toBeCloseTo(1.485, 3);
    expect(expertImbalance(8, 64)).toBe(1);
  });
});

describe("all-reduce", () => {
  it("costs two passes over the link at large sizes on the ideal engine", () => {
    const { network } = createCosting({
      hardware: h100,
      model: model("llama-3.1-70b"),
      engine: engine("ideal"),
      precision: {},
      parallel: { ...one, tensor: 8 },
    });
    // 2 x 7/8 x 128 MiB / 450 GB/s = 521.96 us
    expect(allReduce(network, 8, 2 ** 27).seconds).toBeCloseTo(521.96e-6, 8);
    expect(allReduce(network, 1, 2 ** 27).seconds).toBe(0);
  });

  it("is near the measured table of facts/hardware.md 3.3 (H100 TP8: 16 KiB 3.6-4.6 us, 128 MiB 576 us)", () => {
    const { network } = createCosting({
      hardware: h100,
      model: model("llama-3.1-70b"),
      engine: engine("trtllm"),
      precision: {},
      parallel: { ...one, tensor: 8 },
    });
    expect(allReduce(network, 8, 2 ** 14).seconds).toBeGreaterThan(3e-6);
    expect(allReduce(network, 8, 2 ** 14).seconds).toBeLessThan(8e-6);
    expect(allReduce(network, 8, 2 ** 27).seconds / 576e-6).toBeGreaterThan(0.7);
    expect(allReduce(network, 8, 2 ** 27).seconds / 576e-6).toBeLessThan(1.6);
  });
});

describe("formats the chip lacks", () => {
  it("are stored as asked and computed in bf16, and said so", () => {
    const a100 = resolveArithmetic(hardwareSample("a100-sample"), model("llama-3.1-70b"), { weights: "fp8" });
    expect(a100.ffn).toMatchObject({
      compute: "bf16",
      weightBytes: 1,
      activationBytes: 2,
      weightOnly: true,
    });
    expect(a100.notes).toEqual(["a100-sample has no fp8 matrix units: fp8 weights are computed in bf16"]);
    expect(resolveArithmetic(h100, model("llama-3.1-70b"), { weights: "fp8" }).notes).toEqual([]);
  });
});

describe("MXFP4 experts with MXFP8 activations", () => {
  it("run at the eight-bit rate where the chip has both, and dequantise where it has no four-bit units", () => {
    const oss = model("gpt-oss-120b");
    const b200 = resolveArithmetic(hardwareSample("b200-sample"), oss, { weights: "fp4" });
    expect(b200.experts).toMatchObject({ compute: "fp8", activationBytes: 1, weightOnly: false });
    expect(resolveArithmetic(h100, oss, { weights: "fp4" }).experts).toMatchObject({
      compute: "bf16",
      weightOnly: true,
    });
  });
});

describe("fp8 weights", () => {
  const fp8 = (id: string) => resolveArithmetic(h100, model(id), { weights: "fp8" });

  it("have a scale per block where the makers' own checkpoint has one", () => {
    for (const id of ["deepseek-r1", "qwen3-32b"])
      for (const part of ["attention", "ffn", "experts"] as const)
        expect(fp8(id)[part].blockScaled).toBe(true);
    for (const id of ["gpt-oss-120b", "llama-3.1-405b", "llama-3.1-70b"])
      expect(fp8(id).ffn.blockScaled).toBe(false);
  });

  it("with a scale per block cost linear layers some of their rate", () => {
    const { kernels } = engine("trtllm");
    const rates = (id: string) => createDevice(h100, engine("trtllm"), fp8(id)).ffn;
    const [scaled, plain] = [rates("qwen3-32b"), rates("llama-3.1-70b")];
    expect(scaled.flopsPerSecond / plain.flopsPerSecond).toBeCloseTo(kernels.blockScaledLinear, 12);
  });
});

describe("batches", () => {
  it("are padded to the next captured graph, and not beyond the last", () => {
    expect(graphBatch([1, 2, 4, 8], 3)).toBe(4);
    expect(graphBatch([1, 2, 4, 8], 8)).toBe(8);
    expect(graphBatch([1, 2, 4, 8], 9)).toBe(9);
  });
});

describe("placement", () => {
  it("names what cannot be built", () => {
    expect(placementProblems({ tensor: 2, pipeline: 1, data: 1, expert: 3 }, model("gpt-oss-120b"))).toEqual([
      "expert 3 must divide tensor x data = 2",
    ]);
    expect(placementProblems({ tensor: 2, pipeline: 1, data: 1, expert: 2 }, model("llama-3.1-8b"))).toEqual([
      "expert 2: llama-3.1-8b has no experts",
    ]);
    expect(placementProblems({ tensor: 8, pipeline: 2, data: 2, expert: 16 }, model("deepseek-r1"))).toEqual(
      [],
    );
  });
});
