// The op list: every kernel and collective of one step, for one rank of one stage and one micro-batch, by name. This is the
// readable reference; `analytic-step-model.ts` must give the same step in closed form (tested).
import { assemble, hideCommunication, noWork, type Work } from "./assemble.ts";
import { type AttentionKernel, attentionKernels } from "./attention.ts";
import { allReduce } from "./collectives.ts";
import type { Costing } from "./costing.ts";
import { communication } from "./elementwise.ts";
import { feedForwardOperations, mixerOperations } from "./ffn.ts";
import { gemm, smoothMax } from "./gemm.ts";
import { headOperations } from "./head.ts";
import { kernelOperation } from "./kernel.ts";
import { expertOperations } from "./moe.ts";
import type { Operation } from "./operation.ts";
import { projectionOperations, sequenceOperations } from "./projections.ts";
import { emptyRankShape, fillRankShape, type RankShape } from "./rank-shape.ts";
import type { BatchShape, StepCost } from "./step-model.ts";

/** What depends on the rank's number of tokens alone. */
export function tokenOperations(costing: Costing, tokens: number): Operation[] {
  if (tokens === 0) return [];
  const { model, placement, device, network, parts } = costing;
  const operations: Operation[] = [];
  let sums = 0;
  if (parts.has("attention")) {
    operations.push(...projectionOperations(costing, tokens), ...mixerOperations(costing, tokens));
    const attending = model.attention.attentionLayers ?? model.layers;
    sums += attending + (model.other.parametersBillions > 0 ? model.layers - attending : 0);
  }
  if (parts.has("ffn")) {
    operations.push(...feedForwardOperations(costing, tokens));
    // Where experts span data ranks their own exchange brings the results back together.
    sums += (model.ffn.dense?.layers ?? 0) + (placement.data === 1 ? (model.ffn.moe?.layers ?? 0) : 0);
  }
  if (placement.tensor > 1 && sums > 0) {
    const sum = allReduce(network, placement.tensor, tokens * model.hidden * 2);
    operations.push(communication(device, "all-reduce", sums * costing.stageShare, sum));
  }
  return operations;
}

/** MLA prefill is not absorbed: keys and values of the chunk and of its prior context are expanded from the latents. */
export function expansionOperations(
  { model, placement, device, stageShare }: Costing,
  contextTokens: number,
): Operation[] {
  const { attention: a } = model;
  if (a.kind !== "mla" || contextTokens === 0) return [];
  const count = (a.attentionLayers ?? model.layers) * stageShare;
  const heads = Math.ceil(a.heads / placement.tensor);
  return [
    gemm(
      device,
      "expand latents",
      count,
      { m: contextTokens, n: heads * (a.nopeDim + a.valueDim), k: a.kvLoraRank },
      device.attentionProjection,
    ),
  ];
}

/** Reading the KV cache for one new token of each sequence; `penalty` where prefill shares the kernel. */
export function decodeAttention(
  { device }: Costing,
  kernel: AttentionKernel,
  contextTokens: number,
  penalty: number,
): Operation {
  const flops = kernel.decodeFlopsPerToken * contextTokens;
  const bytes = kernel.decodeBytesPerToken * contextTokens;
  const compute = flops / kernel.decodeFlopsPerSecond;
  const memory = bytes / kernel.decodeBytesPerSecond;
  const free = Math.max(compute, memory);
  const driven = free > 0 ? flops / device.attention.peakFlopsPerSecond / free : 0;
  const moved = free > 0 ? bytes / device.bytesPerSecond / free : 0;
  const watts = free > 0 ? device.power.watts(driven, moved) : 0;
  const seconds = free > 0 ? free * device.power.slowdown(driven, moved, compute / free, memory / free) : 0;
  const { count, fixedSeconds } = kernel;
  return {
    name: `decode ${kernel.name}`,
    purpose: "kv",
    count,
    flops: count * flops,
    bytes: count * bytes,
    volumeBytes: 0,
    seconds: count * penalty * (fixedSeconds + seconds),
    latencySeconds: count * penalty * fixedSeconds,
    joules: count * penalty * (fixedSeconds * device.power.watts(0, 0) + seconds * watts),
    resource: compute > memory ? "compute" : "memory",
  };
}

export function prefillAttention(
  { device }: Costing,
  kernel: AttentionKernel,
  tokens: number,
  pairs: number,
  priorTokens: number,
): Operation {
  const { attention } = device;
  const flops = kernel.prefillFlopsPerPair * pairs;
  const bytes = kernel.prefillBytesPerToken * (tokens + priorTokens);
  const compute =
    (kernel.prefillFlopsPerPair * (pairs + attention.prefillExtraKeys * tokens)) /
    attention.prefillFlopsPerSecond;
  const memory = bytes / kernel.decodeBytesPerSecond;
  const seconds = kernel.fixedSeconds + smoothMax(compute, memory, Infinity);
  return kernelOperation(device, {
    name: `prefill ${kernel.name}`,
    purpose: "attention",
    count: kernel.count,
    flops,
    bytes,
    seconds,
    fixedSeconds: kernel.fixedSeconds,
    peakFlopsPerSecond: attention.peakFlopsPerSecond,
    computeSeconds: compute,
    memorySeconds: memory,
  });
}

export interface OperationList {
  rank: RankShape;
  /** Of one stage and one micro-batch, but for the head, which only the last stage runs. */
  body: Operation[];
  head: Operation[];
  /** Decode attention, the part that grows with context. */
  attention: Operation[];
  cost: StepCost;
}

/** Every operation of a step, and the step's cost. */
export function listOperations(costing: Costing, shape: BatchShape): OperationList {
  const { parts } = costing;
  const rank = emptyRankShape();
  fillRankShape(costing, shape, rank);
  const kernels = parts.has("attention") ? attentionKernels(costing) : [];
  const prefilling = rank.prefillTokens > 0;
  const penalty = prefilling ? costing.engine.kernels.mixedAttentionPenalty : 1;
  const body = [
    ...tokenOperations(costing, rank.tokens),
    ...(parts.has("ffn") ? expertOperations(costing, rank.groupTokens) : []),
    ...(parts.has("attention") ? sequenceOperations(costing, rank.decodeRows) : []),
  ];
  if (prefilling) {
    if (parts.has("attention"))
      body.push(...expansionOperations(costing, rank.prefillTokens + rank.prefillPriorTokens));
    for (const kernel of kernels) {
      const pairs = kernel.windowed ? rank.prefillWindowPairs : rank.prefillPairs;
      body.push(prefillAttention(costing, kernel, rank.prefillTokens, pairs, rank.prefillPriorTokens));
    }
  }
  const attention =
    rank.decodeSequences === 0
      ? []
      : kernels.map((kernel) =>
          decodeAttention(
            costing,
            kernel,
            kernel.windowed ? rank.decodeWindowTokens : rank.decodeContextTokens,
            penalty,
          ),
        );
  const head = parts.has("head") ? headOperations(costing, rank.headRows) : [];
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  const bodyWork = sumWork(body);
  hideCommunication(costing, bodyWork);
  assemble(costing, rank, bodyWork, sumWork(head), sumWork(attention), cost);
  return { rank, body, head, attention, cost };
}

/** Totals by resource. */
export function sumWork(operations: readonly Operation[]): Work {
  const work = noWork();
  for (const { resource, seconds, latencySeconds, joules } of operations) {
    const workingSeconds = seconds - latencySeconds;
    work.joules += joules;
    if (resource === "network") {
      work.networkSeconds += workingSeconds;
      work.networkLatencySeconds += latencySeconds;
    } else {
      if (resource === "compute") work.computeSeconds += workingSeconds;
      else work.memorySeconds += workingSeconds;
      work.latencySeconds += latencySeconds;
    }
  }
  return work;
}
