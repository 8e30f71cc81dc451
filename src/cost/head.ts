// What only sampled rows pay: the LM head in bf16 over the vocabulary cut by tensor rank, gathering the logits, sampling.
import { allGather } from "./collectives.ts";
import type { Costing } from "./costing.ts";
import { communication, streaming } from "./elementwise.ts";
import { gemm } from "./gemm.ts";
import type { Operation } from "./operation.ts";

export function headOperations(
  { model, placement, device, network, engine }: Costing,
  rows: number,
): Operation[] {
  if (rows === 0) return [];
  const own = model.vocab / placement.tensor;
  const operations = [
    gemm(device, "head", 1, { m: rows, n: own, k: model.hidden }, device.head),
    streaming(device, "sampling", 1, rows * model.vocab * 4, engine.kernels.elementwiseFixed),
  ];
  if (placement.tensor > 1)
    operations.push(
      communication(device, "gather logits", 1, allGather(network, placement.tensor, rows * own * 2)),
    );
  return operations;
}
