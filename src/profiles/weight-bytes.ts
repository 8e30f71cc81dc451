// Bytes of weights and of KV elements by precision. Embedding, head, norms and routers stay bf16 in FP8 and FP4 checkpoints
// (physics.md 8); what else a 4-bit checkpoint leaves alone is the model's `fourBit`. Scales are part of the bytes.
import { kvElementsPerToken } from "./attention-shape.ts";
import type { Precision } from "./hardware.ts";
import type { ModelProfile } from "./model.ts";
import { parameterCount } from "./parameter-count.ts";

/** Bytes of one element, block scales included: FP4 is 4 bits and one byte per 16 (nvfp4) or 32 (mxfp4), int4 2 bytes per 32. */
export function bytesPerElement(precision: Precision, fp4Block: 16 | 32 = 16): number {
  switch (precision) {
    case "bf16":
      return 2;
    case "fp8":
    case "int8":
      return 1;
    case "fp4":
      return 0.5 + 1 / fp4Block;
    case "int4":
      return 0.5 + 2 / 32;
  }
}

/** Parameters by where quantisation stops; they add up to the total. */
export interface WeightParts {
  /** Embedding, head, norms, routers: bf16 whatever the precision. */
  kept: number;
  /** Attention projections, and the layers we do not model in detail. */
  attention: number;
  /** Dense FFNs, shared experts, latent projections. */
  ffn: number;
  /** Routed experts. */
  experts: number;
}

export function weightParts(model: ModelProfile): WeightParts {
  const count = parameterCount(model);
  const { dense, moe } = model.ffn;
  const moeLayers = moe?.layers ?? 0;
  return {
    kept: count.embedding + count.head + count.norms + moeLayers * count.router,
    attention: count.attention + count.other,
    ffn: (dense?.layers ?? 0) * count.denseFfnPerLayer + moeLayers * (count.sharedExperts + count.latent),
    experts: moeLayers * (moe?.experts ?? 0) * count.expertEach,
  };
}

/** Bytes per parameter of each part for weights at `precision`. */
export function weightBytesPerParameter(
  model: ModelProfile,
  precision: Precision,
): Record<keyof WeightParts, number> {
  const { scope, rest, block } = model.fourBit;
  const quantised = bytesPerElement(precision, block);
  const spared = precision === "fp4" || precision === "int4" ? bytesPerElement(rest) : quantised;
  return {
    kept: 2,
    attention: scope === "linear" ? quantised : spared,
    ffn: scope === "experts" ? spared : quantised,
    experts: quantised,
  };
}

/** Bytes of the whole checkpoint at `precision`, without multi-token-prediction layers. */
export function weightBytes(model: ModelProfile, precision: Precision): number {
  const parts = weightParts(model);
  const bytes = weightBytesPerParameter(model, precision);
  return (
    parts.kept * bytes.kept +
    parts.attention * bytes.attention +
    parts.ffn * bytes.ffn +
    parts.experts * bytes.experts
  );
}

/** Bytes of KV cache per token, summed over layers, in the full-context and in the windowed ones. */
export function kvBytesPerToken(model: ModelProfile, precision: Precision): { full: number; window: number } {
  const elements = kvElementsPerToken(model);
  const bytes = bytesPerElement(precision);
  return { full: elements.full * bytes, window: elements.window * bytes };
}
