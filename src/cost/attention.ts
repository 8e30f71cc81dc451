// Attention proper. Decode: a hard maximum of reading the KV cache and of arithmetic, so that it stays affine in the summed
// context (physics.md 2.3, 5). Prefill: query-key pairs, every query charged for half the half-efficiency length more.
// MLA decodes absorbed (one latent per token, replicated over tensor ranks) and prefills non-absorbed. Sliding windows and
// sparse attention read the windowed context instead; the sparse indexer reads every token.
import {
  attentionGeometry,
  attentionLayerCounts,
  indexBytesPerToken,
  kvElementsPerToken,
} from "../profiles/model-shape.ts";
import type { AttentionWindow } from "./attention-window.ts";
import type { Costing } from "./costing.ts";

/** One attention kernel: the layers that see the context alike. Figures are of one layer on one rank. */
export interface AttentionKernel {
  name: string;
  count: number;
  /** Whether it sees the windowed context instead of all of it. */
  windowed: boolean;
  fixedSeconds: number;
  decodeBytesPerToken: number;
  decodeFlopsPerToken: number;
  decodeBytesPerSecond: number;
  decodeFlopsPerSecond: number;
  prefillFlopsPerPair: number;
  /** Bytes of KV per token of a chunk and of its prior context. */
  prefillBytesPerToken: number;
}

export function attentionKernels(costing: Costing): AttentionKernel[] {
  return costing.model.attention.kind === "mla" ? mlaKernels(costing) : gqaKernels(costing);
}

/** What a query attends to at most, in the windowed kernels. */
export function attentionWindowOf({ attention }: Costing["model"]): AttentionWindow {
  if (attention.kind === "mla") return { windowTokens: attention.sparseTokens ?? Infinity };
  return { windowTokens: attention.windowTokens ?? Infinity, windowRestarts: attention.windowRestarts };
}

function gqaKernels({
  model,
  placement,
  device,
  engine,
  arithmetic,
  stageShare,
  rowsPerSequence,
}: Costing): AttentionKernel[] {
  const { attention } = model;
  if (attention.kind !== "gqa") return [];
  const counts = attentionLayerCounts(model);
  const elements = kvElementsPerToken(model);
  const kernels: AttentionKernel[] = [];
  for (const reach of ["full", "window"] as const) {
    const layers = reach === "window" && attention.compression ? model.layers : counts[reach];
    if (layers === 0) continue;
    const { heads, kvHeads, keyDim, valueDim, kvElements } = attentionGeometry(model, reach);
    const ownHeads = Math.ceil(heads / placement.tensor);
    const ownShare = Math.ceil(kvHeads / placement.tensor) / kvHeads;
    // Compressed layers hold fewer entries than tokens: the same share of the arithmetic.
    const density = reach === "full" && attention.compression ? elements.full / (layers * kvElements) : 1;
    const bytes = kvElements * density * ownShare * arithmetic.kvBytes;
    const flops = 2 * ownHeads * (keyDim + valueDim) * density;
    kernels.push({
      name: reach === "full" ? "attention" : "window attention",
      count: layers * stageShare,
      windowed: reach === "window",
      fixedSeconds: engine.kernels.attentionFixed,
      decodeBytesPerToken: bytes * Math.min(heads / kvHeads, engine.kernels.kvReadsPerGroup),
      decodeFlopsPerToken: rowsPerSequence * flops,
      decodeBytesPerSecond: device.attention.decodeBytesPerSecond,
      decodeFlopsPerSecond: device.attention.decodeFlopsPerSecond,
      prefillFlopsPerPair: flops,
      prefillBytesPerToken: bytes,
    });
  }
  return kernels;
}

function mlaKernels({
  model,
  placement,
  device,
  engine,
  arithmetic,
  stageShare,
  rowsPerSequence,
}: Costing): AttentionKernel[] {
  const { attention: a } = model;
  if (a.kind !== "mla") return [];
  const count = attentionLayerCounts(model).full * stageShare;
  const heads = Math.ceil(a.heads / placement.tensor);
  const { keyDim, valueDim, kvElements } = attentionGeometry(model, "full");
  const common = {
    count,
    fixedSeconds: engine.kernels.mlaFixed,
    decodeBytesPerSecond: device.attention.mlaBytesPerSecond,
    decodeFlopsPerSecond: device.attention.mlaFlopsPerSecond,
  };
  const kernels: AttentionKernel[] = [
    {
      ...common,
      name: "latent attention",
      windowed: a.sparseTokens !== undefined,
      decodeBytesPerToken: kvElements * arithmetic.kvBytes,
      decodeFlopsPerToken: rowsPerSequence * 2 * heads * (keyDim + valueDim),
      prefillFlopsPerPair: 2 * heads * (a.nopeDim + a.ropeDim + a.valueDim),
      prefillBytesPerToken: heads * (a.nopeDim + a.ropeDim + a.valueDim) * 2,
    },
  ];
  if (a.indexHeads > 0 && a.sparseTokens !== undefined) {
    const bytes = indexBytesPerToken(model) / attentionLayerCounts(model).full;
    const flops = 2 * a.indexHeads * a.indexDim;
    kernels.push({
      ...common,
      name: "sparse index",
      windowed: false,
      decodeBytesPerToken: bytes,
      decodeFlopsPerToken: rowsPerSequence * flops,
      prefillFlopsPerPair: flops,
      prefillBytesPerToken: bytes,
    });
  }
  return kernels;
}
