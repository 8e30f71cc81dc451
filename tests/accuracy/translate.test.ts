// What an experiment is simulated as: its load, lengths and settings, row by row.
import { describe, expect, it } from "vitest";
import { translate } from "../../src/accuracy/translate.ts";
import { type Changes, experimentsOf, predictionsOf, profiles } from "./cases.ts";

const scenarioOf = (changes: Changes) => {
  const translated = translate(experimentsOf(changes)[0]!, { profiles });
  if (typeof translated === "string") throw new Error(translated);
  const { file, engine } = translated.scenario;
  return { ...file, engine: engine.id, pool: file.deployments.measured!.pools[0]! };
};
const throughput: Changes = { metric: "output_tok_s_total", value: "1000", unit: "tok/s" };

describe("load kinds", () => {
  it("concurrency: a closed loop of ten prompts per user, or as many as stated", () => {
    expect(scenarioOf({}).workload).toMatchObject({
      arrivals: { process: "closed-loop", users: 4, think: 0 },
      lengths: { input: { fixed: 512 }, output: { fixed: 64 } },
      requests: 40,
      window: { warmup: 0, until: "drained" },
    });
    expect(scenarioOf({ num_requests: "12" }).workload.requests).toBe(12);
  });

  it("uniform[0.8,1.0]*nominal lengths, from nominal lengths in parentheses where the row has means", () => {
    const nominal = scenarioOf({ isl: "1000", osl: "500", length_dist: "uniform[0.8,1.0]*nominal" });
    expect(nominal.workload.lengths).toEqual({
      input: { uniform: { low: 800, high: 1000 } },
      output: { uniform: { low: 400, high: 500 } },
    });
    // A source of means tells no distribution, and a column left out tells none either.
    for (const length_dist of ["unknown", "", "workload mean only"]) {
      const unknown = scenarioOf({ isl: "1000", osl: "100", length_dist });
      expect(unknown.workload.lengths!.input).toEqual({ uniform: { low: 900, high: 1100 } });
    }
    const fixed = scenarioOf({ isl: "1000", osl: "100", length_dist: "Fixed" });
    expect(fixed.workload.lengths!.input).toEqual({ fixed: 1000 });
    const stated = scenarioOf({
      isl: "7200",
      osl: "900",
      length_dist: "uniform[0.8,1.0]*nominal(8000/1000)",
    });
    expect(stated.workload.lengths!.input).toEqual({ uniform: { low: 6400, high: 8000 } });
  });

  it("means of a data set are spread as a chat's are; an answer's limit is reached by all", () => {
    for (const given of [
      { length_dist: "dataset" },
      { length_dist: "trace" },
      { length_dist: "unknown", notes: "NC36; NC37" },
    ]) {
      const { lengths } = scenarioOf({ isl: "202", osl: "214", ...given }).workload;
      expect(lengths!.input).toEqual({ lognormal: { mean: 202, cv: 0.96, max: 949 } });
      expect(lengths!.output).toEqual({ lognormal: { mean: 214, cv: 0.77, max: 1006 } });
      const limited = scenarioOf({ isl: "467", osl: "256", ...given }).workload.lengths!;
      expect(limited.output).toEqual({ fixed: 256 });
    }
  });

  it("request_rate: Poisson, ten minutes of it; inf is all at once", () => {
    expect(scenarioOf({ load_kind: "request_rate", load_value: "3" }).workload).toMatchObject({
      arrivals: { process: "poisson", rate: 3 },
      requests: 1800,
    });
    const burst = scenarioOf({ load_kind: "request_rate", load_value: "inf", num_requests: "64" });
    expect(burst.workload).toMatchObject({ arrivals: { process: "all-at-once" }, requests: 64 });
  });

  it("max_offline: the finite queue", () => {
    const offline: Changes = { load_kind: "max_offline", load_value: "inf" };
    expect(scenarioOf({ ...offline, num_requests: "300" }).workload.requests).toBe(300);
    expect(scenarioOf(offline).workload.requests).toBe(2000);
  });

  it("saturated_max_num_seqs: the cap, and more users than it", () => {
    const { workload, pool } = scenarioOf({ load_kind: "saturated_max_num_seqs", load_value: "16" });
    expect(pool.scheduler.maxSequences).toBe(16);
    expect(workload.arrivals).toMatchObject({ process: "closed-loop", users: 21 });
  });

  it("static_batch: one batch that nobody joins", () => {
    const { workload, pool } = scenarioOf({ load_kind: "static_batch", load_value: "32" });
    expect(pool.scheduler).toMatchObject({ policy: "static", maxSequences: 32 });
    expect(workload).toMatchObject({ arrivals: { process: "all-at-once" }, requests: 32 });
  });

  it("trace: the requests of the file", () => {
    const text = "timestamp,input_length,output_length\n0,100,20\n500,120,20\n";
    const trace = { name: "t.csv", open: () => [new TextEncoder().encode(text)] };
    const [row] = predictionsOf([{ load_kind: "trace", load_value: "t" }], trace);
    expect(row).toMatchObject({ reason: "" });
    expect(row!.predicted).toBeGreaterThan(1);
  });

  it.each<[string, Changes]>([
    ["concurrency", {}],
    ["request_rate", { load_kind: "request_rate", load_value: "2", num_requests: "50" }],
    ["max_offline", { ...throughput, load_kind: "max_offline", load_value: "inf", num_requests: "100" }],
    ["saturated", { ...throughput, load_kind: "saturated_max_num_seqs", load_value: "8" }],
    ["static_batch", { ...throughput, load_kind: "static_batch", load_value: "8" }],
  ])("%s is predicted", (_, changes) => {
    const [row] = predictionsOf([changes]);
    expect(row!.reason).toBe("");
    expect(row!.predicted).toBeGreaterThan(0);
  });
});
describe("configuration", () => {
  it("names of engines in every spelling of the sources", () => {
    const engineOf = (engine: string) => scenarioOf({ engine }).engine;
    for (const name of ["TensorRT 10.11, CUDA 12.9", "NIM (TensorRT-LLM)", "TensorRT-LLM + Triton backend"])
      expect(engineOf(name)).toBe("trtllm");
    for (const name of [
      "vLLM 0.9.0.2.dev108+g71faa1880, ROCm 6.4.1",
      "Dynamo+vLLM",
      "LLM-D v0.5.0 ,vLLM 0.14.1",
      "ROCm",
    ])
      expect(engineOf(name)).toBe("vllm");
    expect(engineOf("Dynamo+SGLang")).toBe("sglang");
  });

  it("unstated KV is fp8 for quantised TensorRT-LLM rows and NVFP4 checkpoints, else 16 bits", () => {
    const kvOf = (changes: Changes) => scenarioOf({ gpu: "B200-SXM", ...changes }).precision;
    expect(kvOf({ engine: "TensorRT-LLM" })).toMatchObject({ weights: "fp8", kv: "fp8" });
    expect(kvOf({ engine: "TensorRT-LLM", precision: "fp16" })).toMatchObject({
      weights: "bf16",
      kv: "bf16",
    });
    expect(kvOf({})).toMatchObject({ weights: "fp8", kv: "bf16" });
    expect(kvOf({ precision: "nvfp4" })).toMatchObject({ weights: "fp4", kv: "fp8" });
    expect(kvOf({ engine: "TensorRT-LLM", kv_dtype: "fp16" }).kv).toBe("bf16");
  });

  it("data ranks: replicas of a dense model, attention data parallelism of experts", () => {
    const dense = scenarioOf({ gpus: "8", tp: "2", dp: "4" }).pool;
    expect([dense.instances, dense.parallel]).toEqual([4, { tensor: 2, pipeline: 1, data: 1, expert: 1 }]);
    const moe = scenarioOf({ model: "DeepSeek-R1", gpus: "8", tp: "1", dp: "8", ep: "8" }).pool;
    expect([moe.instances, moe.parallel]).toEqual([1, { tensor: 1, pipeline: 1, data: 8, expert: 8 }]);
    expect(scenarioOf({ gpus: "4", tp: "2" }).pool.instances).toBe(2);
    const uncounted = scenarioOf({ model: "DeepSeek-R1", gpus: "8", tp: "1", dp: "1", ep: "8" }).pool;
    expect([uncounted.instances, uncounted.parallel.data]).toEqual([1, 8]);
  });

  it("disaggregated workers of both roles, kept apart", () => {
    const detail = "prefill workers=1 tp=1 dp=4 ep=4; decode workers=2 tp=4 dp=1 ep=4";
    const row: Changes = {
      model: "DeepSeek-R1",
      gpu: "GB200-NVL72",
      precision: "nvfp4",
      mode: "disagg",
      deploy_detail: detail,
    };
    const translated = translate(experimentsOf(row)[0]!, { profiles });
    if (typeof translated === "string") throw new Error(translated);
    const { pools, transfer } = translated.scenario.file.deployments.measured!;
    expect(
      pools.map(({ role, instances, parallel }) => [role, instances, parallel.tensor, parallel.data]),
    ).toEqual([
      ["prefill", 1, 1, 4],
      ["decode", 2, 4, 1],
    ]);
    expect(transfer.link).toBe("scale-up");
    const [predicted] = predictionsOf([{ ...row, metric: "ttft_p50_ms" }]);
    expect(predicted!.predicted).toBeGreaterThan(0);
    expect(predicted!.apart).toBe("disaggregated");
  });

  it("engine settings of the row", () => {
    const { pool } = scenarioOf({ max_num_seqs: "64", max_batched_tokens: "4096", kv_mem_fraction: "0.85" });
    expect(pool.scheduler).toMatchObject({ maxSequences: 64, maxBatchedTokens: 4096 });
    expect(pool.kv.memoryFraction).toBeCloseTo(0.85, 12);
    const sglang = { engine: "SGLang", model: "DeepSeek-R1", gpus: "8", tp: "1", dp: "8", ep: "8" };
    expect(scenarioOf({ ...sglang, chunked_prefill_size: "16384" }).pool.scheduler.maxBatchedTokens).toBe(
      2048,
    );
    expect(scenarioOf({ notes: "KV blocks=2588x16; x" }).pool.kv).toMatchObject({
      blocks: 2588,
      blockTokens: 16,
    });
  });
});
