// What is known about the model types of Hugging Face: the defaults transformers takes where a config is silent, and
// the keys that change nothing we model (training, tokens, rotation, routing arithmetic, biases).
// Source: configuration_*.py of huggingface/transformers, general knowledge.

/** Model types whose keys mean what the importer takes them to mean, with the defaults a config may lean on. */
const families: Record<string, Record<string, unknown>> = {
  llama: {},
  mistral: {},
  mixtral: {},
  qwen2: {},
  qwen2_moe: {},
  qwen3: {},
  qwen3_moe: {},
  deepseek_v3: {},
  deepseek_v32: {},
  kimi_k2: {},
  kimi_k25: {},
  glm4_moe: {},
  glm_moe_dsa: {},
  minimax_m2: {},
  gpt_oss: { sliding_window: 128 },
  gemma: { tie_word_embeddings: true },
  gemma2: { tie_word_embeddings: true, head_dim: 256, sliding_window: 4096, sliding_window_pattern: 2 },
  gemma3: {
    tie_word_embeddings: true,
    head_dim: 256,
    num_attention_heads: 8,
    num_key_value_heads: 4,
    sliding_window: 4096,
    sliding_window_pattern: 6,
    vocab_size: 262208,
    max_position_embeddings: 131072,
  },
  gemma4: { tie_word_embeddings: true },
  llama4: { attention_chunk_size: 8192, no_rope_layer_interval: 4, interleave_moe_layer_step: 1 },
};

/** `gemma3_text` inside `gemma3` is the same family. */
export function familyOf(modelType: string): string {
  return modelType.replace(/_text$/, "");
}

/** Defaults of the family, or undefined where it is not known. */
export function familyDefaults(family: string): Record<string, unknown> | undefined {
  return Object.hasOwn(families, family) ? families[family] : undefined;
}

const harmless: readonly RegExp[] = [
  /^_/,
  /^(architectures|auto_map|model_type|transformers_version|torch_dtype|dtype|name_or_path|id2label|label2id|problem_type)$/,
  /token_ids?$|_token_index$|^(bos|eos|pad|sep|boi|eoi|unk)_|^mm_tokens_per_image$/,
  /^initializer|_init_|dropout|pdrop$|^use_cache$|^pretraining_tp$|^gradient_checkpointing$|^cache_implementation$|^return_dict$|^output_/,
  /^rope|^rotary|^partial_rotary|^use_mrope$|^original_max_position|^initial_context_length$|^sliding_window_rope|^no_rope_layer/,
  /eps$|epsilon$|^hidden_act|_bias$|^use_bias|qk_norm|^attn_scale$|^floor_scale$|temperature_tuning$|softcap|^query_pre_attn_scalar$|^swiglu_limit$/,
  /^router_|aux_loss|^seq_aux$|^scoring_func$|^topk_|^n_group$|^norm_topk_prob$|^routed_scaling_factor$|^ep_size$|^use_routing_bias$/,
  /^qk_head_dim$|^is_encoder_decoder$|^for_llm_compressor$|^mtp_transformer_layers$|^scale_(depth|emb)$|^chunk_size_feed_forward$|^attn_module_list_cfg$/,
];

/** Whether a key changes neither parameters nor bytes nor arithmetic as we model them. */
export function isHarmless(key: string): boolean {
  return harmless.some((pattern) => pattern.test(key));
}
