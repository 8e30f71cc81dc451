// A step on chips that compute from their own SRAM (physics.md 2.10). A token passes the layers one after the other; each
// takes the time to read its weights and KV (or to compute) on the chips that hold it, plus a fixed latency and the way of the
// activations between those chips, longer the more SRAM they span. While one micro-batch is under way others use the chips:
//   latency(b) = busy(b) + L (layer + crossings) + hand-overs,   occupancy(b) = busy(b) / stages
//   decode: a cycle of max(latency(B/m), m occupancy(B/m)); prefill: latency(b) + (m-1) occupancy(b); the best m.
// Deterministic; no kernels are launched and no host waits, so those constants of the engine do not apply.
import type { DataflowFigures } from "../profiles/dataflow-figures.ts";
import type { DataflowHardware } from "../profiles/hardware.ts";
import { stepModelOf } from "./analytic-step-model.ts";
import { resolveArithmetic } from "./arithmetic.ts";
import { attentionWindowOf } from "./attention.ts";
import { createNetwork } from "./collectives.ts";
import { type CostInput, type Costing, partsOf } from "./costing.ts";
import { createDataflowDevice, createDataflowPower } from "./dataflow-device.ts";
import { fillMicroBatch, splittable } from "./micro-batch.ts";
import { createPlacement } from "./placement.ts";
import { scheduledProgram } from "./scheduled-program.ts";
import { breakDownStep, type Share, type StepBreakdown } from "./step-breakdown.ts";
import { type BatchShape, emptyBatchShape, type StepCost, type StepModel } from "./step-model.ts";

export interface DataflowLayout {
  devices: number;
  /** Devices that hold one layer; below one where several layers share a device. */
  layerDevices: number;
  /** Parts of the network that different micro-batches can be in at the same time. */
  stages: number;
  /** Hand-overs of a token between groups of devices. */
  handOvers: number;
}

/** One way between chips that span `reachBytes` of SRAM: linear between the figures, level before, as steep as last beyond. */
export function crossingSeconds({ latency }: DataflowFigures["crossings"], reachBytes: number): number {
  const after = latency.findIndex(({ reach }) => reach >= reachBytes);
  const at = after < 0 ? latency.length - 1 : after;
  const high = latency[at]!;
  const low = latency[at - 1];
  if (low === undefined) return high.latency;
  const slope = (high.latency - low.latency) / (high.reach - low.reach);
  return high.latency + slope * (reachBytes - high.reach);
}

/** Seconds a token waits in all layers whatever is computed. */
function fixedSeconds(
  { hardware, model, part }: CostInput<DataflowHardware>,
  layout: DataflowLayout,
): number {
  if (part === "head") return 0;
  const { layerLatency, ffnShare, crossings } = hardware.dataflow;
  const bytes = hardware.memory.capacity.value * layout.layerDevices;
  const layer = layerLatency.value + crossings.perLayer * crossingSeconds(crossings, bytes);
  const share = part === undefined ? 1 : part === "ffn" ? ffnShare.value : 1 - ffnShare.value;
  return share * model.layers * layer + layout.handOvers * crossingSeconds(crossings, 2 * bytes);
}

/** The chips of one layer as one device that all layers pass. */
function layerCosting(input: CostInput<DataflowHardware>, { layerDevices }: DataflowLayout): Costing {
  const { hardware, model, engine, precision } = input;
  const arithmetic = resolveArithmetic(hardware, model, precision);
  const program = scheduledProgram(engine);
  return {
    model,
    engine: program,
    placement: createPlacement({ tensor: 1, pipeline: 1, data: 1 }, model),
    arithmetic,
    device: createDataflowDevice(hardware, engine, arithmetic, layerDevices),
    network: createNetwork(hardware, program),
    parts: partsOf(input),
    rowsPerSequence: input.rowsPerSequence ?? 1,
    stageShare: 1,
    stageLayers: model.layers,
    eagerSeconds: 0,
    piecewiseSeconds: 0,
  };
}

export function createDataflowModel(input: CostInput<DataflowHardware>, layout: DataflowLayout): StepModel {
  const { hardware, model } = input;
  // What one micro-batch keeps the chips of one layer after the other busy.
  const busy = stepModelOf(layerCosting(input, layout));
  const power = createDataflowPower(hardware, layout.devices);
  const waitingSeconds = fixedSeconds(input, layout);
  // One half of a split network hands every layer over: its micro-batches are the split's to choose.
  const mostParts = input.part === undefined ? Infinity : 1;

  const part: BatchShape = emptyBatchShape();
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };

  // The clock of a scheduled program falls as a whole under a power cap: the work takes the same energy, only longer.
  const capWatts = layout.devices * (input.powerCapWatts ?? Infinity);
  const stretch = (out: StepCost): void => {
    const needed = out.joules / out.seconds;
    if (needed <= capWatts) return;
    const slower = (needed - power.idleWatts) / Math.max(1e-9, capWatts - power.idleWatts);
    out.joules += power.idleWatts * (slower - 1) * out.seconds;
    out.seconds *= slower;
  };

  const step = (shape: BatchShape, out: StepCost): void => {
    const most = Math.min(mostParts, splittable(shape));
    out.seconds = Infinity;
    for (let parts = 1; ; parts = Math.min(2 * parts, most)) {
      fillMicroBatch(shape, parts, part);
      busy.step(part, cost);
      const latency = cost.seconds + waitingSeconds;
      const occupancy = cost.seconds / layout.stages;
      const seconds =
        shape.prefillTokens > 0 ? latency + (parts - 1) * occupancy : Math.max(latency, parts * occupancy);
      if (seconds < out.seconds) {
        const busyDeviceSeconds = layout.layerDevices * parts * cost.seconds;
        out.seconds = seconds;
        out.joules =
          parts * cost.joules +
          (power.waitingWatts / layout.devices) * Math.max(0, layout.devices * seconds - busyDeviceSeconds);
        out.bound = waitingSeconds > cost.seconds && seconds === latency ? "latency" : cost.bound;
      }
      if (parts >= most) break;
    }
    stretch(out);
  };

  return {
    devices: layout.devices,
    idleWatts: power.idleWatts,
    waitingWatts: power.waitingWatts,
    decodeIsAffine: false,
    ...attentionWindowOf(model),
    decode() {
      throw new Error("a step on dataflow silicon is not affine in its context");
    },
    step,
  };
}

/** The step undivided: what its chips are busy with, and what it waits for between them. */
export function breakDownDataflowStep(
  input: CostInput<DataflowHardware>,
  layout: DataflowLayout,
  shape: BatchShape,
): StepBreakdown {
  const cost: StepCost = { seconds: 0, joules: 0, bound: "memory" };
  createDataflowModel(input, layout).step(shape, cost);
  const { shares: work } = breakDownStep(layerCosting(input, layout), shape);
  // Split into micro-batches a step may take less than its work one after the other.
  const workSeconds = work.reduce((sum, { seconds }) => sum + seconds, 0);
  const workJoules = work.reduce((sum, { joules }) => sum + joules, 0);
  const seconds = Math.min(1, cost.seconds / workSeconds);
  const joules = Math.min(1, cost.joules / workJoules);
  const shares: Share[] = work.map((share) => ({
    component: share.component,
    seconds: seconds * share.seconds,
    joules: joules * share.joules,
  }));
  const waiting = {
    component: "layer latency",
    seconds: cost.seconds - seconds * workSeconds,
    joules: cost.joules - joules * workJoules,
  };
  return { cost, shares: waiting.seconds > 0 || waiting.joules > 0 ? [...shares, waiting] : shares };
}
