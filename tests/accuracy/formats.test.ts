import { describe, expect, it } from "vitest";
import type { Given } from "../../src/accuracy/header.ts";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { InputError } from "../../src/base/errors.ts";

const given: Given = { gpu: "H100-SXM", engine: "vllm", precision: "fp8", tp: "2" };
const vllm = {
  date: "20260301-101500",
  endpoint_type: "openai-chat",
  model_id: "meta-llama/Llama-3.1-8B-Instruct",
  num_prompts: 100,
  request_rate: "inf",
  burstiness: 1.0,
  max_concurrency: 8,
  duration: 50.0,
  completed: 100,
  total_input_tokens: 102_400,
  total_output_tokens: 12_800,
  request_throughput: 2.0,
  output_throughput: 256.0,
  total_token_throughput: 2304.0,
  mean_ttft_ms: 80.5,
  median_ttft_ms: 75.25,
  p99_ttft_ms: 150.0,
  mean_tpot_ms: 7.5,
  median_tpot_ms: 7.25,
  p99_tpot_ms: 9.0,
  mean_itl_ms: 0,
  median_e2el_ms: null,
};
const aiperf = {
  input_config: {
    endpoint: { model_names: ["Qwen/Qwen3-32B"] },
    loadgen: { concurrency: 16, request_count: 160 },
  },
  request_throughput: { unit: "requests/sec", avg: 3.2 },
  request_latency: { unit: "ms", avg: 4000, p50: 3900, p99: 5000 },
  time_to_first_token: { unit: "sec", avg: 0.25, p50: 0.2 },
  inter_token_latency: { unit: "ms", avg: 14.5, p50: 14.25 },
  output_token_throughput: { unit: "tokens/sec", avg: 830 },
  input_sequence_length: { unit: "tokens", avg: 1000.5 },
  output_sequence_length: { unit: "tokens", avg: 260 },
  request_count: { unit: "requests", avg: 160 },
};
const inferenceX = {
  hw: "b200-trt",
  tp: 8,
  ep: 8,
  dp_attention: "true",
  conc: 64,
  model: "deepseek-ai/DeepSeek-R1-0528",
  framework: "trt",
  precision: "fp4",
  isl: 1024,
  osl: 1024,
  tput_per_gpu: 900.5,
  output_tput_per_gpu: 450.25,
  mean_ttft: 0.3,
  median_ttft: 0.25,
  mean_tpot: 0.014,
  median_intvty: 71,
};

const read = (value: unknown, extra: Given = given) =>
  readCases("results/run.json", JSON.stringify(value), extra);
const metricsOf = ([experiment]: ReturnType<typeof read>) =>
  Object.fromEntries(experiment!.measurements.map(({ name, value }) => [name, value]));
const problemsOf = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("a vllm bench result", () => {
  it("is a closed loop with the means of its totals, and what was given beside it", () => {
    const [experiment] = read(vllm);
    expect(experiment).toMatchObject({
      pointId: "run",
      model: "meta-llama/Llama-3.1-8B-Instruct",
      gpu: "H100-SXM",
      engine: "vllm",
      weights: "fp8",
      tensor: 2,
      loadKind: "concurrency",
      loadValue: 8,
      requests: 100,
      inputTokens: 1024,
      outputTokens: 128,
    });
  });

  it("gives every metric it measured, and none that is 0 or null", () => {
    expect(metricsOf(read(vllm))).toEqual({
      ttft_mean_ms: 80.5,
      ttft_p50_ms: 75.25,
      ttft_p99_ms: 150,
      tpot_mean_ms: 7.5,
      tpot_p50_ms: 7.25,
      tpot_p99_ms: 9,
      output_tok_s_total: 256,
      request_tput: 2,
    });
  });

  it("is a Poisson rate, all at once, or a process nothing models, as the client drove it", () => {
    const kind = (changes: object) => {
      const [experiment] = read({ ...vllm, max_concurrency: null, ...changes });
      return [experiment!.loadKind, experiment!.loadValue];
    };
    expect(kind({ request_rate: 4.5 })).toEqual(["request_rate", 4.5]);
    expect(kind({})).toEqual(["request_rate", Number.POSITIVE_INFINITY]);
    expect(kind({ request_rate: 4.5, burstiness: 0.2 })).toEqual(["request_rate with burstiness", 4.5]);
  });

  it("is a rate under a cap, which nothing models, unless all requests fit under it", () => {
    const kind = (changes: object) => read({ ...vllm, request_rate: 8, ...changes })[0]!.loadKind;
    expect(kind({ max_concurrency: 2 })).toBe("request_rate with a concurrency cap");
    expect(kind({ max_concurrency: 2, burstiness: 0.5 })).toBe(
      "request_rate with burstiness and a concurrency cap",
    );
    expect(kind({ max_concurrency: 100 })).toBe("request_rate");
    // Of 100 that were sent, 90 came back: the cap held all that were sent, and not all.
    expect(kind({ max_concurrency: 95, completed: 90 })).toBe("request_rate with a concurrency cap");
  });

  it("needs the server that it says nothing of: all of it at once", () => {
    const problems = problemsOf(() => read(vllm, {}));
    expect(problems.map((text) => text.split(":")[0])).toEqual(["gpu", "engine", "precision", "tp"]);
    expect(problems[0]).toContain("give --hardware, such as --hardware h100-sxm");
  });

  it("may be a list of runs, or one per line", () => {
    const two = [vllm, { ...vllm, max_concurrency: 16 }];
    const lines = two.map((run) => JSON.stringify(run)).join("\n");
    const list = read(two);
    expect(list.map(({ pointId, loadValue }) => [pointId, loadValue])).toEqual([
      ["run#1", 8],
      ["run#2", 16],
    ]);
    expect(readCases("results/run.json", lines, given)).toEqual(list);
  });
});

describe("an aiperf profile", () => {
  it("is read with its units; its inter-token latency is a TPOT", () => {
    const experiments = read(aiperf);
    expect(experiments[0]).toMatchObject({
      model: "Qwen/Qwen3-32B",
      loadKind: "concurrency",
      loadValue: 16,
      requests: 160,
      inputTokens: 1000.5,
      outputTokens: 260,
    });
    expect(metricsOf(experiments)).toMatchObject({
      ttft_mean_ms: 250,
      ttft_p50_ms: 200,
      tpot_p50_ms: 14.25,
      e2e_p99_ms: 5000,
      output_tok_s_total: 830,
    });
  });

  it("is a rate where it states one, and another load kind where users cap it", () => {
    const kind = (loadgen: object) =>
      read({ ...aiperf, input_config: { ...aiperf.input_config, loadgen } })[0]!;
    expect(kind({ request_rate: 8 })).toMatchObject({ loadKind: "request_rate", loadValue: 8 });
    expect(kind({ request_rate: 8, request_rate_mode: "POISSON" }).loadKind).toBe("request_rate");
    expect(kind({ request_rate: 8, concurrency: 160 }).loadKind).toBe("request_rate");
    expect(kind({ request_rate: 8, concurrency: 2 }).loadKind).toBe("request_rate with a concurrency cap");
    expect(kind({ request_rate: 8, concurrency: 2, request_rate_mode: "constant" }).loadKind).toBe(
      "request_rate constant with a concurrency cap",
    );
  });
});

describe("an InferenceX aggregate", () => {
  it("says all of it: hardware, layout, lengths", () => {
    const experiments = read([inferenceX], {});
    expect(experiments[0]).toMatchObject({
      gpu: "b200",
      engine: "trtllm",
      weights: "fp4",
      gpus: 8,
      tensor: 1,
      data: 8,
      expert: 8,
      loadValue: 64,
      nominalInputTokens: 1024,
      lengthDistribution: "uniform[0.8,1.0]*nominal",
    });
    expect(metricsOf(experiments)).toEqual({
      ttft_mean_s: 0.3,
      ttft_p50_s: 0.25,
      tpot_mean_s: 0.014,
      total_tok_s_per_gpu: 900.5,
      output_tok_s_per_gpu: 450.25,
    });
  });

  it("keeps disaggregated runs apart, without a layout of one pool", () => {
    const [experiment] = read([{ ...inferenceX, disagg: true }], {});
    expect(experiment).toMatchObject({ mode: "disagg", tensor: undefined });
  });
});

describe("other JSON", () => {
  it("is refused with what is known", () => {
    expect(problemsOf(() => read({ hello: 1 }))[0]).toContain("vllm bench serve --save-result");
    expect(problemsOf(() => readCases("x.json", "{ broken", given))[0]).toContain("not JSON");
    expect(problemsOf(() => read([]))[0]).toContain("not JSON");
  });
});

describe("a CSV of one's own", () => {
  const csv =
    "point_id,metric,value,unit,load_kind,load_value,isl,osl\na,tpot_p50_ms,9,ms,concurrency,4,512,64\n";

  it("takes from options what all its rows share", () => {
    const [experiment] = readCases("own.csv", csv, { ...given, model: "llama-3.1-8b" });
    expect(experiment).toMatchObject({ model: "llama-3.1-8b", gpu: "H100-SXM", tensor: 2, weights: "fp8" });
  });

  it("says which option would do where a column is missing", () => {
    const problems = problemsOf(() => readCases("own.csv", csv));
    expect(problems).toEqual([
      "model: column is missing. Or give --model for all rows.",
      "gpu: column is missing. Or give --hardware for all rows.",
    ]);
  });

  it("keeps what its rows state", () => {
    const stated = csv.replace("unit", "unit,model,gpu").replace("ms,con", "ms,gpt-oss-120b,B200-SXM,con");
    const [experiment] = readCases("own.csv", stated, { ...given, model: "llama-3.1-8b" });
    expect(experiment).toMatchObject({ model: "gpt-oss-120b", gpu: "B200-SXM" });
  });
});
