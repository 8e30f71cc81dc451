// From the work of the fullest rank to the step of the instance (physics.md 2.7). A step is one full pipeline cycle, in which
// every sequence advances by one token: p stages one after the other, the head once per micro-batch, one send per stage.
// Host time is added (sync) or hidden behind the GPU (async); steps outside captured graphs take at least their launch time.
// Decode attention hides no host time, which keeps the cost affine in context.
import { type Collective, nothingSent, pipelineSend } from "./collectives.ts";
import type { Costing } from "./costing.ts";
import type { RankShape } from "./rank-shape.ts";
import type { Resource, StepCost } from "./step-model.ts";

/** Seconds and joules of one rank for one micro-batch: `body` once per stage, `head` once per micro-batch. */
export interface Work {
  /** Of kernels, by what binds each, and what they take whatever they do. */
  computeSeconds: number;
  memorySeconds: number;
  latencySeconds: number;
  /** Of collectives: sending, and what they take whatever they send. */
  networkSeconds: number;
  networkLatencySeconds: number;
  joules: number;
}

export function noWork(): Work {
  return {
    computeSeconds: 0,
    memorySeconds: 0,
    latencySeconds: 0,
    networkSeconds: 0,
    networkLatencySeconds: 0,
    joules: 0,
  };
}

const kernelSeconds = (work: Work): number => work.computeSeconds + work.memorySeconds + work.latencySeconds;
const collectiveSeconds = (work: Work): number => work.networkSeconds + work.networkLatencySeconds;

const fixedOf = (work: Work): number => work.latencySeconds + work.networkLatencySeconds;

function workSeconds(work: Work): number {
  return kernelSeconds(work) + collectiveSeconds(work);
}

/** Takes away the share of communication that runs behind the other kernels of a step. */
export function hideCommunication({ engine, device }: Costing, work: Work): void {
  const { overlap } = engine.collectives;
  const collectives = collectiveSeconds(work);
  if (overlap === 0 || collectives === 0) return;
  const hidden = overlap * Math.min(collectives, kernelSeconds(work));
  const shown = 1 - hidden / collectives;
  work.networkSeconds *= shown;
  work.networkLatencySeconds *= shown;
  work.joules -= hidden * device.power.watts(0, 0);
}

/** Handing a micro-batch to the next stage. */
export function stageSend({ placement, network, model, arithmetic }: Costing, rank: RankShape): Collective {
  const { pipeline, tensor, devices } = placement;
  if (pipeline === 1) return nothingSent;
  const elementBytes = Math.max(2, arithmetic.head.activationBytes);
  return pipelineSend(network, devices, (rank.tokens * model.hidden * elementBytes) / tensor);
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
  const send = stageSend(costing, rank);
  const bodySeconds = workSeconds(body);
  const headSeconds = workSeconds(head);
  const attentionSeconds = workSeconds(attention);
  const gpuSeconds = pipeline * (bodySeconds + send.seconds) + microBatches * headSeconds;
  const launchSeconds = Math.max(
    pipeline * rank.launchSeconds,
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
  const links =
    pipeline * (body.networkSeconds + send.seconds - send.latencySeconds) +
    microBatches * head.networkSeconds;
  const latency =
    pipeline * (fixedOf(body) + fixedOf(attention) + send.latencySeconds) + microBatches * fixedOf(head);
  const host = fixedSeconds - gpuSeconds;
  let bound: Resource = compute > memory ? "compute" : "memory";
  let largest = Math.max(compute, memory);
  if (links > largest) {
    bound = "network";
    largest = links;
  }
  if (latency > largest) {
    bound = "latency";
    largest = latency;
  }
  out.bound = host > largest ? "host" : bound;
}
