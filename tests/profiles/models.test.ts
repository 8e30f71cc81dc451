// Every file in models/: totals against the published ones, caches against independently derived figures, names that resolve.
import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import {
  attentionLayerCounts,
  kvBytesPerToken,
  kvElementsPerToken,
  parameterCount,
  weightBytes,
} from "../../src/profiles/model-shape.ts";
import { fileNames, modelById, models } from "./model-files.ts";
import { shipped } from "./shipped-profiles.ts";

const TOLERANCE = 0.03;

describe("every model file", () => {
  it("is a YAML file named after its id", () => {
    expect([...fileNames].sort()).toEqual(models.map((model) => `${model.id}.yaml`).sort());
  });

  it.each(models.map((model) => [model.id, model] as const))(
    "%s sums to its published total within 3 %%",
    (_id, model) => {
      const total = parameterCount(model).total / 1e9;
      expect(Math.abs(total / model.parameters.total - 1)).toBeLessThanOrEqual(TOLERANCE);
    },
  );

  it.each(models.map((model) => [model.id, model] as const))("%s has layers that add up", (_id, model) => {
    const { full, window, none } = attentionLayerCounts(model);
    expect(full + window + none).toBe(model.layers);
    expect(Math.min(full, window, none)).toBeGreaterThanOrEqual(0);
    const ffnLayers = (model.ffn.dense?.layers ?? 0) + (model.ffn.moe?.layers ?? 0);
    // In a block of Nemotron-H stands one mixer, elsewhere every layer has an FFN.
    if (model.id.startsWith("nemotron")) expect(ffnLayers + full + window).toBeLessThan(model.layers);
    else expect(ffnLayers).toBe(model.layers);
    if (window > 0) expect(model.attention).toHaveProperty("windowTokens");
  });

  it.each(
    models.filter((model) => model.other.parametersBillions > 0).map((model) => [model.id, model] as const),
  )("%s says what its other parameters are", (_id, model) => expect(model.note).toMatch(/other: /));

  it("is flagged assumed where nobody has published the shape", () => {
    const proxies = models.filter((model) => /^gpt-(moe|oss-2t)/.test(model.id));
    expect(proxies).toHaveLength(7);
    for (const model of proxies) expect(model.confidence).toBe("assumed");
  });

  it("has names that no other file claims", () => {
    const contested = [...shipped.claims("model")].filter(([, files]) => files.length > 1);
    expect(contested).toEqual([]);
  });
});

// Derived by others from the same configs (facts/models.csv, facts/hardware.md 4): id, total and active in billions, bf16
// bytes of growing KV per token. Total and active to the two decimals given there.
const derived: readonly [id: string, total: number, active: number, kvBytes: number][] = [
  ["llama-3.1-8b", 8.03, 8.03, 131072],
  ["llama-3.1-70b", 70.55, 70.55, 327680],
  ["llama-3.1-405b", 405.85, 405.85, 516096],
  ["llama-2-7b", 6.74, 6.74, 524288],
  ["llama-2-70b", 68.98, 68.98, 327680],
  ["mistral-7b", 7.24, 7.24, 131072],
  ["qwen2.5-7b", 7.62, 7.62, 57344],
  ["gpt-j-6b", 6.05, 6.05, 458752],
  ["gemma-3-27b", 27.01, 27.01, 81920],
  ["gemma-3-12b", 11.77, 11.77, 65536],
  ["nemotron-nano-9b-v2", 8.89, 8.89, 16384],
  ["nemotron-nano-12b-v2", 12.31, 12.31, 24576],
  ["mixtral-8x7b", 46.7, 12.88, 131072],
  ["mixtral-8x22b", 140.62, 39.15, 229376],
  ["deepseek-v3", 671.03, 37.55, 70272],
  ["deepseek-r1", 671.03, 37.55, 70272],
  ["deepseek-v3.2", 671.88, 38.4, 70272],
  ["kimi-k2", 1026.41, 32.86, 70272],
  ["kimi-k2.5", 1026.41, 32.86, 70272],
  ["qwen3-8b", 8.19, 8.19, 147456],
  ["qwen3-32b", 32.76, 32.76, 262144],
  ["qwen3-30b-a3b", 30.53, 3.35, 98304],
  ["qwen3-235b-a22b", 235.09, 22.19, 192512],
  ["qwen3-coder-480b-a35b", 480.15, 35.47, 253952],
  ["gpt-oss-20b", 20.91, 4.19, 24576],
  ["gpt-oss-120b", 116.79, 5.71, 36864],
  ["glm-5", 743.91, 41.78, 89856],
  ["glm-4.6", 352.8, 33.63, 376832],
  ["glm-4.5-air", 106.85, 13.42, 188416],
  ["minimax-m2.5", 228.69, 11.03, 253952],
  ["minimax-m3", 425.95, 25.74, 122880],
  ["llama-4-maverick", 400.71, 17.18, 49152],
  ["llama-4-scout", 107.77, 17.17, 49152],
  ["mimo-v2-flash", 308.78, 15.45, 23040],
  ["gemma-4-31b", 30.7, 30.7, 40960],
];

describe("derived figures", () => {
  it.each(derived)("%s: %d B total, %d B active, %d bytes of KV per token", (id, total, active, kvBytes) => {
    const model = modelById(id);
    const count = parameterCount(model);
    expect(count.total / 1e9).toBeCloseTo(total, 2);
    expect(count.active / 1e9).toBeCloseTo(active, 2);
    expect(kvBytesPerToken(model, "bf16").full).toBe(kvBytes);
  });

  // Architectures for which the totals above were not derived elsewhere: only the cache.
  it.each([
    ["deepseek-v4-flash", 3440],
    ["deepseek-v4-pro", 4924],
    ["kimi-k3", 13824],
    ["qwen3.5-397b-a17b", 15360],
    ["nemotron-3-ultra-550b-a55b", 6144],
    ["step-3.7-flash", 24576],
  ])("%s keeps %d elements of KV per token", (id, elements) => {
    expect(kvElementsPerToken(modelById(id)).full).toBe(elements);
  });

  // Published checkpoint sizes (general knowledge, hub file listings), GB.
  it.each([
    ["gpt-oss-120b", 65.2],
    ["kimi-k2.5", 595],
    ["mixtral-8x7b", 93.4],
    ["llama-3.1-70b", 141.1],
  ])("%s weighs about %d GB as published", (id, gigabytes) => {
    const model = modelById(id);
    const ratio = weightBytes(model, model.nativeWeights) / 1e9 / gigabytes;
    expect(ratio).toBeGreaterThan(0.98);
    expect(ratio).toBeLessThan(1.02);
  });
});

/** Names of measured models (groundtruth cases.csv, energy.csv, ops.csv) and the file each means. */
const measuredNames: readonly [name: string, id: string][] = [
  ["DeepSeek-R1", "deepseek-r1"],
  ["DeepSeek-V3.1", "deepseek-v3.1"],
  ["DeepSeek-V4-Pro", "deepseek-v4-pro"],
  ["dsv4", "deepseek-v4-pro"],
  ["GPT-J-6B", "gpt-j-6b"],
  ["GPT-J 6B", "gpt-j-6b"],
  ["Kimi-K2.5", "kimi-k2.5"],
  ["Llama-2-70B", "llama-2-70b"],
  ["LLaMA 70B", "llama-2-70b"],
  ["llama2-70b-99.9", "llama-2-70b"],
  ["Llama-2-7B", "llama-2-7b"],
  ["LLaMA 7B", "llama-2-7b"],
  ["Llama-3-70B", "llama-3-70b"],
  ["LLaMA v3 70B", "llama-3-70b"],
  ["Llama-3-8B", "llama-3-8b"],
  ["Llama-3.1-70B", "llama-3.1-70b"],
  ["LLaMA v3.1 70B", "llama-3.1-70b"],
  ["meta-llama/Llama-3.1-70B-Instruct", "llama-3.1-70b"],
  ["Llama-3.1-8B", "llama-3.1-8b"],
  ["Llama 3.1 8B", "llama-3.1-8b"],
  ["llama3.1-8b", "llama-3.1-8b"],
  ["nvidia/Llama-3.1-8B-Instruct-FP8", "llama-3.1-8b"],
  ["Llama-3.3-70B", "llama-3.3-70b"],
  ["llama70b", "llama-3.3-70b"],
  ["Llama-4-Maverick", "llama-4-maverick"],
  ["Mistral-7B", "mistral-7b"],
  ["Mixtral-8x7B", "mixtral-8x7b"],
  ["NVIDIA-Nemotron-Nano-12B-v2", "nemotron-nano-12b-v2"],
  ["NVIDIA-Nemotron-Nano-9B-v2", "nemotron-nano-9b-v2"],
  ["Qwen2.5-7B", "qwen2.5-7b"],
  ["Qwen3-30B-A3B", "qwen3-30b-a3b"],
  ["Qwen/Qwen3-30B-A3B-Instruct-2507", "qwen3-30b-a3b"],
  ["Qwen3-32B", "qwen3-32b"],
  ["Qwen3-Coder-30B-A3B", "qwen3-coder-30b-a3b"],
  ["Qwen3.5-397B-A17B", "qwen3.5-397b-a17b"],
  ["gemma-3-12b-it", "gemma-3-12b"],
  ["gemma-3-27b-it", "gemma-3-27b"],
  ["gpt-oss-120b", "gpt-oss-120b"],
  ["amd/Llama-3.1-405B-Instruct-FP8-KV", "llama-3.1-405b"],
  ["RedHatAI/Llama-4-Scout-17B-16E-Instruct-FP8-dynamic", "llama-4-scout"],
  ["Qwen/Qwen2.5-72B-Instruct-AWQ", "qwen2.5-72b"],
  ["amd/DeepSeek-R1-0528-MXFP4-Preview", "deepseek-r1"],
  ["mistralai/Mistral-Nemo-Instruct-2407", "mistral-nemo-12b"],
];

function named(name: string): string | undefined {
  const lookup = shipped.model(name);
  return lookup.found ? lookup.profile.id : undefined;
}

describe("names of measured models", () => {
  it.each(measuredNames)("%s is %s", (name, id) => expect(named(name)).toBe(id));
});

const shared = "/work/shared";
const column = (file: string, name: string): string[] => {
  const rows: Record<string, string>[] = parse(readFileSync(`${shared}/${file}`, "utf8"), { columns: true });
  return [...new Set(rows.map((row) => row[name] ?? ""))].filter((value) => value !== "" && value !== "n/a");
};

describe.skipIf(!existsSync(shared))(
  "names in the shared files (skipped where /work/shared is absent)",
  () => {
    it.each([
      ["facts/models.csv", "model"],
      ["groundtruth/cases.csv", "model"],
      ["groundtruth/cases.csv", "model_raw"],
      ["groundtruth/energy.csv", "model"],
      ["groundtruth/ops.csv", "model"],
    ])("%s %s: all resolve", (file, name) => {
      expect(column(file, name).filter((value) => named(value) === undefined)).toEqual([]);
    });
  },
);
