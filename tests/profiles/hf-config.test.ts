// Hand-written configs: the keys of each family with the figures of a known model, held against its file in models/.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import { importHuggingFace } from "../../src/profiles/hf-config.ts";
import { modelSchema } from "../../src/profiles/model.ts";
import {
  indexBytesPerToken,
  kvElementsPerToken,
  parameterCount,
  weightBytes,
} from "../../src/profiles/model-shape.ts";
import { parseYaml } from "../../src/profiles/yaml-document.ts";
import { type Config, gemmaText, gptOss, known, llama } from "./hugging-face-configs.ts";
import { modelById } from "./model-files.ts";

const options = { id: "imported", source: "a test", date: "2026-01-01" };

const run = (config: Config, given: object = options) =>
  importHuggingFace("config.json", JSON.stringify(config, null, 2), given);
const load = (config: Config) => parseYaml("imported.yaml", run(config).yaml, modelSchema);
const problemsOf = (text: string) => {
  try {
    importHuggingFace("config.json", text, options);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
};

describe("known families", () => {
  it.each(known)("%s: the config gives the shape of models/%s.yaml", (_family, id, config) => {
    const expected = modelById(id);
    const imported = load(config);
    expect(parameterCount(imported)).toEqual(parameterCount(expected));
    expect(kvElementsPerToken(imported)).toEqual(kvElementsPerToken(expected));
    expect(indexBytesPerToken(imported)).toBe(indexBytesPerToken(expected));
    expect(imported.nativeWeights).toBe(expected.nativeWeights);
    expect(weightBytes(imported, imported.nativeWeights)).toBe(weightBytes(expected, expected.nativeWeights));
    expect([imported.maxContextTokens, imported.mtpLayers, imported.ffn]).toEqual([
      expected.maxContextTokens,
      expected.mtpLayers,
      expected.ffn,
    ]);
  });

  it.each(known)("%s: no key is left over", (_family, _id, config) => {
    expect(run(config).warnings.filter((warning) => !/text_config only|default of/.test(warning))).toEqual(
      [],
    );
  });
});

describe("what a config does not say", () => {
  it("marks the total as derived from the shape", () => {
    const model = load(llama);
    expect(model.confidence).toBe("vendor");
    expect(model.parameters.confidence).toBe("derived");
    expect(model.parameters.total).toBeCloseTo(70.55, 2);
  });

  it("warns that there is no date, in the list and in the file", () => {
    const { warnings, yaml } = run(llama, { id: "x" });
    expect(warnings).toContainEqual(expect.stringContaining("no date"));
    expect(yaml).toMatch(/^# .*no date/m);
  });

  it.each([
    ["models/Qwen3-8B/config.json", "qwen3-8b"],
    ["model_configs/Qwen--Qwen3-8B_config.json", "qwen3-8b"],
    ["My Model (v2).json", "my-model-v2"],
  ])("takes the id from the path %s", (file, id) => {
    expect(importHuggingFace(file, JSON.stringify(llama)).id).toBe(id);
  });

  it("takes the id from the name in the config, else from the model type with a warning", () => {
    expect(run({ ...llama, _name_or_path: "org/Some-Model" }, {}).id).toBe("some-model");
    const { id, warnings } = run(llama, {});
    expect(id).toBe("llama");
    expect(warnings).toContainEqual(expect.stringContaining('id "llama"'));
  });

  it("warns of every default it takes and every key it does not know", () => {
    const { num_key_value_heads: _, ...without } = llama;
    const { warnings } = run({ ...without, ssm_cfg: {}, attention_bias: false });
    expect(warnings).toContainEqual(expect.stringContaining("multi-head attention taken"));
    expect(warnings).toContainEqual("not understood and left out: ssm_cfg");
  });

  it("reads an unknown model type by the usual keys and says so", () => {
    const { warnings, yaml } = run({ ...llama, model_type: "novel_net" });
    expect(warnings).toContainEqual(expect.stringContaining('model_type "novel_net" is not known'));
    expect(parameterCount(parseYaml("x", yaml, modelSchema))).toEqual(
      parameterCount(modelById("llama-3.1-70b")),
    );
  });

  it("says that linear-attention layers are not counted", () => {
    const layer_types = Array.from({ length: 80 }, (_, i) =>
      i % 4 === 3 ? "full_attention" : "linear_attention",
    );
    const { warnings, yaml } = run({ ...llama, model_type: "qwen3_next", layer_types });
    expect(warnings).toContainEqual(expect.stringContaining("60 linear-attention layers"));
    expect(parseYaml("x", yaml, modelSchema).attention.attentionLayers).toBe(20);
  });

  it("takes gemma's own defaults", () => {
    const { vocab_size: _v, max_position_embeddings: _m, sliding_window_pattern: _p, ...bare } = gemmaText;
    const { warnings, yaml } = run({ model_type: "gemma3", text_config: bare });
    const model = parseYaml("x", yaml, modelSchema);
    expect([model.vocab, model.maxContextTokens, model.tiedEmbeddings]).toEqual([262208, 131072, true]);
    expect(warnings.filter((warning) => warning.includes("the default of gemma3"))).toHaveLength(4);
  });
});

describe("precision of the weights", () => {
  it.each([
    [{ quant_method: "awq", bits: 4 }, "int4"],
    [{ quant_method: "gptq", bits: 8 }, "int8"],
    [{ quant_method: "fbgemm_fp8" }, "fp8"],
    [{ quant_method: "modelopt", quant_algo: "NVFP4" }, "fp4"],
    [{ quant_method: "modelopt", quant_algo: "FP8" }, "fp8"],
    [{ quant_method: "bitsandbytes", load_in_4bit: true }, "int4"],
    [
      {
        quant_method: "compressed-tensors",
        config_groups: { g: { weights: { num_bits: 8, type: "float" } } },
      },
      "fp8",
    ],
    [
      {
        quant_method: "compressed-tensors",
        config_groups: { g: { weights: { num_bits: 4, type: "float" } } },
      },
      "fp4",
    ],
  ])("%j is %s", (quantization_config, precision) => {
    const { warnings, yaml } = run({ ...llama, quantization_config });
    expect(parseYaml("x", yaml, modelSchema).nativeWeights).toBe(precision);
    expect(warnings).toEqual([]);
  });

  it.each([
    [{ quant_method: "fp8", weight_block_size: [128, 128] }, "block"],
    [{ quant_method: "fbgemm_fp8" }, "row"],
    [
      {
        quant_method: "compressed-tensors",
        config_groups: { g: { weights: { num_bits: 8, type: "float", strategy: "block" } } },
      },
      "block",
    ],
  ])("%j has scales per %s", (quantization_config, scales) => {
    const { yaml } = run({ ...llama, quantization_config });
    expect(parseYaml("x", yaml, modelSchema).fp8Scales).toBe(scales);
  });

  it("warns of a method it does not know", () => {
    expect(run({ ...llama, quantization_config: { quant_method: "higgs" } }).warnings).toContainEqual(
      expect.stringContaining("higgs"),
    );
  });
});

describe("bad configs", () => {
  it("names every missing key at once", () => {
    const paths = problemsOf(JSON.stringify({ model_type: "llama", hidden_size: 4096 })).map(
      (problem) => problem.path,
    );
    expect(paths).toEqual(
      expect.arrayContaining([
        "num_hidden_layers",
        "num_attention_heads",
        "vocab_size",
        "max_position_embeddings",
        "intermediate_size",
      ]),
    );
    expect(paths).toHaveLength(5);
  });

  it("points at a value of the wrong type, inside text_config too", () => {
    const text = JSON.stringify(
      { model_type: "gemma3", text_config: { ...gemmaText, hidden_size: "wide" } },
      null,
      2,
    );
    const [problem, ...more] = problemsOf(text);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      path: "text_config.hidden_size",
      message: expect.stringContaining('got "wide"'),
    });
    expect(text.split("\n")[(problem?.line ?? 0) - 1]).toContain("hidden_size");
  });

  it.each(["", "{", "[]", "null", '{"a": 1,}', "hidden_size: 1"])("refuses %j", (text) => {
    expect(problemsOf(text)).toHaveLength(1);
  });

  it.each([
    ['{\n "hidden_size": ,\n}', 2, 17],
    ['{\n "a": 1\n "b": 2\n}', 3, 2],
    ['{\n "a": tru\n}', 2, 10],
    ['{\n "a": [1, 2', 2, 12],
  ])("points at what is wrong in %j: line %d, column %d", (text, line, column) => {
    expect(problemsOf(text)).toMatchObject([
      { line, column, message: expect.stringMatching(/^not valid JSON: [^\n]*$/) },
    ]);
  });

  it("refuses experts without a count per token, and layer types that do not fit", () => {
    const { num_experts_per_tok: _, ...without } = gptOss;
    expect(problemsOf(JSON.stringify(without)).map((problem) => problem.path)).toEqual([
      "num_experts_per_tok",
    ]);
    const short = problemsOf(
      JSON.stringify({ ...gptOss, layer_types: ["full_attention", "ring_attention"] }),
    );
    expect(short.map((problem) => problem.message).join()).toMatch(/got 2.*ring_attention/);
  });

  it("refuses an id that is no id", () => {
    expect(() => run(llama, { ...options, id: "Not An Id" })).toThrow(InputError);
  });

  it("reads the Infinity that Python writes", () => {
    const text = JSON.stringify({ ...llama, time_step_limit: [0] }).replace("[0]", "[0.0, Infinity]");
    expect(importHuggingFace("config.json", text, options).warnings).toEqual([
      "not understood and left out: time_step_limit",
    ]);
  });

  /** The config with another number of layers, wherever its text model is. */
  const withLayers = (base: object, layers: number): object =>
    "text_config" in base
      ? { ...base, text_config: { ...(base.text_config as object), num_hidden_layers: layers } }
      : { ...base, num_hidden_layers: layers };

  it("refuses a number of layers that no network has", () => {
    for (const [, , base] of known)
      expect(
        problemsOf(JSON.stringify(withLayers(base, 2 ** 31))).map((problem) => problem.message),
      ).toContain("expected a whole number from 1 to 10000, got 2147483648");
  });

  it("never throws anything but an InputError, whatever a key holds", () => {
    const value = fc.oneof(fc.jsonValue(), fc.integer(), fc.constant(null));
    const config = fc.oneof(...known.map(([, , each]) => fc.constant(each)));
    fc.assert(
      fc.property(config, fc.nat(), value, (base, index, changed) => {
        const key = Object.keys(base)[index % Object.keys(base).length] as string;
        expect(() => problemsOf(JSON.stringify({ ...base, [key]: changed }))).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});
