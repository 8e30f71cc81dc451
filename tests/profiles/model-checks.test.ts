import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import { modelSchema } from "../../src/profiles/model.ts";
import { parseYaml } from "../../src/profiles/yaml-document.ts";

const read = (id: string) => readFileSync(new URL(`../../models/${id}.yaml`, import.meta.url), "utf8");

/** Problems of a shipped file after one edit; the edit must change something. */
function problems(id: string, from: string | RegExp, to: string) {
  const text = read(id);
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  try {
    parseYaml("model.yaml", edited, modelSchema);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

describe("a model file that contradicts itself", () => {
  it.each([
    ["llama-3.1-8b", "kvHeads: 8", "kvHeads: 7", "attention.kvHeads"],
    ["gpt-oss-120b", "fullLayers: 18", "fullLayers: 37", "attention.fullLayers"],
    ["gpt-oss-120b", /windowTokens: .*\n/, "\n", "attention.windowTokens"],
    ["kimi-k3", "attentionLayers: 24", "attentionLayers: 94", "attention.attentionLayers"],
    ["deepseek-v4-pro", "layers: 30, ratio", "layers: 31, ratio", "attention.compression"],
    ["deepseek-r1", "dense: { layers: 3", "dense: { layers: 4", "ffn"],
    ["deepseek-r1", "activeExperts: 8", "activeExperts: 257", "ffn.moe.activeExperts"],
    ["deepseek-r1", ", sharedWidth: 2048", "", "ffn.moe.sharedWidth"],
    ["llama-3.1-8b", /dense: .*/, "gated: true", "ffn"],
  ])("%s: %s -> %s is refused at %s, with its line", (id, from, to, path) => {
    const found = problems(id, from, to);
    expect(found.map((problem) => problem.path)).toEqual([path]);
    expect(found[0]?.line).toBeGreaterThan(1);
  });

  it.each(["source", "date", "confidence"])("does not load without %s", (key) => {
    expect(
      problems("llama-3.1-8b", new RegExp(`^${key}: .*\n`, "m"), "").map((problem) => problem.path),
    ).toEqual([key]);
  });
});
