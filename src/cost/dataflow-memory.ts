// What fits in the SRAM of all chips of an instance together: weights first, KV in what is left (physics.md 2.10). Both are
// spread evenly, so nothing replicates and no chip is the fullest; a share is the program's. Short, it says by how many chips.
import type { DataflowHardware } from "../profiles/hardware.ts";
import { indexBytesPerToken, kvElementsPerToken, stateBytesPerSequence } from "../profiles/model-shape.ts";
import { resolveArithmetic } from "./arithmetic.ts";
import { attentionWindowOf } from "./attention.ts";
import { partsOf } from "./costing.ts";
import { type MemoryInput, type MemoryPlan, weightBytesOfDevice } from "./memory-plan.ts";
import { createPlacement } from "./placement.ts";

export function planDataflowMemory(input: MemoryInput<DataflowHardware>, devices: number): MemoryPlan {
  const { hardware, model, engine, precision } = input;
  const arithmetic = resolveArithmetic(hardware, model, precision);
  const parts = partsOf(input);
  const capacity = hardware.memory.capacity.value;
  const usable = capacity * (input.memoryFraction ?? hardware.dataflow.usable.value);
  const whole = createPlacement({ tensor: 1, pipeline: 1, data: 1 }, model);
  const weights = weightBytesOfDevice(model, arithmetic.weights, whole, 1, parts);
  const left = devices * usable - weights;

  const elements = kvElementsPerToken(model);
  const kvBytes = arithmetic.kvBytes;
  const windowed = elements.window * kvBytes;
  const growing = elements.full * kvBytes + indexBytesPerToken(model);
  const holdsKv = parts.has("attention");
  const perToken = holdsKv ? growing || windowed : 0;
  const perSequence = holdsKv
    ? (growing > 0 && windowed > 0 ? windowed * attentionWindowOf(model).windowTokens : 0) +
      stateBytesPerSequence(model)
    : 0;
  const blockTokens = input.blockTokens ?? engine.kv.blockTokens;
  return {
    weightBytesPerDevice: weights / devices,
    reserveBytesPerDevice: capacity - usable,
    kvBytesPerDevice: Math.max(0, left / devices),
    kvBytesPerToken: perToken / devices,
    kvTransferBytesPerToken: growing,
    kvTokens: perToken > 0 ? Math.max(0, Math.floor(left / perToken)) : 0,
    bytesPerSequence: perSequence / devices,
    blocksPerSequence: perToken > 0 ? Math.ceil(perSequence / (perToken * blockTokens)) : 0,
    shortBytes: left > 0 ? 0 : Math.ceil(-left) + 1,
    shortDevices: left > 0 ? 0 : Math.floor(weights / usable) + 1 - devices,
  };
}
