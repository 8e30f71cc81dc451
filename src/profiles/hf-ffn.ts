// The FFN block of a config.json: which layers are dense, which hold experts, and how wide each of them is.
import type { z } from "zod";
import type { ConfigReader } from "./hf-reader.ts";
import type { modelSchema } from "./model.ts";

export type FfnInput = z.input<typeof modelSchema>["ffn"];

export function readFfn(config: ConfigReader, family: string, layers: number): FfnInput {
  const experts =
    config.optionalCount(["n_routed_experts", "num_local_experts", "num_experts", "num_routed_experts"]) ?? 0;
  const act = config.text("hidden_act") ?? config.text("hidden_activation");
  const gated = act !== undefined && /^(relu2?|gelu_new|gelu_fast)$/.test(act) ? { gated: false } : {};
  if (gated.gated === false) config.warn(`hidden_act ${act}: an FFN of two matrices, without gate, is taken`);
  if (experts <= 1) return { ...gated, dense: { layers, width: config.count(["intermediate_size"]) } };

  const width = config.count(["moe_intermediate_size", "intermediate_size"]);
  const moeLayers = countMoeLayers(config, layers);
  const denseLayers = layers - moeLayers;
  const denseNames = ["intermediate_size_mlp", "dense_intermediate_size", "intermediate_size"];
  const denseWidth = denseLayers > 0 ? config.count(denseNames) : config.optionalCount(denseNames);
  return {
    ...gated,
    ...(denseLayers > 0 ? { dense: { layers: denseLayers, width: denseWidth ?? 1 } } : {}),
    moe: {
      layers: moeLayers,
      experts,
      activeExperts: config.count([
        "num_experts_per_tok",
        "num_experts_per_token",
        "experts_per_token",
        "moe_topk",
      ]),
      width,
      ...readShared(config, family, width),
    },
  };
}

/** Counted by first dense layers (DeepSeek, GLM), by step (Llama 4, Qwen), or listed (`moe_layers`, a 0/1 `moe_layer_freq`). */
function countMoeLayers(config: ConfigReader, layers: number): number {
  const listed = config.list("moe_layers");
  const firstDense = config.optionalCount(["first_k_dense_replace"]) ?? 0;
  const step = config.optionalCount(["interleave_moe_layer_step", "decoder_sparse_step"], 1) ?? 1;
  const denseByName = config.list("mlp_only_layers")?.length ?? 0;
  const frequency = config.value("moe_layer_freq");
  if (listed !== undefined && listed.length > 0) return listed.length;
  if (Array.isArray(frequency)) return frequency.filter((flag) => flag === 1).length;
  const every = typeof frequency === "number" && frequency >= 1 ? frequency : step;
  // Every n-th layer of all, the dense first ones taken away.
  const byStep =
    every === 1 ? layers - firstDense : Math.floor(layers / every) - Math.floor(firstDense / every);
  const moeLayers = byStep - denseByName;
  if (moeLayers >= 1) return moeLayers;
  config.problem("first_k_dense_replace", `leaves no layer of ${layers} to the experts`);
  return 1;
}

/** Width of all shared experts together. */
function readShared(
  config: ConfigReader,
  family: string,
  width: number,
): { sharedExperts?: number; sharedWidth?: number } {
  const together = config.optionalCount(["shared_expert_intermediate_size", "shared_intermediate_size"]);
  const sharedExperts =
    config.optionalCount(["n_shared_experts", "num_shared_experts"]) ??
    (family === "llama4" || (together ?? 0) > 0 ? 1 : 0);
  if (sharedExperts === 0) return {};
  return { sharedExperts, sharedWidth: together ?? sharedExperts * width };
}
