// The fast path of the step model: what depends on a number of tokens alone is summed from the op list once and memoised,
// attention is evaluated in closed form. No allocation per step. Equal to `listOperations` within rounding (tested).
import { assemble, hideCommunication, noWork, type Work } from "./assemble.ts";
import { type AttentionKernel, attentionKernels, attentionWindowOf } from "./attention.ts";
import { reachTokens } from "./attention-window.ts";
import type { Costing } from "./costing.ts";
import { headOperations } from "./head.ts";
import { expertOperations } from "./moe.ts";
import { decodeAttention, expansionOperations, sumWork, tokenOperations } from "./operations.ts";
import { sequenceOperations } from "./projections.ts";
import { emptyRankShape, fillRankShape, type RankShape } from "./rank-shape.ts";
import {
  type BatchShape,
  type DecodeCost,
  emptyBatchShape,
  fillDecodeStep,
  type StepCost,
  type StepModel,
} from "./step-model.ts";
import { WorkTable } from "./work-table.ts";

/** Mean context at which the binding resource of a decode step is named; its cost does not depend on it. */
const typicalContextTokens = 1024;

/** Of the parts of the network that the costing holds. */
export function stepModelOf(costing: Costing): StepModel {
  const { parts } = costing;
  const kernels = parts.has("attention") ? attentionKernels(costing) : [];
  const attend = createAttention(costing, kernels);
  const tokenWork = new WorkTable((tokens) => sumWork(tokenOperations(costing, tokens)));
  const expertWork = new WorkTable((tokens) => sumWork(expertOperations(costing, tokens)));
  const sequenceWork = new WorkTable((sequences) => sumWork(sequenceOperations(costing, sequences)));
  const headWork = new WorkTable((rows) => sumWork(headOperations(costing, rows)));
  const expansionWork = new WorkTable((tokens) => sumWork(expansionOperations(costing, tokens)));
  const hasExperts = parts.has("ffn") && costing.model.ffn.moe !== undefined;
  const hasAttention = parts.has("attention");
  const hasExpansion = hasAttention && costing.model.attention.kind === "mla";
  const hasHead = parts.has("head");

  const rank: RankShape = emptyRankShape();
  const body = noWork();
  const head = noWork();
  const attention = noWork();

  const evaluate = (shape: BatchShape, out: StepCost): void => {
    fillRankShape(costing, shape, rank);
    clear(body);
    clear(head);
    clear(attention);
    tokenWork.addTo(body, rank.tokens);
    if (hasExperts) expertWork.addTo(body, rank.groupTokens);
    if (hasAttention) sequenceWork.addTo(body, rank.decodeRows);
    if (hasHead) headWork.addTo(head, rank.headRows);
    if (rank.prefillTokens > 0) {
      if (hasExpansion) expansionWork.addTo(body, rank.prefillTokens + rank.prefillPriorTokens);
      attend.prefill(rank, body);
    }
    if (rank.decodeSequences > 0) attend.decode(rank, attention);
    hideCommunication(costing, body);
    assemble(costing, rank, body, head, attention, out);
  };

  const decodes: DecodeCost[] = [];
  const probe: BatchShape = emptyBatchShape();
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  const decodeAt = (sequences: number, contextTokens: number, windowTokens: number): StepCost => {
    probe.decodeSequences = sequences;
    probe.decodeContextTokens = contextTokens;
    probe.decodeWindowTokens = windowTokens;
    evaluate(probe, cost);
    return cost;
  };
  const decode = (sequences: number): DecodeCost => {
    const known = decodes[sequences];
    if (known !== undefined) return known;
    const { seconds, joules } = decodeAt(sequences, 0, 0);
    // Slopes are read off at 2^30 tokens, large enough for the difference to be exact to rounding.
    const far = 2 ** 30;
    const context = { ...decodeAt(sequences, far, 0) };
    const window = { ...decodeAt(sequences, 0, far) };
    const typical = sequences * typicalContextTokens;
    const { bound } = decodeAt(
      sequences,
      typical,
      sequences * reachTokens(typicalContextTokens, attentionWindowOf(costing.model)),
    );
    const made: DecodeCost = {
      seconds,
      secondsPerContextToken: (context.seconds - seconds) / far,
      secondsPerWindowToken: (window.seconds - seconds) / far,
      joules,
      joulesPerContextToken: (context.joules - joules) / far,
      joulesPerWindowToken: (window.joules - joules) / far,
      bound,
    };
    decodes[sequences] = made;
    return made;
  };

  return {
    devices: costing.placement.devices,
    idleWatts: costing.device.power.idleWatts * costing.placement.devices,
    waitingWatts: costing.device.power.waitingWatts * costing.placement.devices,
    decodeIsAffine: true,
    ...attentionWindowOf(costing.model),
    decode,
    step(shape, out) {
      if (shape.prefillTokens > 0) return evaluate(shape, out);
      fillDecodeStep(decode(shape.decodeSequences), shape, out);
    },
  };
}

function clear(work: Work): void {
  work.computeSeconds = 0;
  work.memorySeconds = 0;
  work.latencySeconds = 0;
  work.networkSeconds = 0;
  work.networkLatencySeconds = 0;
  work.joules = 0;
}

/** Attention in closed form: slopes of every kernel are worked out once. */
function createAttention(costing: Costing, kernels: readonly AttentionKernel[]) {
  const { device, engine } = costing;
  const { peakFlopsPerSecond, prefillFlopsPerSecond, prefillExtraKeys } = device.attention;
  const slopes = kernels.map((kernel) => {
    const fixed = decodeAttention(costing, kernel, 0, 1);
    const one = decodeAttention({ ...costing }, { ...kernel, fixedSeconds: 0 }, 1, 1);
    return {
      windowed: kernel.windowed,
      compute: one.resource === "compute",
      fixedSeconds: fixed.seconds,
      fixedJoules: fixed.joules,
      secondsPerToken: one.seconds,
      joulesPerToken: one.joules,
    };
  });
  const penalty = engine.kernels.mixedAttentionPenalty;

  return {
    decode(rank: RankShape, out: Work): void {
      const factor = rank.prefillTokens > 0 ? penalty : 1;
      for (const slope of slopes) {
        const tokens = slope.windowed ? rank.decodeWindowTokens : rank.decodeContextTokens;
        const seconds = factor * slope.secondsPerToken * tokens;
        if (slope.compute) out.computeSeconds += seconds;
        else out.memorySeconds += seconds;
        out.latencySeconds += factor * slope.fixedSeconds;
        out.joules += factor * (slope.fixedJoules + slope.joulesPerToken * tokens);
      }
    },
    prefill(rank: RankShape, out: Work): void {
      for (const kernel of kernels) {
        const pairs = kernel.windowed ? rank.prefillWindowPairs : rank.prefillPairs;
        const compute =
          (kernel.prefillFlopsPerPair * (pairs + prefillExtraKeys * rank.prefillTokens)) /
          prefillFlopsPerSecond;
        const bytes = kernel.prefillBytesPerToken * (rank.prefillTokens + rank.prefillPriorTokens);
        const memory = bytes / kernel.decodeBytesPerSecond;
        const free = kernel.fixedSeconds + Math.max(compute, memory);
        if (free === 0) continue;
        const driven = (kernel.prefillFlopsPerPair * pairs) / peakFlopsPerSecond / free;
        const moved = bytes / device.bytesPerSecond / free;
        const seconds = free * device.power.slowdown(driven, moved, compute / free, memory / free);
        const workingSeconds = kernel.count * (seconds - kernel.fixedSeconds);
        if (compute > memory) out.computeSeconds += workingSeconds;
        else out.memorySeconds += workingSeconds;
        out.latencySeconds += kernel.count * kernel.fixedSeconds;
        out.joules += kernel.count * seconds * device.power.watts(driven, moved);
      }
    },
  };
}
