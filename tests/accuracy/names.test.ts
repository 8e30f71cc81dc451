import { describe, expect, it } from "vitest";
import { engineFamily, precisionOf, releaseOf, standsIn } from "../../src/accuracy/names.ts";
import { translate } from "../../src/accuracy/translate.ts";
import { type Changes, experimentsOf, predictionsOf, profiles } from "./cases.ts";

describe("engines", () => {
  it.each([
    ["vLLM", "0.15.1", "0.15.1"],
    ["vLLM 0.8.5", "", "0.8.5"],
    ["LLM-D v0.5.0 ,vLLM 0.14.1, RHEL 9.6", "", "0.14.1"],
    ["Mango LLMBoost AI Enterprise Platform, vllm-0.9.0.2.dev108+g71faa1880.", "", "0.9.0.2"],
    ["TensorRT-LLM", "0.14.0", "0.14.0"],
    // TensorRT, not TensorRT-LLM.
    ["TensorRT 10.11, CUDA 12.9", "", ""],
    ["ROCm 6.10.5", "", ""],
    ["Dynamo+SGLang", "0.5.8", "0.5.8"],
    ["Dynamo+TensorRT-LLM", "1.3.0rc5", "1.3.0rc5"],
    // Dynamo's own release: TensorRT-LLM was at 0.17 when Dynamo began.
    ["Dynamo+TensorRT-LLM", "0.8.1.post2", ""],
  ])("%s %s is release %s", (engine, stated, release) => {
    expect(releaseOf(engine, stated)).toBe(release);
  });

  it("a release in the name picks the family", () => {
    const engineOf = (changes: Changes) => {
      const translated = translate(experimentsOf(changes)[0]!, { profiles });
      if (typeof translated === "string") throw new Error(translated);
      return translated.scenario.file.engine;
    };
    expect(engineOf({ engine: "vLLM 0.8.5" })).toBe(engineOf({ engine_version: "0.8.5" }));
    expect(engineOf({ engine: "vLLM 0.8.5" })).not.toBe(engineOf({}));
  });

  it("engines like vLLM are predicted with its profile and kept apart; others are not", () => {
    for (const engine of ["ATOM", "lmdeploy", "TGI 3.0"]) {
      expect(engineFamily(engine)).toBe("vllm");
      expect(standsIn(engine)).toBe(true);
      const [row] = predictionsOf([{ engine }]);
      expect(row).toMatchObject({ apart: "engine-stand-in", predicted: expect.any(Number) });
    }
    for (const engine of ["Groq", "Cerebras Inference", "DeepSeek in-house", ""])
      expect(engineFamily(engine)).toBeUndefined();
    expect(standsIn("vLLM+ATOM")).toBe(false);
  });
});

describe("number formats", () => {
  it.each([
    ["NVFP4", "fp4"],
    ["mxfp4", "fp4"],
    ["FP8", "fp8"],
    ["fp8_e4m3", "fp8"],
    ["float8", "fp8"],
    ["half", "bf16"],
    ["FP16", "bf16"],
    ["w8a8", "int8"],
    ["W8A8-FP8", "fp8"],
    ["e4m3", "fp8"],
    ["modelopt_fp4", "fp4"],
    ["w4a8", "int4"],
    ["w4a16_mxfp4", "int4"],
    ["AWQ", "int4"],
    ["gptq-int4", "int4"],
    ["w4a16", "int4"],
    ["fp32", undefined],
    ["", undefined],
  ])("%s is %s", (text, precision) => {
    expect(precisionOf(text)).toBe(precision);
  });

  it("a checkpoint whose format nobody states is served as published", () => {
    const tpot = (changes: Changes) => predictionsOf([changes])[0]!.predicted;
    for (const open of ["", "auto", "unknown"])
      expect(tpot({ precision: open })).toBe(tpot({ precision: "bf16" }));
    const big: Changes = { model: "gpt-oss-120b", gpu: "H200-SXM" };
    expect(tpot({ ...big, precision: "" })).toBe(tpot({ ...big, precision: "mxfp4" }));
  });

  it("no speculation, in every spelling", () => {
    for (const spec_decode of ["none", "off", "False", "No", ""])
      expect(predictionsOf([{ spec_decode }])[0]!.reason).toBe("");
  });
});

describe("memory", () => {
  const tight: Changes = {
    model: "Llama-3.1-70B",
    isl: "1024",
    osl: "128",
    load_value: "1",
    num_requests: "2",
  };

  it("what was measured did fit: an unstated fraction grows to 95 % where the engine's own does not do", () => {
    const [row] = predictionsOf([tight]);
    expect(row!.predicted).toBeGreaterThan(0);
  });

  it("a fraction that is stated stays", () => {
    const [row] = predictionsOf([{ ...tight, kv_mem_fraction: "0.9" }]);
    expect(row!.predicted).toBeNull();
  });
});

describe("workers of a disaggregated row", () => {
  it("in any order, of one rank where none are counted", () => {
    const poolsOf = (deploy_detail: string) => {
      const translated = translate(experimentsOf({ mode: "disagg", deploy_detail })[0]!, { profiles });
      if (typeof translated === "string") throw new Error(translated);
      const { pools } = translated.scenario.file.deployments.measured!;
      return pools.map(({ role, instances, parallel }) => [role, instances, parallel.tensor]);
    };
    const stated = [
      ["prefill", 1, 2],
      ["decode", 3, 1],
    ];
    expect(poolsOf("prefill workers=1 tp=2 dp=1 ep=1; decode workers=3 tp=1 dp=1 ep=1")).toEqual(stated);
    expect(poolsOf("Decode: tp=1, workers=3; Prefill: workers=1, tp=2")).toEqual(stated);
    expect(() => poolsOf("prefill workers=1 tp=2; decode tp=1")).toThrow("decode workers are not recorded");
  });
});

describe("KV of a checkpoint that its makers publish in fp8", () => {
  it("stays in 16 bits on TensorRT-LLM: no scales come with it", () => {
    const kvOf = (changes: Changes) => {
      const translated = translate(experimentsOf({ engine: "TensorRT-LLM", ...changes })[0]!, { profiles });
      if (typeof translated === "string") throw new Error(translated);
      return translated.scenario.file.precision.kv;
    };
    expect(kvOf({ model: "Llama-3.1-70B" })).toBe("fp8");
    expect(kvOf({ model: "Qwen3-32B" })).toBe("bf16");
    expect(kvOf({ model: "Qwen3-32B", gpu: "B200-SXM", precision: "nvfp4" })).toBe("fp8");
    expect(kvOf({ model: "Qwen3-32B", kv_dtype: "fp8" })).toBe("fp8");
  });
});
