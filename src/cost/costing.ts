// Everything a step's cost depends on besides the batch: model, placement, device, network and engine, resolved once.
import type { EngineProfile } from "../profiles/engine.ts";
import type { HardwareProfile, KernelHardware } from "../profiles/hardware.ts";
import type { ModelProfile } from "../profiles/model.ts";
import { type Arithmetic, type PrecisionChoice, resolveArithmetic } from "./arithmetic.ts";
import { createNetwork, type Network } from "./collectives.ts";
import { createDevice, type Device } from "./device.ts";
import { type LaunchTimes, launchTimes } from "./launches.ts";
import { createPlacement, type Parallel, type Placement } from "./placement.ts";
import { stackOn } from "./stack-times.ts";

/** The halves an instance can be split into between two pools, and what is done once per step besides layers. */
export type ModelPart = "attention" | "ffn" | "head";

export interface CostInput<Hardware extends HardwareProfile = HardwareProfile> {
  hardware: Hardware;
  model: ModelProfile;
  engine: EngineProfile;
  precision: PrecisionChoice;
  parallel: Parallel;
  /** Per device; without one the device draws what it needs. */
  powerCapWatts?: number | undefined;
  /** Only this part of the network; default: all of it. */
  part?: ModelPart | undefined;
  /** Share of communication that hides behind computation; default: the engine's. */
  communicationOverlap?: number | undefined;
  /** Tokens each decoding sequence brings to a step: one, and the drafts it verifies. Default: 1. */
  rowsPerSequence?: number | undefined;
}

/** With the times to launch one stage. */
export interface Costing extends LaunchTimes {
  model: ModelProfile;
  engine: EngineProfile;
  placement: Placement;
  arithmetic: Arithmetic;
  device: Device;
  network: Network;
  /** What of the network it holds. */
  parts: ReadonlySet<ModelPart>;
  rowsPerSequence: number;
  /** Layers of the fullest pipeline stage over all layers: what every per-layer count is multiplied by. */
  stageShare: number;
  stageLayers: number;
}

const wholeModel: ReadonlySet<ModelPart> = new Set<ModelPart>(["attention", "ffn", "head"]);

export function partsOf({ part }: Pick<CostInput, "part">): ReadonlySet<ModelPart> {
  return part === undefined ? wholeModel : new Set([part]);
}

export function createCosting(input: CostInput<KernelHardware>): Costing {
  const { hardware, model, precision, parallel } = input;
  const stack = stackOn(hardware, input.engine);
  const { communicationOverlap: overlap = stack.collectives.overlap } = input;
  const engine = { ...stack, collectives: { ...stack.collectives, overlap } };
  const placement = createPlacement(parallel, model);
  const arithmetic = resolveArithmetic(hardware, model, precision);
  const stageLayers = Math.ceil(model.layers / placement.pipeline);
  const stageShare = stageLayers / model.layers;
  // Half the launches of a layer are its attention's, for want of a measurement of the halves.
  const launched = (input.part === undefined ? 1 : input.part === "head" ? 0 : 0.5) * stageShare;
  const { eagerSeconds, piecewiseSeconds } = launchTimes(model, engine, arithmetic);
  return {
    model,
    engine,
    placement,
    arithmetic,
    device: createDevice(hardware, engine, arithmetic, input.powerCapWatts),
    network: createNetwork(hardware, engine),
    parts: partsOf(input),
    rowsPerSequence: input.rowsPerSequence ?? 1,
    stageShare,
    stageLayers,
    eagerSeconds: launched * eagerSeconds,
    piecewiseSeconds: launched * piecewiseSeconds,
  };
}
