// Manifests: flags and fields by the names their programs know, and nothing of a configuration left out in silence.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { manifestKinds, manifestOf } from "../../src/report/emit.ts";
import { poolSchema } from "../../src/scenario/schema.ts";
import { realScenario } from "../laws/real-scenario.ts";

/** `vllm serve --help=all` of 0.11, as far as we emit. */
const vllmFlags = new Set(
  "tensor-parallel-size pipeline-parallel-size data-parallel-size enable-expert-parallel max-num-seqs max-num-batched-tokens gpu-memory-utilization block-size max-model-len quantization kv-cache-dtype enable-prefix-caching no-enable-prefix-caching kv-transfer-config port".split(
    " ",
  ),
);
/** Of Dynamo's vLLM worker besides those. */
const dynamoFlags = new Set(["model", "is-prefill-worker"]);

const scenario = realScenario(`
schema: forewatt.scenario/1
model: gpt-oss-120b
precision: { weights: fp8, kv: fp8, activations: fp8 }
workload: { arrivals: { process: poisson, rate: 1 /s }, lengths: { input: { fixed: 9 tokens }, output: { fixed: 9 tokens }, images: { perRequest: 1, tokensPerImage: 9 } }, requests: 9 }
deployments:
  plain: { pools: [ { name: serve, hardware: h200-sxm, parallel: { tensor: 2 }, encoder: { parameters: 675000000 } } ] }
  apart:
    pools:
      - { name: read, role: prefill, hardware: h200-sxm, instances: 2, parallel: { tensor: 2, expert: 2 }, encoder: { parameters: 675000000 } }
      - { name: write, role: decode, hardware: mi300x, parallel: { tensor: 4, data: 2, expert: 4 } }
    transfer: { pipelined: false }
  everything:
    router: kv-aware
    indexDelay: 1 s
    pools:
      - name: all
        hardware: h200-sxm
        instances: 3
        parallel: { tensor: 4, pipeline: 2 }
        scheduler: { policy: prefill-first, maxBatchedTokens: 4096, maxSequences: 77, pollSteps: 2, batchWait: { steps: 3, tokens: 100 } }
        kv: { blockTokens: 32, blocks: 5000, memoryFraction: 0.8, watermark: 0.02, allocation: reserve-all, prefixCache: { ttl: 1 h } }
        maxContext: unlimited
        speculative: { draftTokens: 2, acceptance: 0.5 }
        powerCap: 500 W
        maxOutstanding: 50
        encoder: { parameters: 675000000 }
  lpu: { pools: [ { name: serve, hardware: lpx, parallel: { tensor: 256 }, encoder: { parameters: 675000000 } } ] }
`);
const emitted = (kind: (typeof manifestKinds)[number], name: string) =>
  manifestOf(kind, scenario, name, scenario.file.deployments[name]!);
const flagsIn = (text: string) =>
  [...text.matchAll(/(?:^|[\s"'])--([a-z][a-z-]*)/gm)].map(([, name]) => name!);
const body = (text: string) =>
  text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n");

describe.each(manifestKinds)("a manifest for %s", (kind) => {
  it.each(Object.keys(scenario.file.deployments))("of %s uses flags that exist", (name) => {
    const known = kind === "dynamo" ? new Set([...vllmFlags, ...dynamoFlags]) : vllmFlags;
    const flags = flagsIn(body(emitted(kind, name).text));
    expect(flags.length).toBeGreaterThan(5);
    expect(flags.filter((flag) => !known.has(flag))).toEqual([]);
  });

  it("says in its head what it could not express", () => {
    const { text, unexpressed } = emitted(kind, "everything");
    for (const each of unexpressed) expect(text).toContain(`# not expressed: ${each}\n`);
  });

  it("names the slots of adapters", () => {
    const with16 = realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload: { arrivals: { process: poisson, rate: 1 /s }, lengths: { input: { fixed: 9 tokens }, output: { fixed: 9 tokens } }, requests: 9, adapters: { count: 5 } }
deployments: { a: { pools: [ { name: serve, hardware: h200-sxm, lora: { rank: 16, slots: 4, bandwidth: 25 GB/s } } ] } }
`);
    const { unexpressed } = manifestOf(kind, with16, "a", with16.file.deployments.a!);
    expect(unexpressed.join("\n")).toContain("--max-loras 4 --max-lora-rank 16");
  });

  it("names models that share the devices, and how they take turns", () => {
    const two = realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload: { arrivals: { process: poisson, rate: 1 /s }, lengths: { input: { fixed: 9 tokens }, output: { fixed: 9 tokens } }, requests: 9, classes: { a: { share: 0.5 }, b: { share: 0.5, model: qwen3-8b } } }
deployments: { a: { pools: [ { name: serve, hardware: h200-sxm, models: { llama-3.1-8b: {}, qwen3-8b: {} }, swap: { resident: 1 } } ] } }
`);
    const { unexpressed } = manifestOf(kind, two, "a", two.file.deployments.a!);
    expect(unexpressed.join("\n")).toContain("models llama-3.1-8b, qwen3-8b: a vLLM for each");
    expect(unexpressed.join("\n")).toContain("--enable-sleep-mode");
  });

  it("expresses or names every option of a pool", () => {
    const { text, unexpressed } = emitted(kind, "everything");
    const told = unexpressed.join("\n");
    const expressed: Record<string, RegExp> = {
      parallel: /--?tensor-parallel-size 4|tensor: 4|--tensor-parallel-size\s+- "4"/,
      instances: /replicas: 3|instances 3/,
    };
    // Names and prices are ours alone; a role other than mixed, and adapters and models, which do not go with drafts, are tested apart.
    for (const key of Object.keys(poolSchema.shape)) {
      if (["name", "role", "cost", "lora", "models", "swap"].includes(key)) continue;
      if (key === "scheduler") {
        expect(body(text)).toMatch(/77/);
        expect(body(text)).toMatch(/4096/);
        for (const part of ["policy", "pollSteps", "batchWait"]) expect(told).toContain(part);
      } else if (key === "kv") {
        for (const value of [/0\.8/, /32/]) expect(body(text)).toMatch(value);
        for (const part of ["blocks", "watermark", "allocation", "prefixCache"])
          expect(told).toContain(`kv.${part}`);
      } else if (expressed[key]) expect(`${body(text)}${told}`).toMatch(expressed[key]);
      else expect(told).toContain(key);
    }
    expect(told).toMatch(/router kv-aware/);
    expect(told).toMatch(/indexDelay/);
    expect(told).toMatch(/activations fp8/);
  });

  it("names what of split pools has no flag, and silicon it cannot ask for", () => {
    const told = emitted(kind, "apart").unexpressed.join("\n");
    expect(told).toMatch(/parallel\.expert 4: vLLM spreads experts over all 8 ranks or none/);
    expect(told).toMatch(/pipelined false/);
    expect(emitted(kind, "lpu").unexpressed.join("\n")).toMatch(/lpx: no device plugin/);
  });
});

const withPrecision = (model: string, precision: string, engine = "vllm") => {
  const one = realScenario(`
schema: forewatt.scenario/1
model: ${model}
engine: ${engine}
precision: ${precision}
workload: { arrivals: { process: poisson, rate: 1 /s }, lengths: { input: { fixed: 9 tokens }, output: { fixed: 9 tokens } }, requests: 9 }
deployments: { a: { pools: [ { name: serve, hardware: h200-sxm, parallel: { tensor: 8 } } ] } }
`);
  const { text, unexpressed } = manifestOf("vllm", one, "a", one.file.deployments.a!);
  return { flags: body(text), told: unexpressed.join("\n") };
};

describe("number formats", () => {
  it.each(["int8", "fp4", "int4"])("a cache in %s has no flag", (kv) => {
    const { flags, told } = withPrecision("llama-3.1-8b", `{ kv: ${kv} }`);
    expect(flags).not.toContain("kv-cache-dtype");
    expect(told).toContain(`precision.kv ${kv}: --kv-cache-dtype has none`);
  });

  it.each([
    ["llama-3.1-8b", "bf16", false, false],
    ["llama-3.1-8b", "fp8", true, false],
    ["llama-3.1-8b", "fp4", false, true],
    ["deepseek-v3", "fp8", false, false],
    ["deepseek-v3", "bf16", false, true],
    ["gpt-oss-120b", "fp4", false, false],
    ["gpt-oss-120b", "fp8", false, true],
  ])("weights of %s in %s", (model, weights, flagged, named) => {
    const { flags, told } = withPrecision(model, `{ weights: ${weights} }`);
    expect([flags.includes("--quantization fp8"), told.includes(`precision.weights ${weights}: `)]).toEqual([
      flagged,
      named,
    ]);
  });
});

it("pages that only another engine has are no flag", () => {
  const { flags, told } = withPrecision("llama-3.1-8b", "{}", "sglang");
  expect(flags).not.toContain("--block-size");
  expect(told).toContain("kv.blockTokens 1: vLLM takes multiples of 16");
});

it("vLLM commands of a split have ports of their own and name the proxy", () => {
  const { text, unexpressed } = emitted("vllm", "apart");
  expect([...text.matchAll(/--port (\d+)/g)].map(([, port]) => port)).toEqual(["8000", "8001"]);
  expect(unexpressed.join("\n")).toMatch(/^proxy: /m);
});

it("Dynamo's image and device are NVIDIA's, and that is said of others", () => {
  const about = emitted("dynamo", "apart").unexpressed.filter((each) => /image/.test(each));
  expect(about).toEqual([expect.stringMatching(/^pool write hardware mi300x: the image .* for AMD/)]);
});

it("a DynamoGraphDeployment has a frontend and a worker per pool", () => {
  const graph = parse(emitted("dynamo", "apart").text);
  expect(graph).toMatchObject({ apiVersion: "nvidia.com/v1alpha1", kind: "DynamoGraphDeployment" });
  expect(Object.keys(graph.spec.services)).toEqual(["Frontend", "VllmPrefillWorker", "VllmDecodeWorker"]);
  const { VllmPrefillWorker: prefill, VllmDecodeWorker: decode } = graph.spec.services;
  expect(prefill).toMatchObject({ componentType: "worker", subComponentType: "prefill", replicas: 2 });
  expect(prefill.resources.limits.gpu).toBe("2");
  expect(prefill.extraPodSpec.mainContainer.args).toContain("--is-prefill-worker");
  expect(decode.extraPodSpec.mainContainer.args).not.toContain("--is-prefill-worker");
});

it("an LLMInferenceService asks for the devices of each maker, and takes prefill apart", () => {
  const { kind, spec } = parse(emitted("kserve", "apart").text);
  expect(kind).toBe("LLMInferenceService");
  expect(spec.parallelism).toEqual({ tensor: 4, data: 2, dataLocal: 2, expert: true });
  expect(spec.template.containers[0].resources.limits).toEqual({ "amd.com/gpu": "8" });
  expect(spec.prefill).toMatchObject({ replicas: 2, parallelism: { tensor: 2, expert: true } });
  expect(spec.prefill.template.containers[0].resources.limits).toEqual({ "nvidia.com/gpu": "2" });
  // What `parallelism` says is not said twice.
  expect(spec.template.containers[0].env[0].value).not.toMatch(/parallel-size/);
});
