// The attention block of a config.json: MLA where there is a latent rank, else grouped-query, and how many layers see
// the whole context. Families say that by a list of layer types, by a pattern, or by a window over all layers.
import type { z } from "zod";
import type { ConfigReader } from "./hf-reader.ts";
import type { modelSchema } from "./model.ts";

/** As written in a model file: what the schema fills in may be left out. */
export type AttentionInput = z.input<typeof modelSchema>["attention"];
export type Reach = {
  fullLayers?: number;
  windowTokens?: number;
  windowRestarts?: boolean;
  attentionLayers?: number;
};

export function readAttention(
  config: ConfigReader,
  family: string,
  layers: number,
  hidden: number,
): AttentionInput {
  const heads = config.count(["num_attention_heads"]);
  if (config.has("kv_lora_rank")) return readLatent(config, heads);
  const kvHeads = config.optionalCount(["num_key_value_heads"], 1);
  if (kvHeads === undefined)
    config.warn("num_key_value_heads is not in the config: multi-head attention taken");
  const headDim = config.optionalCount(["head_dim"], 1);
  if (headDim === undefined && hidden % heads !== 0)
    config.problem("head_dim", `missing, and hidden_size ${hidden} is not a multiple of ${heads} heads`);
  const own = {
    heads,
    kvHeads: kvHeads ?? heads,
    headDim: headDim ?? Math.max(1, Math.floor(hidden / heads)),
  };
  const valueDim = config.optionalCount(["v_head_dim"], 1);
  const reach = readReach(config, family, layers);
  return {
    kind: "gqa",
    ...own,
    ...(valueDim !== undefined && valueDim !== own.headDim ? { valueDim } : {}),
    ...globalHeads(config, own),
    ...(config.flag("attn_output_gate") ? { outputGate: true } : {}),
    ...reach,
  };
}

function readLatent(config: ConfigReader, heads: number): AttentionInput {
  config.optionalCount(["num_key_value_heads"]); // equal to the heads in every MLA config, and without meaning
  config.optionalCount(["head_dim"]);
  const sparseTokens = config.optionalCount(["index_topk"], 1);
  return {
    kind: "mla",
    heads,
    qLoraRank: config.optionalCount(["q_lora_rank"]) ?? 0,
    kvLoraRank: config.count(["kv_lora_rank"]),
    nopeDim: config.count(["qk_nope_head_dim"]),
    ropeDim: config.count(["qk_rope_head_dim"]),
    valueDim: config.count(["v_head_dim"]),
    ...(sparseTokens === undefined
      ? {}
      : {
          sparseTokens,
          indexHeads: config.count(["index_n_heads"]),
          indexDim: config.count(["index_head_dim"]),
        }),
  };
}

/** Gemma 4: the plain keys describe the windowed layers, `global_*` the others, whose keys may serve as values. */
function globalHeads(config: ConfigReader, own: { kvHeads: number; headDim: number }) {
  const headDim = config.optionalCount(["global_head_dim"], 1);
  const kvHeads = config.optionalCount(["num_global_key_value_heads"], 1);
  const shared = config.flag("attention_k_eq_v") ? { sharedKeyValue: true } : {};
  if (headDim === undefined && kvHeads === undefined) return shared;
  return {
    kvHeads: kvHeads ?? own.kvHeads,
    headDim: headDim ?? own.headDim,
    windowHeads: { kvHeads: own.kvHeads, headDim: own.headDim },
    ...shared,
  };
}

/** Which layers see the whole context. */
function readReach(config: ConfigReader, family: string, layers: number): Reach {
  const types = config.list("layer_types") ?? alternatingTypes(config, family, layers);
  const firstWindowed = config.optionalCount(["max_window_layers"]);
  const chunkTokens = config.optionalCount(["attention_chunk_size"], 1);
  const window = config.optionalCount(["sliding_window"], 1);
  const switchedOff = config.has("use_sliding_window") && !config.flag("use_sliding_window");
  const windowTokens = switchedOff ? undefined : (window ?? chunkTokens);
  const lightning = config.list("attn_type_list")?.filter((type) => type === 0).length ?? 0;
  if (lightning > 0) return withoutAttention(config, layers - lightning, lightning);
  if (types !== undefined) return reachOfTypes(config, types, layers, windowTokens);
  if (windowTokens === undefined) return {};

  const pattern = config.optionalCount(["sliding_window_pattern", "_sliding_window_pattern"], 1);
  if (pattern !== undefined) return { fullLayers: Math.floor(layers / pattern), windowTokens };
  return { fullLayers: Math.min(layers, firstWindowed ?? 0), windowTokens };
}

/** Families that say it by rule: llama4 makes every n-th layer global, gpt-oss starts with a window and alternates. */
function alternatingTypes(config: ConfigReader, family: string, layers: number): string[] | undefined {
  if (family === "llama4") {
    const global = config.list("no_rope_layers");
    const hasGlobals = global !== undefined && global.length === layers;
    const interval = hasGlobals ? 1 : (config.optionalCount(["no_rope_layer_interval"], 1) ?? 4);
    return Array.from({ length: layers }, (_, i) =>
      (hasGlobals ? global[i] === 0 : (i + 1) % interval === 0) ? "full_attention" : "chunked_attention",
    );
  }
  if (family !== "gpt_oss") return undefined;
  config.warn(
    "layer_types is not in the config: windowed and full layers taken in turn, the default of gpt_oss",
  );
  return Array.from({ length: layers }, (_, i) => (i % 2 === 1 ? "full_attention" : "sliding_attention"));
}

function reachOfTypes(
  config: ConfigReader,
  types: readonly unknown[],
  layers: number,
  windowTokens: number | undefined,
): Reach {
  if (types.length !== layers)
    config.problem("layer_types", `expected one entry for each of ${layers} layers, got ${types.length}`);
  const of = (...names: string[]) => types.filter((type) => names.includes(String(type))).length;
  const full = of("full_attention");
  const chunked = of("chunked_attention");
  const windowed = of("sliding_attention") + chunked;
  const linear = of("linear_attention");
  const unknown = [...new Set(types)].filter((type) => !knownTypes.includes(String(type)));
  if (unknown.length > 0)
    config.problem(
      "layer_types",
      `expected ${knownTypes.join(", ")}, got ${unknown.map((type) => JSON.stringify(type)).join(", ")}`,
    );
  if (windowed > 0 && windowTokens === undefined)
    config.problem("sliding_window", "missing; layer_types has windowed layers");
  return {
    ...(linear > 0 ? withoutAttention(config, full + windowed, linear) : {}),
    ...(windowed > 0 ? { fullLayers: full, windowTokens: windowTokens ?? 1 } : {}),
    ...(chunked > 0 ? { windowRestarts: true } : {}),
  };
}

const knownTypes = ["full_attention", "sliding_attention", "chunked_attention", "linear_attention"];

function withoutAttention(config: ConfigReader, attentionLayers: number, linear: number): Reach {
  config.warn(
    `the parameters and the state of ${linear} linear-attention layers are not counted: add them under \`other\``,
  );
  return { attentionLayers };
}
