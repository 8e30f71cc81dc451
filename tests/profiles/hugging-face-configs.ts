// Hand-written configs of Hugging Face: the keys of each family, with the figures of a model whose file is in models/.
export type Config = Record<string, unknown>;

export const shape = (
  hidden: number,
  layers: number,
  heads: number,
  kvHeads: number,
  vocab: number,
  context: number,
): Config => ({
  hidden_size: hidden,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  num_key_value_heads: kvHeads,
  vocab_size: vocab,
  max_position_embeddings: context,
  torch_dtype: "bfloat16",
  hidden_act: "silu",
});

export const llama: Config = {
  model_type: "llama",
  ...shape(8192, 80, 64, 8, 128256, 131072),
  intermediate_size: 28672,
  rope_theta: 500000,
};

export const fp8 = { quant_method: "fp8", fmt: "e4m3", weight_block_size: [128, 128] };
const latent = {
  q_lora_rank: 1536,
  kv_lora_rank: 512,
  qk_nope_head_dim: 128,
  qk_rope_head_dim: 64,
  v_head_dim: 128,
};
const deepseek: Config = {
  model_type: "deepseek_v3",
  ...shape(7168, 61, 128, 128, 129280, 163840),
  ...latent,
  intermediate_size: 18432,
  first_k_dense_replace: 3,
  moe_layer_freq: 1,
  n_routed_experts: 256,
  n_shared_experts: 1,
  num_experts_per_tok: 8,
  moe_intermediate_size: 2048,
  num_nextn_predict_layers: 1,
  quantization_config: fp8,
};
const kimiText: Config = {
  ...shape(7168, 61, 64, 64, 163840, 262144),
  ...latent,
  model_type: "kimi_k2",
  intermediate_size: 18432,
  first_k_dense_replace: 1,
  n_routed_experts: 384,
  n_shared_experts: 1,
  num_experts_per_tok: 8,
  moe_intermediate_size: 2048,
  num_nextn_predict_layers: 0,
};
const alternating = Array.from({ length: 36 }, (_, i) =>
  i % 2 === 0 ? "sliding_attention" : "full_attention",
);
export const gptOss: Config = {
  model_type: "gpt_oss",
  ...shape(2880, 36, 64, 8, 201088, 131072),
  head_dim: 64,
  intermediate_size: 2880,
  num_local_experts: 128,
  num_experts_per_tok: 4,
  sliding_window: 128,
  layer_types: alternating,
  tie_word_embeddings: false,
  quantization_config: {
    quant_method: "mxfp4",
    modules_to_not_convert: [
      "model.layers.*.self_attn",
      "model.layers.*.mlp.router",
      "model.embed_tokens",
      "lm_head",
    ],
  },
};
export const gemmaText: Config = {
  model_type: "gemma3_text",
  ...shape(5376, 62, 32, 16, 262144, 131072),
  head_dim: 128,
  intermediate_size: 21504,
  sliding_window: 1024,
  sliding_window_pattern: 6,
};
const maverick: Config = {
  model_type: "llama4_text",
  ...shape(5120, 48, 40, 8, 202048, 1048576),
  head_dim: 128,
  intermediate_size: 8192,
  intermediate_size_mlp: 16384,
  num_local_experts: 128,
  num_experts_per_tok: 1,
  interleave_moe_layer_step: 2,
  attention_chunk_size: 8192,
  no_rope_layer_interval: 4,
};

export const known: readonly [family: string, id: string, config: Config][] = [
  ["llama", "llama-3.1-70b", llama],
  [
    "mistral",
    "mistral-7b",
    {
      model_type: "mistral",
      ...shape(4096, 32, 32, 8, 32000, 32768),
      intermediate_size: 14336,
      sliding_window: null,
    },
  ],
  [
    "mixtral",
    "mixtral-8x7b",
    {
      model_type: "mixtral",
      ...shape(4096, 32, 32, 8, 32000, 32768),
      intermediate_size: 14336,
      num_local_experts: 8,
      num_experts_per_tok: 2,
    },
  ],
  [
    "qwen2",
    "qwen2.5-7b",
    {
      model_type: "qwen2",
      ...shape(3584, 28, 28, 4, 152064, 32768),
      intermediate_size: 18944,
      use_sliding_window: false,
      sliding_window: 131072,
      max_window_layers: 28,
    },
  ],
  [
    "qwen3",
    "qwen3-32b",
    {
      model_type: "qwen3",
      ...shape(5120, 64, 64, 8, 151936, 40960),
      head_dim: 128,
      intermediate_size: 25600,
    },
  ],
  [
    "qwen3_moe",
    "qwen3-235b-a22b",
    {
      model_type: "qwen3_moe",
      ...shape(4096, 94, 64, 4, 151936, 40960),
      head_dim: 128,
      intermediate_size: 12288,
      num_experts: 128,
      num_experts_per_tok: 8,
      moe_intermediate_size: 1536,
      decoder_sparse_step: 1,
      mlp_only_layers: [],
    },
  ],
  ["deepseek_v3", "deepseek-r1", deepseek],
  [
    "deepseek_v32",
    "deepseek-v3.2",
    { ...deepseek, model_type: "deepseek_v32", index_topk: 2048, index_n_heads: 64, index_head_dim: 128 },
  ],
  ["kimi_k2", "kimi-k2", { ...kimiText, max_position_embeddings: 131072, quantization_config: fp8 }],
  [
    "kimi_k25",
    "kimi-k2.5",
    {
      model_type: "kimi_k25",
      text_config: {
        ...kimiText,
        quantization_config: {
          quant_method: "compressed-tensors",
          config_groups: { group_0: { weights: { num_bits: 4, type: "int", group_size: 32 } } },
          ignore: [
            "lm_head",
            "re:.*self_attn.*",
            "re:.*shared_experts.*",
            "re:.*mlp\\.(gate|up|gate_up|down)_proj.*",
          ],
        },
      },
      vision_config: {},
    },
  ],
  ["gpt_oss", "gpt-oss-120b", gptOss],
  ["gemma3", "gemma-3-27b", { model_type: "gemma3", text_config: gemmaText, vision_config: {} }],
  [
    "gemma4",
    "gemma-4-31b",
    {
      model_type: "gemma4",
      text_config: {
        model_type: "gemma4_text",
        ...shape(5376, 60, 32, 16, 262144, 262144),
        head_dim: 256,
        global_head_dim: 512,
        num_global_key_value_heads: 4,
        attention_k_eq_v: true,
        intermediate_size: 21504,
        sliding_window: 1024,
        layer_types: Array.from({ length: 60 }, (_, i) =>
          i % 6 === 5 ? "full_attention" : "sliding_attention",
        ),
        tie_word_embeddings: true,
      },
    },
  ],
  ["llama4", "llama-4-maverick", { model_type: "llama4", text_config: maverick, vision_config: {} }],
  [
    "llama4, every layer MoE",
    "llama-4-scout",
    { ...maverick, max_position_embeddings: 10485760, num_local_experts: 16, interleave_moe_layer_step: 1 },
  ],
  [
    "glm4_moe",
    "glm-4.6",
    {
      model_type: "glm4_moe",
      ...shape(5120, 92, 96, 8, 151552, 202752),
      head_dim: 128,
      intermediate_size: 12288,
      first_k_dense_replace: 3,
      n_routed_experts: 160,
      n_shared_experts: 1,
      num_experts_per_tok: 8,
      moe_intermediate_size: 1536,
      num_nextn_predict_layers: 1,
    },
  ],
  [
    "minimax_m2",
    "minimax-m2.5",
    {
      model_type: "minimax_m2",
      ...shape(3072, 62, 48, 8, 200064, 196608),
      head_dim: 128,
      intermediate_size: 1536,
      num_local_experts: 256,
      num_experts_per_tok: 8,
      num_mtp_modules: 3,
      attn_type_list: Array.from({ length: 62 }, () => 1),
      quantization_config: { quant_method: "fp8" },
    },
  ],
];
