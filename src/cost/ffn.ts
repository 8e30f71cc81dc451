// Dense feed-forward layers, the shared experts and router of MoE layers, and layers we count but do not model:
// everything that sees the tokens of its own rank (physics.md 2.4).
import { weightBytesPerParameter } from "../profiles/model-shape.ts";
import type { Costing } from "./costing.ts";
import { streaming } from "./elementwise.ts";
import { gemm } from "./gemm.ts";
import type { Operation } from "./operation.ts";

/** Up (and gate) and down projection of width `width` cut over the tensor ranks. */
function feedForward(
  { model, placement, device }: Costing,
  name: string,
  count: number,
  width: number,
  tokens: number,
): Operation[] {
  const own = width / placement.tensor;
  const inputs = model.ffn.gated ? 2 : 1;
  return [
    gemm(device, `${name} up`, count, { m: tokens, n: inputs * own, k: model.hidden }, device.ffn),
    streaming(device, `${name} activation`, count, tokens * 2 * (inputs + 1) * own, 0),
    gemm(device, `${name} down`, count, { m: tokens, n: model.hidden, k: own }, device.ffn),
  ];
}

export function feedForwardOperations(costing: Costing, tokens: number): Operation[] {
  const { model, device, stageShare } = costing;
  const { dense, moe } = model.ffn;
  const operations: Operation[] = [];
  if (dense) operations.push(...feedForward(costing, "ffn", dense.layers * stageShare, dense.width, tokens));
  if (moe) {
    const count = moe.layers * stageShare;
    operations.push(
      gemm(device, "router", count, { m: tokens, n: moe.experts, k: model.hidden }, device.head),
    );
    if (moe.sharedWidth > 0)
      operations.push(...feedForward(costing, "shared experts", count, moe.sharedWidth, tokens));
    if (moe.latentHidden !== undefined) {
      operations.push(
        gemm(
          device,
          "expert latent",
          2 * count,
          { m: tokens, n: moe.latentHidden, k: model.hidden },
          device.ffn,
        ),
      );
    }
  }
  return operations;
}

/** Besides attention and FFN: layers we count but do not model, and norms and residual of every layer. */
export function mixerOperations(costing: Costing, tokens: number): Operation[] {
  const { model, placement, device, engine, arithmetic } = costing;
  const operations: Operation[] = [];
  const other = model.other.parametersBillions * 1e9;
  if (other > 0) {
    const layers = Math.max(1, model.layers - (model.attention.attentionLayers ?? 0));
    const bytes = weightBytesPerParameter(model, arithmetic.weights).attention;
    const shape = { m: tokens, n: other / layers / model.hidden / placement.tensor, k: model.hidden };
    operations.push(
      gemm(device, "other layers", layers * costing.stageShare, shape, {
        ...device.attentionProjection,
        weightBytes: bytes,
      }),
    );
  }
  // Norms, rotary embedding and residual of every layer: read and write the hidden state about four times in bf16.
  operations.push(
    streaming(
      device,
      "norms and residual",
      costing.stageLayers,
      tokens * 16 * model.hidden,
      engine.kernels.elementwiseFixed * (1 + model.other.kernelsPerLayer),
    ),
  );
  return operations;
}
