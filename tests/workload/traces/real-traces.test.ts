// Real traces: counts, means and spans as published in traces/README.md.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gunzipChunks } from "../../../src/workload/traces/gunzip.ts";
import { openTrace } from "../../../src/workload/traces/open-trace.ts";
import { cv, gaps, mean } from "../sources.ts";

const folder = "/work/shared/traces";
const input = (name: string) => ({
  name,
  open: () =>
    name.endsWith(".gz")
      ? gunzipChunks([readFileSync(`${folder}/${name}`)], name)
      : [readFileSync(`${folder}/${name}`)],
});

describe.skipIf(!existsSync(folder))("real traces (needs /work/shared/traces)", () => {
  it.each([
    ["AzureLLMInferenceTrace_code.csv", 8819, 3436, 13.15, 2048, 28, 0],
    ["AzureLLMInferenceTrace_conv.csv", 19_366, 3502, 1.09, 1155, 211, 0],
    ["mooncake_conversation_trace.jsonl.gz", 12_031, 3537, 3.03, 12_035, 343, 512],
    ["mooncake_synthetic_trace.jsonl.gz", 3993, 1022, 1.01, 15_325, 149, 512],
    ["llmservingsim_vllm_RTX4090_Llama-3.1-8B_requests.jsonl", 300, 29, 0.94, 857, 653, 0],
    ["apex_llama_creation_025.csv", 512, 2082, 1.02, 308, 1144, 0],
    ["apex_llama_lmsys_05.csv", 1024, 2023, 1.0, 62, 162, 0],
  ])("%s", (name, count, spanSeconds, gapCv, meanInput, meanOutput, hashBlockTokens) => {
    const trace = openTrace(input(name));
    const rows = [...trace.rows].map((row) => ({ ...row }));
    expect(rows.length).toBe(count);
    expect(Math.round(rows.at(-1)!.arrivalSeconds - rows[0]!.arrivalSeconds)).toBe(spanSeconds);
    expect(cv(gaps(rows.map(({ arrivalSeconds }) => arrivalSeconds)).slice(1))).toBeCloseTo(gapCv, 1);
    expect(Math.abs(mean(rows.map(({ inputTokens }) => inputTokens)) - meanInput)).toBeLessThan(0.5);
    expect(Math.abs(mean(rows.map(({ outputTokens }) => outputTokens)) - meanOutput)).toBeLessThan(0.5);
    expect(trace.hashBlockTokens()).toBe(hashBlockTokens);
    expect(trace.skipped.count).toBe(0);
  });

  it("all digits of Azure's times survive", () => {
    const { rows } = openTrace(input("AzureLLMInferenceTrace_code.csv"));
    const [first, second] = [
      rows.next().value as { arrivalSeconds: number },
      rows.next().value as { arrivalSeconds: number },
    ];
    expect(second.arrivalSeconds - first.arrivalSeconds).toBeCloseTo(0.052, 12);
  });

  it("a prefix cache without limit hits the published share of blocks", () => {
    const seen = new Set<number>();
    let [blocks, hits] = [0, 0];
    for (const { blockHashes } of openTrace(input("mooncake_conversation_trace.jsonl.gz")).rows) {
      for (const hash of blockHashes!) {
        blocks++;
        if (seen.has(hash)) hits++;
        seen.add(hash);
      }
    }
    expect(hits / blocks).toBeCloseTo(0.3664, 4);
  });
});
