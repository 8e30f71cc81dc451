// From the work of the fullest rank to the step of the instance (physics.md 2.7). A step is one full pipeline cycle, in which
// every sequence advances by one token: p stages one after the other, the head once per micro-batch, one send per stage.
// Host time is added (sync) or hidden behind the GPU (async); steps outside captured graphs take at least their launch time.
// Decode attention hides no host time, which keeps the cost affine in context.
import { pipelineSend } from "./collectives.ts";
import type { Costing } from "./costing.ts";
import type { RankShape } from "./rank-shape.ts";
import type { Resource, StepCost } from "./step-model.ts";

/** Seconds by resource and joules of one rank for one micro-batch: `body` once per stage, `head` once per micro-batch. */
export interface Work {
  computeSeconds: number;
  memorySeconds: number;
  networkSeconds: number;
  joules: number;
}

export function noWork(): Work {
  return { computeSeconds: 0, memorySeconds: 0, networkSeconds: 0, joules: 0 };
}

export function workSeconds(work: Work): number {
  return work.computeSeconds + work.memorySeconds + work.networkSeconds;
}

/** Handing a micro-batch to the next stage. */
export function stageSendSeconds(
  { placement, network, model, arithmetic }: Costing,
  rank: RankShape,
): number {
  const { pipeline, tensor, devices } = placement;
  if (pipeline === 1) return 0;
  const elementBytes = Math.max(2, arithmetic.head.activationBytes);
  return pipelineSend(network, devices, (rank.tokens * model.hidden * elementBytes) / tensor).seconds;
}

export function assemble(
  costing: Costing,
  rank: RankShape,
  body: Work,
  head: Work,
  attention: Work,
  out: StepCost,
): void {
  const { placement, engine, device, parts } = costing;
  const { pipeline, tensor, data, devices } = placement;
  const { microBatches, occupancy } = rank;
  const send = stageSendSeconds(costing, rank);
  const bodySeconds = workSeconds(body);
  const headSeconds = workSeconds(head);
  const attentionSeconds = workSeconds(attention);
  const gpuSeconds = pipeline * (bodySeconds + send) + microBatches * headSeconds;
  const launchSeconds = Math.max(
    rank.eager ? pipeline * costing.eagerSeconds : 0,
    engine.host.hiddenPerSequence * rank.scheduledSequences,
  );
  const hostSeconds = parts.has("head")
    ? engine.host.stepFixed + engine.host.stepPerSequence * rank.scheduledSequences
    : 0;
  const fixedSeconds =
    engine.host.overlap === "sync"
      ? Math.max(gpuSeconds, launchSeconds) + hostSeconds
      : Math.max(gpuSeconds, launchSeconds, hostSeconds);
  const seconds = fixedSeconds + pipeline * attentionSeconds;

  const ranks = tensor * data * occupancy;
  const busySeconds =
    ranks * (pipeline * microBatches * (bodySeconds + attentionSeconds) + microBatches * headSeconds);
  const busyJoules =
    ranks * (pipeline * microBatches * (body.joules + attention.joules) + microBatches * head.joules);
  out.seconds = seconds;
  out.joules = busyJoules + device.power.waitingWatts * Math.max(0, devices * seconds - busySeconds);

  const compute =
    pipeline * (body.computeSeconds + attention.computeSeconds) + microBatches * head.computeSeconds;
  const memory =
    pipeline * (body.memorySeconds + attention.memorySeconds) + microBatches * head.memorySeconds;
  const links = pipeline * (body.networkSeconds + send) + microBatches * head.networkSeconds;
  const host = fixedSeconds - gpuSeconds;
  let bound: Resource = compute > memory ? "compute" : "memory";
  let largest = Math.max(compute, memory);
  if (links > largest) {
    bound = "network";
    largest = links;
  }
  out.bound = host > largest ? "host" : bound;
}
