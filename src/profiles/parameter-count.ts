// Parameters by part, from the shape alone (physics.md 2.2, 2.4 and the HF modelling code).
// Ignores biases and norms inside attention (below 0.1 %); multi-token-prediction layers are counted nowhere, as in
// the 671 B published for DeepSeek-V3.
import { type AttentionGeometry, attentionGeometry, attentionLayerCounts } from "./attention-shape.ts";
import type { ModelProfile } from "./model.ts";

type Attention = ModelProfile["attention"];
type Gqa = Extract<Attention, { kind: "gqa" }>;
type Mla = Extract<Attention, { kind: "mla" }>;

/** d r_q + r_q h (d_n + d_r) + d (r_kv + d_r) + r_kv h (d_n + d_v) + h d_v d, plus gate and indexer. */
function mlaParameters(a: Mla, hidden: number): number {
  const queryWidth = a.heads * (a.nopeDim + a.ropeDim);
  const query = a.qLoraRank === 0 ? hidden * queryWidth : hidden * a.qLoraRank + a.qLoraRank * queryWidth;
  const latent = hidden * (a.kvLoraRank + a.ropeDim) + a.kvLoraRank * a.heads * (a.nopeDim + a.valueDim);
  const output = a.heads * a.valueDim * hidden * (a.outputGate ? 2 : 1);
  const indexer = (a.qLoraRank || hidden) * a.indexHeads * a.indexDim + hidden * (a.indexDim + a.indexHeads);
  return query + latent + output + (a.indexHeads > 0 ? indexer : 0);
}

/** d h d_k + d h_kv (d_k + d_v) + h d_v d, plus gate; query and output through latents where the model has them. */
function gqaParameters(a: Gqa, g: AttentionGeometry, hidden: number): number {
  const queryWidth = g.heads * g.keyDim;
  const outputWidth = g.heads * g.valueDim;
  const gate = a.outputGate ? hidden * outputWidth : 0;
  if (a.lowRank === undefined)
    return hidden * queryWidth + hidden * g.kvElements + outputWidth * hidden + gate;
  const { query, output, outputGroups } = a.lowRank;
  return (
    hidden * query +
    query * queryWidth +
    hidden * g.kvElements +
    outputWidth * output +
    outputGroups * output * hidden +
    gate
  );
}

/** The indexers of compressed layers: their queries come from the query latent (or hidden), plus one weight per head. */
function compressionIndexParameters(model: ModelProfile): number {
  const { attention, hidden } = model;
  if (attention.kind !== "gqa" || attention.compression === undefined) return 0;
  const from = attention.lowRank?.query ?? hidden;
  return attention.compression.reduce(
    (sum, c) => sum + c.layers * c.indexHeads * (from * c.indexDim + hidden),
    0,
  );
}

/** Parameters of one attention layer. */
function attentionParameters(model: ModelProfile, reach: "full" | "window"): number {
  const { attention, hidden } = model;
  return attention.kind === "mla"
    ? mlaParameters(attention, hidden)
    : gqaParameters(attention, attentionGeometry(model, reach), hidden);
}

export interface ParameterCount {
  /** All but the multi-token-prediction layers. */
  total: number;
  /** What one token passes through: `activeExperts` of the routed ones, everything else whole, embedding included. */
  active: number;
  embedding: number;
  /** 0 where tied to the embedding. */
  head: number;
  /** One full-context attention layer. */
  attentionPerLayer: number;
  /** One windowed attention layer; equal to the former where both have the same heads. */
  windowAttentionPerLayer: number;
  /** All attention layers. */
  attention: number;
  denseFfnPerLayer: number;
  /** One routed expert. */
  expertEach: number;
  /** All shared experts of one MoE layer. */
  sharedExperts: number;
  /** Router of one MoE layer. */
  router: number;
  /** Projections of one MoE layer into and out of the latent the experts work in. */
  latent: number;
  norms: number;
  other: number;
}

/** Parameters by part, from the shape. Matrices of an FFN: 3 gated, 2 not. */
export function parameterCount(model: ModelProfile): ParameterCount {
  const { hidden, vocab, ffn } = model;
  const { dense, moe } = ffn;
  const matrices = ffn.gated ? 3 : 2;
  const embedding = vocab * hidden;
  const head = model.tiedEmbeddings ? 0 : embedding;
  const counts = attentionLayerCounts(model);
  const attentionPerLayer = attentionParameters(model, "full");
  const windowAttentionPerLayer = attentionParameters(model, "window");
  const attention =
    counts.full * attentionPerLayer +
    counts.window * windowAttentionPerLayer +
    compressionIndexParameters(model);
  const denseFfnPerLayer = dense === undefined ? 0 : matrices * hidden * dense.width;
  const expertEach = moe === undefined ? 0 : matrices * (moe.latentHidden ?? hidden) * moe.width;
  const sharedExperts = moe === undefined ? 0 : matrices * hidden * moe.sharedWidth;
  const router = moe === undefined ? 0 : hidden * moe.experts;
  const latent = moe?.latentHidden === undefined ? 0 : 2 * hidden * moe.latentHidden;
  const norms = (2 * model.layers + 1) * hidden;
  const other = model.other.parametersBillions * 1e9;
  const moeLayers = moe?.layers ?? 0;
  const common =
    embedding +
    head +
    attention +
    (dense?.layers ?? 0) * denseFfnPerLayer +
    moeLayers * (sharedExperts + router + latent) +
    norms +
    other;
  return {
    total: common + moeLayers * (moe?.experts ?? 0) * expertEach,
    active: common + moeLayers * (moe?.activeExperts ?? 0) * expertEach,
    embedding,
    head,
    attentionPerLayer,
    windowAttentionPerLayer,
    attention,
    denseFfnPerLayer,
    expertEach,
    sharedExperts,
    router,
    latent,
    norms,
    other,
  };
}
