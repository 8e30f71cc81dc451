// How measurements name engines and number formats, translated to profiles and precisions.
import type { Precision } from "../profiles/hardware.ts";

export type KvPrecision = Exclude<Precision, "int4">;

/** First match wins. MLPerf names NVIDIA's harness by its TensorRT version, AMD's by ROCm with or without vLLM in front. */
const engineFamilies: readonly [RegExp, string][] = [
  [/sglang|\bsgl\b/i, "sglang"],
  [/vllm|llm-d/i, "vllm"],
  [/tensorrt|\btrt|\bnim\b/i, "trtllm"],
  [/rocm/i, "vllm"],
];
/** Servers with continuous batching and paged KV that have no profile of their own: vLLM's constants stand in for theirs. */
const unprofiled = /\b(atom|lmdeploy|turbomind|tgi|text-generation-inference|lightllm)\b/i;

/** Id of the engine profile that stands for the engine, or undefined for engines that have none. */
export function engineFamily(name: string): string | undefined {
  const family = engineFamilies.find(([pattern]) => pattern.test(name))?.[1];
  return family ?? (standsIn(name) ? "vllm" : undefined);
}

/** Whether the profile that predicts the engine is another engine's. */
export function standsIn(name: string): boolean {
  return unprofiled.test(name) && !engineFamilies.some(([pattern]) => pattern.test(name));
}

/** `vLLM 0.14.1`, `vllm-0.9.0.2.dev108`, `LLM-D v0.5.0 ,vLLM 0.14.1`: the release that stands in an engine's name. */
const releaseInName = /(?:sglang|vllm|tensorrt[ -]llm|trt-?llm)[ -]v?(\d+(?:\.\d+)+)/i;
/** Dynamo began when TensorRT-LLM was at 0.17 (March 2025): a lower number beside the two is Dynamo's own. */
const dynamoRelease = /^v?0\.(\d|1[0-6])\b/;

/** Release of the engine, empty where nobody says it: as stated, else as its name has it. */
export function releaseOf(engine: string, stated: string): string {
  const release = stated || (releaseInName.exec(engine)?.[1] ?? "");
  const isDynamos =
    /dynamo/i.test(engine) && engineFamily(engine) === "trtllm" && dynamoRelease.test(release);
  return isDynamos ? "" : release;
}

/** First match wins: `w8a8-fp8` is fp8, `w4a16_mxfp4` has no 4-bit arithmetic. */
const formats: readonly [RegExp, Precision][] = [
  [/^(u?int4|w4a16|w4a8|w4afp8|awq|gptq)/i, "int4"],
  [/^(modelopt_)?(nv|mx)?fp4|^float4|^w4a4/i, "fp4"],
  [/^(modelopt_)?(mx)?fp8|^float8|^e4m3|^w8a8.*fp8/i, "fp8"],
  [/^(bf16|fp16|bfloat16|float16|half\b|unquantized)/i, "bf16"],
  [/^int8|^w8a8|^w8a16|^smoothquant/i, "int8"],
];

export const knownFormats: readonly Precision[] = formats.map(([, precision]) => precision);

export function precisionOf(text: string): Precision | undefined {
  return formats.find(([pattern]) => pattern.test(text))?.[1];
}

/**
 * Format of the KV cache. Where nobody states it: quantised checkpoints for TensorRT-LLM, and NVFP4 ones for any engine
 * (both made by NVIDIA's ModelOpt), carry fp8 scales for KV, and engines left to choose use them; otherwise, and where the
 * checkpoint is in a format its `makers` publish it in, the 16 bits of the activations.
 */
export function kvPrecisionOf(
  stated: string,
  engine: string,
  format: string,
  weights: Precision,
  makers: readonly Precision[],
): KvPrecision {
  const known = precisionOf(stated);
  if (known !== undefined && known !== "int4") return known;
  const scaled =
    engine === "trtllm" ? weights !== "bf16" && !makers.includes(weights) : /^nvfp4/i.test(format);
  return scaled ? "fp8" : "bf16";
}
