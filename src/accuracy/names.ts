// How measurements name engines and number formats, translated to profiles and precisions.
import type { Precision } from "../profiles/hardware.ts";

export type KvPrecision = Exclude<Precision, "int4">;

/** First match wins. MLPerf names NVIDIA's harness by its TensorRT version, AMD's by ROCm with or without vLLM in front. */
const engineFamilies: readonly [RegExp, string][] = [
  [/sglang/i, "sglang"],
  [/vllm|llm-d/i, "vllm"],
  [/tensorrt|trt-?llm|\bnim\b/i, "trtllm"],
  [/rocm/i, "vllm"],
];

/** Id of the engine profile that stands for the engine, or undefined for engines that have none. */
export function engineFamily(name: string): string | undefined {
  return engineFamilies.find(([pattern]) => pattern.test(name))?.[1];
}

const formats: readonly [RegExp, Precision][] = [
  [/^(nv|mx)?fp4/i, "fp4"],
  [/^fp8/i, "fp8"],
  [/^(bf16|fp16|bfloat16|float16)/i, "bf16"],
  [/^int8/i, "int8"],
  [/^int4/i, "int4"],
];

export function precisionOf(text: string): Precision | undefined {
  return formats.find(([pattern]) => pattern.test(text))?.[1];
}

/**
 * Format of the KV cache. Where nobody states it: quantised checkpoints for TensorRT-LLM, and NVFP4 ones for any engine
 * (both made by NVIDIA's ModelOpt), carry fp8 scales for KV, and engines left to choose use them; otherwise, and where the
 * checkpoint is in the `native` format its makers trained and published, the 16 bits of the activations.
 */
export function kvPrecisionOf(
  stated: string,
  engine: string,
  format: string,
  weights: Precision,
  native: Precision,
): KvPrecision {
  const known = precisionOf(stated);
  if (known !== undefined && known !== "int4") return known;
  const scaled = engine === "trtllm" ? weights !== "bf16" && weights !== native : /^nvfp4/i.test(format);
  return scaled ? "fp8" : "bf16";
}
