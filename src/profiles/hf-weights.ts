// Precision of the weights in a config.json: its dtype, or what `quantization_config` says of compressed-tensors,
// ModelOpt, MXFP4, FP8, AWQ and GPTQ checkpoints. What they leave unquantised decides `fourBit`.
import type { z } from "zod";
import type { Precision } from "./hardware.ts";
import type { ConfigReader, Json } from "./hf-reader.ts";
import type { modelSchema } from "./model.ts";

type ModelInput = z.input<typeof modelSchema>;
export type WeightsInput = { nativeWeights: Precision } & Pick<ModelInput, "fourBit" | "fp8Scales">;

export function readWeights(config: ConfigReader): WeightsInput {
  const dtype = config.text("torch_dtype") ?? config.text("dtype");
  const quantization = config.value("quantization_config");
  const latent = config.has("kv_lora_rank") ? { fourBit: { scope: "ffn" as const } } : {};
  if (isObject(quantization)) return { ...latent, ...readQuantization(config, quantization) };
  if (quantization !== undefined)
    config.problem("quantization_config", `expected a mapping, got ${JSON.stringify(quantization)}`);
  if (dtype === undefined) config.warn("no dtype in the config: bf16 weights taken");
  else if (/^float8/.test(dtype)) return { nativeWeights: "fp8", ...latent };
  else if (!/^(bfloat16|float16|half)$/.test(dtype))
    config.warn(`dtype ${dtype} is not served as it is: bf16 weights taken`);
  return { nativeWeights: "bf16", ...latent };
}

/** Precision by method, algorithm, bits and type: the first line whose pattern fits the four words. */
const methods: readonly [pattern: RegExp, precision: Precision, block?: 16 | 32][] = [
  [/mxfp4/, "fp4", 32],
  [/nvfp4/, "fp4", 16],
  [/^modelopt fp8|^(fbgemm_)?fp8/, "fp8"],
  [/ 4 float/, "fp4", 16],
  [/ 8 float/, "fp8"],
  [/ 4 int|^(awq|gptq|auto-round|bitsandbytes) .*\b4\b/, "int4"],
  [/ 8 int|^(awq|gptq|auto-round|bitsandbytes) .*\b8\b/, "int8"],
];

function readQuantization(config: ConfigReader, quantization: Json): WeightsInput {
  const words = describe(quantization);
  const found = methods.find(([pattern]) => pattern.test(words));
  if (found === undefined) {
    config.warn(
      `quantization_config is not understood (${words.trim().replace(/ +/g, " ") || "empty"}): bf16 weights taken`,
    );
    return { nativeWeights: "bf16" };
  }
  const [, nativeWeights, block = 16] = found;
  return {
    nativeWeights,
    ...(nativeWeights === "fp8" && !isBlockScaled(quantization) ? { fp8Scales: "row" as const } : {}),
    ...(nativeWeights === "fp4" || nativeWeights === "int4"
      ? { fourBit: { scope: scopeOf(quantization), block } }
      : {}),
  };
}

/** Of the first group of modules that compressed-tensors lists. */
function weightsOf(quantization: Json): Json {
  const groups = isObject(quantization.config_groups) ? Object.values(quantization.config_groups) : [];
  return groups.map((group) => (isObject(group) && isObject(group.weights) ? group.weights : {}))[0] ?? {};
}

const isBlockScaled = (quantization: Json): boolean =>
  Array.isArray(quantization.weight_block_size) || weightsOf(quantization).strategy === "block";

/** `method algorithm bits type`, in lower case. */
function describe(quantization: Json): string {
  const weights = weightsOf(quantization);
  const bits =
    weights.num_bits ??
    quantization.bits ??
    (quantization.load_in_4bit === true ? 4 : quantization.load_in_8bit === true ? 8 : "");
  const algorithm = quantization.quant_algo ?? quantization.format ?? "";
  return `${quantization.quant_method ?? ""} ${algorithm} ${bits} ${weights.type ?? ""}`.toLowerCase();
}

/** The modules a checkpoint names as unquantised: attention and shared experts, attention only, or neither. */
function scopeOf(quantization: Json): "linear" | "ffn" | "experts" {
  const lists = [quantization.ignore, quantization.modules_to_not_convert, quantization.exclude_modules];
  const modules = lists.flatMap((list) => (Array.isArray(list) ? list.map(String) : []));
  const attention = modules.some((name) => /attn/.test(name));
  const shared = modules.some((name) => /shared_expert|mlp\.\(?(gate|up|down)/.test(name));
  const router = modules.some((name) => /router/.test(name));
  if (attention && (shared || router)) return "experts";
  return attention ? "ffn" : "linear";
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
