// The matrix multiplications around attention: queries, keys, values, output (physics.md 2.2). Heads divide over tensor
// ranks; KV heads replicate once there are more ranks than heads, MLA's latent projections replicate always.
import { attentionGeometry, attentionLayerCounts } from "../profiles/model-shape.ts";
import type { Costing } from "./costing.ts";
import { streaming } from "./elementwise.ts";
import { gemm } from "./gemm.ts";
import type { Operation } from "./operation.ts";

/** Projections of `tokens` in all attention layers of a stage. */
export function projectionOperations(costing: Costing, tokens: number): Operation[] {
  return costing.model.attention.kind === "mla"
    ? mlaProjections(costing, tokens)
    : gqaProjections(costing, tokens);
}

function gqaProjections({ model, placement, device, stageShare }: Costing, tokens: number): Operation[] {
  const { attention, hidden } = model;
  if (attention.kind !== "gqa") return [];
  const counts = attentionLayerCounts(model);
  const rates = device.attentionProjection;
  const operations: Operation[] = [];
  for (const reach of ["full", "window"] as const) {
    if (counts[reach] === 0) continue;
    const count = counts[reach] * stageShare;
    const { heads, kvHeads, keyDim, valueDim, kvElements } = attentionGeometry(model, reach);
    const ownHeads = Math.ceil(heads / placement.tensor);
    const keyValue = (kvElements * Math.ceil(kvHeads / placement.tensor)) / kvHeads;
    const gate = attention.outputGate ? ownHeads * valueDim : 0;
    const { lowRank } = attention;
    const queryFrom = lowRank?.query ?? hidden;
    if (lowRank)
      operations.push(
        gemm(device, `query latent (${reach})`, count, { m: tokens, n: lowRank.query, k: hidden }, rates),
      );
    if (lowRank)
      operations.push(
        gemm(device, `key-value (${reach})`, count, { m: tokens, n: keyValue + gate, k: hidden }, rates),
      );
    const fused = lowRank ? 0 : keyValue + gate;
    operations.push(
      gemm(
        device,
        `query${lowRank ? "" : "-key-value"} (${reach})`,
        count,
        { m: tokens, n: ownHeads * keyDim + fused, k: queryFrom },
        rates,
      ),
    );
    if (lowRank) {
      const groups = Math.ceil(lowRank.outputGroups / placement.tensor);
      operations.push(
        gemm(
          device,
          `output latent (${reach})`,
          count,
          { m: tokens, n: lowRank.output, k: ownHeads * valueDim },
          rates,
        ),
      );
      operations.push(
        gemm(device, `output (${reach})`, count, { m: tokens, n: hidden, k: groups * lowRank.output }, rates),
      );
    } else {
      operations.push(
        gemm(device, `output (${reach})`, count, { m: tokens, n: hidden, k: ownHeads * valueDim }, rates),
      );
    }
  }
  return operations;
}

function mlaProjections({ model, placement, device, stageShare }: Costing, tokens: number): Operation[] {
  const { attention: a, hidden } = model;
  if (a.kind !== "mla") return [];
  const count = attentionLayerCounts(model).full * stageShare;
  const heads = Math.ceil(a.heads / placement.tensor);
  const rates = device.attentionProjection;
  const gate = a.outputGate ? heads * a.valueDim : 0;
  const latent = a.kvLoraRank + a.ropeDim + a.qLoraRank + a.indexDim;
  const operations = [
    gemm(device, "latents", count, { m: tokens, n: latent + gate, k: hidden }, rates),
    gemm(
      device,
      "query",
      count,
      { m: tokens, n: heads * (a.nopeDim + a.ropeDim), k: a.qLoraRank || hidden },
      rates,
    ),
    gemm(device, "output", count, { m: tokens, n: hidden, k: heads * a.valueDim }, rates),
  ];
  // Every rank ranks all tokens: the indexer is replicated.
  if (a.indexHeads > 0)
    operations.push(
      gemm(
        device,
        "index query",
        count,
        { m: tokens, n: a.indexHeads * a.indexDim, k: a.qLoraRank || hidden },
        rates,
      ),
    );
  return operations;
}

/** What depends on the number of decoding sequences alone: MLA's absorbed key and value matrices, recurrent state. */
export function sequenceOperations(
  { model, placement, device, engine, stageShare }: Costing,
  sequences: number,
): Operation[] {
  if (sequences === 0) return [];
  const { attention: a } = model;
  const operations: Operation[] = [];
  if (a.kind === "mla") {
    const count = attentionLayerCounts(model).full * stageShare;
    const heads = Math.ceil(a.heads / placement.tensor);
    // Batched over heads: each head multiplies its own r_kv x d_n (and r_kv x d_v) matrix.
    operations.push(
      gemm(
        device,
        "absorbed keys",
        count,
        { m: sequences, n: heads * a.nopeDim, k: a.kvLoraRank },
        device.attentionProjection,
      ),
    );
    operations.push(
      gemm(
        device,
        "absorbed values",
        count,
        { m: sequences, n: heads * a.valueDim, k: a.kvLoraRank },
        device.attentionProjection,
      ),
    );
  }
  // Layers without attention: a convolution and the update of the state, which is read and written.
  const mixers = attentionLayerCounts(model).none;
  const { stateBytesPerSequence } = model.other;
  if (mixers > 0 && stateBytesPerSequence > 0) {
    const bytes = (2 * stateBytesPerSequence * sequences) / mixers / placement.tensor;
    const { attentionFixed, elementwiseFixed } = engine.kernels;
    operations.push(
      streaming(device, "state update", mixers * stageShare, bytes, attentionFixed + elementwiseFixed),
    );
  }
  return operations;
}
