// How the layers of a model attend, and what a token leaves in their caches (physics.md 2.3, 2.8).
// A windowed layer is a full one whose cache stops growing; compressed layers (DeepSeek-V4) are full ones with fewer entries.
import type { ModelProfile } from "./model.ts";

/** Layers by how far they see: the whole context, a sliding window, or no attention at all. They add up to `layers`. */
export function attentionLayerCounts(model: ModelProfile): { full: number; window: number; none: number } {
  const { attention, layers } = model;
  const attending = attention.attentionLayers ?? layers;
  const full = attention.kind === "gqa" ? (attention.fullLayers ?? attending) : attending;
  return { full, window: attending - full, none: layers - attending };
}

/** Heads of one layer. `keyDim` is what queries and keys are multiplied over, `kvElements` what a token leaves in the cache. */
export interface AttentionGeometry {
  heads: number;
  kvHeads: number;
  keyDim: number;
  valueDim: number;
  kvElements: number;
}

/** Geometry of the full or of the windowed layers. MLA: 1 KV head, absorbed form, elements kvLoraRank + ropeDim. */
export function attentionGeometry(model: ModelProfile, reach: "full" | "window"): AttentionGeometry {
  const { attention } = model;
  if (attention.kind === "mla") {
    const { heads, kvLoraRank, ropeDim } = attention;
    return {
      heads,
      kvHeads: 1,
      keyDim: kvLoraRank + ropeDim,
      valueDim: kvLoraRank,
      kvElements: kvLoraRank + ropeDim,
    };
  }
  const own = reach === "window" ? attention.windowHeads : undefined;
  const { kvHeads, headDim, valueDim = headDim } = own ?? attention;
  const shared = own === undefined && attention.sharedKeyValue;
  const heads = own?.heads ?? attention.heads;
  return {
    heads,
    kvHeads,
    keyDim: headDim,
    valueDim,
    kvElements: kvHeads * (shared ? headDim : headDim + valueDim),
  };
}

/**
 * Elements of KV cache per token, summed over layers: those of the full-context layers grow without end, those of the
 * windowed ones stop at `windowTokens`. GQA 2 kvHeads headDim, MLA kvLoraRank + ropeDim, compressed (headDim + indexDim)/ratio.
 */
export function kvElementsPerToken(model: ModelProfile): { full: number; window: number } {
  const { attention } = model;
  const counts = attentionLayerCounts(model);
  if (attention.kind === "gqa" && attention.compression !== undefined) {
    const full = attention.compression.reduce(
      (sum, c) => sum + (c.layers * (attention.headDim + c.indexDim)) / c.ratio,
      0,
    );
    // Every layer keeps its latest tokens uncompressed as well, those without compressed entries included.
    return { full, window: (counts.full + counts.window) * attentionGeometry(model, "window").kvElements };
  }
  return {
    full: counts.full * attentionGeometry(model, "full").kvElements,
    window: counts.window * attentionGeometry(model, "window").kvElements,
  };
}

/** Bytes per token of the sparse-attention indexer's key cache, all layers: fp8 and one 4-byte scale per 128 (DeepSeek-V3.2). */
export function indexBytesPerToken(model: ModelProfile): number {
  const { attention } = model;
  if (attention.kind !== "mla" || attention.indexDim === 0) return 0;
  return attentionLayerCounts(model).full * attention.indexDim * (1 + 4 / 128);
}

/** Whether every tensor rank holds the whole KV cache: true for MLA, whose latent all heads share. */
export function kvReplicatedOverTensor(model: ModelProfile): boolean {
  return model.attention.kind === "mla";
}

/** Bytes of state that do not grow with the context: state-space and linear-attention layers. */
export function stateBytesPerSequence(model: ModelProfile): number {
  return model.other.stateBytesPerSequence;
}
