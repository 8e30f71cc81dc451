// Routed experts. The expert group (tensor x data ranks) sees the tokens of all its data ranks. Routing is skewed: where an
// expert's share of tokens is exponential over experts, T tokens with k of E experts each touch E T k / (E - k + T k) distinct
// ones, up to 23 % fewer than uniform routing at 16 to 64 tokens (25 % measured, physics.md 2.4), and the fullest of e expert
// ranks does e^0.19 times its even share of rows (power-law routing, measured, ibid.). Ignores redundant experts.
import { expectedLargestNormal } from "../base/normal.ts";
import { power } from "../base/power.ts";
import { allGather, allToAll, type Collective, oneAfterTheOther } from "./collectives.ts";
import type { Costing } from "./costing.ts";
import { communication } from "./elementwise.ts";
import { smoothMax } from "./gemm.ts";
import { kernelOperation } from "./kernel.ts";
import type { Operation } from "./operation.ts";

/**
 * Expected number of distinct experts that `tokens` touch: an expert of popularity g (mean 1) stays untouched by T tokens with
 * chance exp(-g T c), in the mean over exponential g 1 / (1 + T c), and c is such that one token touches exactly its k.
 */
export function expertCoverage(experts: number, active: number, tokens: number): number {
  const routed = tokens * active;
  return routed === 0 ? 0 : (experts * routed) / (experts - active + routed);
}

/**
 * Distinct experts touched on the fullest of `expertRanks` ranks: mean of the largest of e normals with the mean and the deviation of the
 * binomial count, at most all it holds. Every rank waits for this one. Never falls with tokens: above the cap only.
 */
export function fullestCoverage(
  experts: number,
  active: number,
  expertRanks: number,
  tokens: number,
): number {
  const held = experts / expertRanks;
  const share = expertCoverage(experts, active, tokens) / experts;
  const deviation = expectedLargestNormal(expertRanks) * Math.sqrt(held * share * (1 - share));
  return Math.min(held, held * share + deviation);
}

/** Below this many tokens latency is bound by coverage, and skew does not slow the worst rank. */
const imbalanceFromTokens = 256;

/** Rows of the fullest rank over the even share. */
export function expertImbalance(expertRanks: number, tokens: number): number {
  return tokens < imbalanceFromTokens ? 1 : power(expertRanks, 0.19);
}

export function expertOperations(costing: Costing, groupTokens: number): Operation[] {
  const { model, placement, device, engine, stageShare } = costing;
  const { moe } = model.ffn;
  if (!moe || groupTokens === 0) return [];
  const { expert, expertTensor } = placement;
  const hidden = moe.latentHidden ?? model.hidden;
  const count = moe.layers * stageShare;
  const rates = device.experts;

  const mean = expertCoverage(moe.experts, moe.activeExperts, groupTokens) / expert;
  const touched = device.ideal ? mean : fullestCoverage(moe.experts, moe.activeExperts, expert, groupTokens);
  const imbalance = device.ideal ? 1 : expertImbalance(expert, groupTokens);
  const rows = ((groupTokens * moe.activeExperts) / expert) * imbalance;
  const weights = ((model.ffn.gated ? 3 : 2) * hidden * moe.width) / expertTensor;

  const flops = 2 * rows * weights;
  const paddedRows = rows + engine.kernels.moePaddingRows * touched;
  // A systolic array computes whole tiles for every touched expert.
  const { tileRows = 1 } = rates;
  const tiledRows = tileRows > 1 ? touched * tileRows * Math.ceil(rows / touched / tileRows) : 0;
  const paddedFlops = 2 * Math.max(paddedRows, tiledRows) * weights;
  const weightBytes = rates.weightBytes * touched * weights;
  const permuteBytes = engine.kernels.moePermuteBytes * rows * hidden;
  const compute = paddedFlops / rates.flopsPerSecond;
  const memory = weightBytes / rates.bytesPerSecond;
  const seconds =
    rates.fixedSeconds + smoothMax(compute, memory, rates.smoothness) + permuteBytes / device.bytesPerSecond;
  const operations: Operation[] = [
    kernelOperation(device, {
      name: "experts",
      purpose: "experts",
      count,
      flops,
      bytes: weightBytes + permuteBytes,
      seconds,
      fixedSeconds: rates.fixedSeconds,
      peakFlopsPerSecond: rates.peakFlopsPerSecond,
      computeSeconds: compute,
      memorySeconds: memory,
    }),
  ];
  if (placement.data > 1)
    operations.push(
      communication(device, "expert dispatch and combine", count, exchange(costing, groupTokens, hidden)),
    );
  return operations;
}

/** Tokens to experts and back between data ranks: all-to-all where experts are spread, or all-gather and reduce-scatter. */
function exchange(
  { model, placement, network, device }: Costing,
  groupTokens: number,
  hidden: number,
): Collective {
  const ranks = placement.tensor * placement.data;
  const own = groupTokens / ranks;
  const { activationBytes } = device.experts;
  const gather = allGather(network, ranks, own * hidden * activationBytes);
  const scatter = allGather(network, ranks, own * hidden * 2);
  const gathered = oneAfterTheOther(gather, scatter);
  if (placement.expert === 1) return gathered;
  const active = model.ffn.moe?.activeExperts ?? 0;
  const targets = placement.expert * (1 - power(1 - 1 / placement.expert, active)) * placement.expertTensor;
  const dispatch = allToAll(network, ranks, own * targets * hidden * activationBytes);
  const combine = allToAll(network, ranks, own * targets * hidden * 2);
  const sent = oneAfterTheOther(dispatch, combine);
  return sent.seconds < gathered.seconds ? sent : gathered;
}
