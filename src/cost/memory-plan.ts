// What fits: weights, activations and runtime of the fullest device, and the KV tokens the rest holds (physics.md 2.8).
// KV heads replicate once there are more tensor ranks than heads; MLA latents replicate always; every data rank keeps the
// KV of its own sequences. Capacity is what the driver reports. Fragmentation is left out.
import type { EngineProfile } from "../profiles/engine.ts";
import type { HardwareProfile, KernelHardware } from "../profiles/hardware.ts";
import type { ModelProfile } from "../profiles/model.ts";
import {
  attentionGeometry,
  attentionLayerCounts,
  indexBytesPerToken,
  kvElementsPerToken,
  stateBytesPerSequence,
  weightBytesPerParameter,
  weightParts,
} from "../profiles/model-shape.ts";
import { resolveArithmetic } from "./arithmetic.ts";
import { attentionWindowOf } from "./attention.ts";
import { type CostInput, type ModelPart, partsOf } from "./costing.ts";
import { createPlacement, type Placement } from "./placement.ts";

export interface MemoryInput<Hardware extends HardwareProfile = HardwareProfile> extends CostInput<Hardware> {
  /** Default: the engine's. */
  maxBatchedTokens?: number | undefined;
  maxSequences?: number | undefined;
  memoryFraction?: number | undefined;
  blockTokens?: number | undefined;
}

export interface MemoryPlan {
  weightBytesPerDevice: number;
  /** Activations, collectives, runtime. */
  reserveBytesPerDevice: number;
  /** Left for KV; 0 if nothing is. */
  kvBytesPerDevice: number;
  /** What one token of context takes on the fullest device, in the layers whose cache grows. */
  kvBytesPerToken: number;
  /** What one token of context takes on all devices: what moves when the cache is handed to another pool, deduplicated. */
  kvTransferBytesPerToken: number;
  /** Tokens the whole instance holds, all data ranks. */
  kvTokens: number;
  /** Windowed layers and constant state, per sequence, on the fullest device. */
  bytesPerSequence: number;
  /** The same in KV blocks, charged once per sequence. */
  blocksPerSequence: number;
  /** Bytes missing on the instance; 0 if the model fits. */
  shortBytes: number;
  /** The same in devices, where capacity is had by the chip. */
  shortDevices?: number | undefined;
}

export function planDeviceMemory(input: MemoryInput<KernelHardware>): MemoryPlan {
  const { hardware, model, engine, precision, parallel } = input;
  const placement = createPlacement(parallel, model);
  const arithmetic = resolveArithmetic(hardware, model, precision);
  const stageShare = Math.ceil(model.layers / placement.pipeline) / model.layers;
  const parts = partsOf(input);
  const weightBytesPerDevice = weightBytesOfDevice(model, arithmetic.weights, placement, stageShare, parts);
  const activationBytes = activationBytesOfDevice(input, placement);
  const runtimeBytes = engine.memory.runtime + (placement.devices > 1 ? engine.memory.collectives : 0);
  const left = kvBytes(
    engine,
    hardware.memory.capacity.value,
    input.memoryFraction ?? engine.kv.memoryFraction,
    weightBytesPerDevice,
    activationBytes,
    runtimeBytes,
  );

  const kv = parts.has("attention")
    ? kvBytesOfDevice(model, arithmetic.kvBytes, placement, stageShare, engine.kv.windowKept)
    : { perToken: 0, perSequence: 0 };
  const kvBytesPerDevice = Math.max(0, left);
  const blockTokens = input.blockTokens ?? engine.kv.blockTokens;
  const elements = kvElementsPerToken(model);
  return {
    weightBytesPerDevice,
    reserveBytesPerDevice: activationBytes + runtimeBytes,
    kvBytesPerDevice,
    kvBytesPerToken: kv.perToken,
    kvTransferBytesPerToken: elements.full * arithmetic.kvBytes + indexBytesPerToken(model),
    kvTokens: kv.perToken > 0 ? Math.floor((placement.data * kvBytesPerDevice) / kv.perToken) : 0,
    bytesPerSequence: kv.perSequence,
    blocksPerSequence: kv.perToken > 0 ? Math.ceil(kv.perSequence / (kv.perToken * blockTokens)) : 0,
    shortBytes: left > 0 ? 0 : Math.ceil(-left * placement.devices) + 1,
  };
}

/** Attention and dense layers divide over tensor ranks, experts over tensor and data ranks; latents replicate. */
export function weightBytesOfDevice(
  model: ModelProfile,
  weights: Parameters<typeof weightBytesPerParameter>[1],
  placement: Placement,
  stageShare: number,
  held: ReadonlySet<ModelPart>,
): number {
  const { tensor, data, pipeline } = placement;
  const parts = weightParts(model);
  const bytes = weightBytesPerParameter(model, weights);
  const { attention } = model;
  const replicated =
    attention.kind === "mla"
      ? attentionLayerCounts(model).full *
        model.hidden *
        (attention.kvLoraRank + attention.ropeDim + attention.qLoraRank)
      : 0;
  const attentionParameters = replicated + (parts.attention - replicated) / tensor;
  // Embedding and head sit on the two ends of a pipeline.
  const kept = parts.kept / tensor / (pipeline > 1 && !model.tiedEmbeddings ? 2 : 1);
  // Embedding and head live with the attention, where tokens come in and go out.
  const attentionBytes = kept * bytes.kept + stageShare * attentionParameters * bytes.attention;
  const ffnBytes =
    stageShare * ((parts.ffn / tensor) * bytes.ffn + (parts.experts / (tensor * data)) * bytes.experts);
  return (held.has("attention") ? attentionBytes : 0) + (held.has("ffn") ? ffnBytes : 0);
}

/** Of a full batch: hidden states about four times, the widest intermediate, routed copies, logits of all sequences. */
function activationBytesOfDevice(
  { model, engine, ...input }: MemoryInput,
  { tensor, expertTensor }: Placement,
): number {
  const { hidden, vocab, ffn } = model;
  const tokens = input.maxBatchedTokens ?? engine.scheduler.maxBatchedTokens;
  const sequences = Math.min(tokens, input.maxSequences ?? engine.scheduler.maxSequences);
  const dense = ffn.dense ? (3 * ffn.dense.width) / tensor : 0;
  const routed = ffn.moe ? ffn.moe.activeExperts * (hidden + (3 * ffn.moe.width) / expertTensor) : 0;
  const perToken = 2 * (4 * hidden + Math.max(dense, routed));
  return engine.memory.activationFactor * (tokens * perToken + (sequences * vocab * 8) / tensor);
}

/** KV bytes on the fullest device: per token of context, and once per sequence. */
function kvBytesOfDevice(
  model: ModelProfile,
  bytesPerElement: number,
  { tensor }: Placement,
  stageShare: number,
  windowKept: number,
) {
  const elements = kvElementsPerToken(model);
  const own = (reach: "full" | "window") => {
    const { kvHeads } = attentionGeometry(model, reach);
    return Math.ceil(kvHeads / tensor) / kvHeads;
  };
  const perToken = stageShare * (elements.full * bytesPerElement * own("full") + indexBytesPerToken(model));
  const perWindowToken =
    elements.window > 0 ? stageShare * elements.window * bytesPerElement * own("window") : 0;
  const window = elements.window > 0 ? attentionWindowOf(model).windowTokens : 0;
  const state = (stageShare * stateBytesPerSequence(model)) / tensor;
  // A model with windowed layers only has no growing cache: a token is charged in full until the window is full.
  if (perToken === 0) return { perToken: perWindowToken, perSequence: state };
  // Engines that keep what has left the window, or size the windowed layers' pool for long contexts.
  if (windowKept > 0) return { perToken: perToken + windowKept * perWindowToken, perSequence: state };
  return { perToken, perSequence: perWindowToken * window + state };
}

function kvBytes(
  engine: EngineProfile,
  capacity: number,
  memoryFraction: number,
  weights: number,
  activations: number,
  runtime: number,
): number {
  switch (engine.kv.fractionOf) {
    case "total":
      return capacity * memoryFraction - weights - activations - runtime;
    case "static":
      return Math.min(capacity * memoryFraction - weights, capacity - weights - activations) - runtime;
    case "free":
      return memoryFraction * (capacity - weights - activations - runtime);
  }
}
