// Where a step's time and energy go: its operations summed by purpose, less what kernels and collectives take whatever they do,
// which has bars of its own because no bandwidth or arithmetic shortens it; and what no operation takes: waiting for launch
// and host, and the bubbles of a pipeline that has fewer micro-batches than stages. Bars sum to the step exactly (tested).
import { stageSend } from "./assemble.ts";
import type { Costing } from "./costing.ts";
import type { Operation } from "./operation.ts";
import { listOperations } from "./operations.ts";
import type { BatchShape, StepCost } from "./step-model.ts";

export const stepComponents = [
  "weights",
  "matrix arithmetic",
  "experts",
  "kv cache",
  "attention",
  "activations",
  "kernel latency",
  "collectives",
  "collective latency",
  "bubbles",
  "launch and host",
  "layer latency",
] as const;
export type StepComponent = (typeof stepComponents)[number];

export interface Share {
  component: string;
  /** Of the step, as the sequences in it feel it. */
  seconds: number;
  /** Of all devices of the instance. */
  joules: number;
}

export interface StepBreakdown {
  cost: StepCost;
  /** One per component that takes any time or energy, in the order of `stepComponents`. */
  shares: Share[];
}

/** Linear layers are named after what binds them: reading their weights, or arithmetic. */
function componentOf({ purpose, resource }: Operation): StepComponent {
  if (purpose === "linear") return resource === "compute" ? "matrix arithmetic" : "weights";
  return purpose === "kv" ? "kv cache" : purpose;
}

export function breakDownStep(costing: Costing, shape: BatchShape): StepBreakdown {
  const { placement, engine, device } = costing;
  const { rank, body, head, attention, cost } = listOperations(costing, shape);
  const { pipeline, tensor, data } = placement;
  const { microBatches, occupancy } = rank;
  const totals = new Map<StepComponent, { seconds: number; joules: number }>(
    stepComponents.map((component) => [component, { seconds: 0, joules: 0 }]),
  );
  const add = (component: StepComponent, seconds: number, joules: number) => {
    const total = totals.get(component)!;
    total.seconds += seconds;
    total.joules += joules;
  };
  const waitingWatts = device.power.watts(0, 0);
  /** An operation that runs so many times, of which it is felt for `felt` as long; on so many ranks. */
  const addOperation = (operation: Operation, times: number, ranks: number, felt = 1) => {
    const latencySeconds = felt * operation.latencySeconds;
    const joules = operation.joules - (1 - felt) * operation.seconds * waitingWatts;
    const latencyJoules = latencySeconds * waitingWatts;
    const workingSeconds = felt * operation.seconds - latencySeconds;
    add(componentOf(operation), times * workingSeconds, ranks * times * (joules - latencyJoules));
    const latency = operation.resource === "network" ? "collective latency" : "kernel latency";
    add(latency, times * latencySeconds, ranks * times * latencyJoules);
  };
  // Of a cycle of `pipeline` stages a device works for as many as there are micro-batches; the rest is the bubble.
  const ranks = tensor * data * occupancy;
  const hidden = hiddenShare(body, engine.collectives.overlap);
  for (const operation of [...body, ...attention]) {
    const felt = operation.resource === "network" ? 1 - hidden : 1;
    addOperation(operation, microBatches, ranks * pipeline, felt);
    add("bubbles", (pipeline - microBatches) * felt * operation.seconds, 0);
  }
  for (const operation of head) addOperation(operation, microBatches, ranks);
  const send = stageSend(costing, rank);
  add("collectives", pipeline * (send.seconds - send.latencySeconds), 0);
  add("collective latency", pipeline * send.latencySeconds, 0);
  // What is left of the step's time is launch and host; of its energy, devices that wait.
  const worked = [...totals.values()].reduce((sum, { seconds }) => sum + seconds, 0);
  const busyJoules = [...totals.values()].reduce((sum, { joules }) => sum + joules, 0);
  add("launch and host", cost.seconds - worked, cost.joules - busyJoules);
  const shares = [...totals].map(([component, total]) => ({ component, ...total }));
  return { cost, shares: shares.filter(({ seconds, joules }) => seconds > 0 || joules > 0) };
}

/** Of the time of collectives, what runs behind other kernels (see `hideCommunication`). */
function hiddenShare(body: readonly Operation[], overlap: number): number {
  let network = 0;
  let others = 0;
  for (const { resource, seconds } of body) {
    if (resource === "network") network += seconds;
    else others += seconds;
  }
  return network > 0 ? (overlap * Math.min(network, others)) / network : 0;
}
