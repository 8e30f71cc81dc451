// Everything a step's cost depends on besides the batch: model, placement, device, network and engine, resolved once.
import type { EngineProfile } from "../profiles/engine.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { ModelProfile } from "../profiles/model.ts";
import { type Arithmetic, type PrecisionChoice, resolveArithmetic } from "./arithmetic.ts";
import { createNetwork, type Network } from "./collectives.ts";
import { createDevice, type Device } from "./device.ts";
import { createPlacement, type Parallel, type Placement } from "./placement.ts";

export interface CostInput {
  hardware: HardwareProfile;
  model: ModelProfile;
  engine: EngineProfile;
  precision: PrecisionChoice;
  parallel: Parallel;
  /** Per device; without one the device draws what it needs. */
  powerCapWatts?: number | undefined;
}

export interface Costing {
  model: ModelProfile;
  engine: EngineProfile;
  placement: Placement;
  arithmetic: Arithmetic;
  device: Device;
  network: Network;
  /** Layers of the fullest pipeline stage over all layers: what every per-layer count is multiplied by. */
  stageShare: number;
  stageLayers: number;
  /** Launching one stage kernel by kernel. */
  eagerSeconds: number;
}

export function createCosting(input: CostInput): Costing {
  const { hardware, model, engine, precision, parallel } = input;
  const placement = createPlacement(parallel, model);
  const arithmetic = resolveArithmetic(hardware, model, precision);
  const stageLayers = Math.ceil(model.layers / placement.pipeline);
  const moeLayers = model.ffn.moe?.layers ?? 0;
  const { eagerPerLayer, eagerPerMoeLayer, eagerPerMlaLayer } = engine.host;
  const mlaLayers = model.attention.kind === "mla" ? (model.attention.attentionLayers ?? model.layers) : 0;
  const stageShare = stageLayers / model.layers;
  return {
    model,
    engine,
    placement,
    arithmetic,
    device: createDevice(hardware, engine, arithmetic, input.powerCapWatts),
    network: createNetwork(hardware, engine),
    stageShare,
    stageLayers,
    eagerSeconds:
      stageShare *
      (eagerPerLayer * (model.layers - moeLayers) +
        eagerPerMoeLayer * moeLayers +
        eagerPerMlaLayer * mlaLayers),
  };
}
