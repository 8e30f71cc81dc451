// LoRA adapters of a pool: slots, what one weighs, how long it takes to load, what it adds to a step. Rank r on a matrix of m rows and
// n columns is r (m + n) parameters in bf16; two FLOP per parameter and token; read once a step while in use. Matrices: those of
// grouped-query attention, and of a dense FFN where the adapter targets all of them. Slots take their bytes from the KV cache.
// Left out: padding to the largest rank, the load's share of host memory bandwidth.
import { z } from "zod";
import { quantity } from "../base/quantity.ts";
import type { Assumption } from "../metrics/result.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { ModelProfile } from "../profiles/model.ts";
import type { AdapterConfig } from "../serving/adapter-slots.ts";
import type { Instance } from "../serving/instance.ts";

const BYTES_PER_PARAMETER = 2;
const PUNICA = "Punica, arXiv 2310.18547: adds 2 ms per token on A100; the bracket is ours";

export const loraSchema = z.strictObject({
  rank: z.int().min(1).max(1024).meta({ description: "of every adapter" }),
  slots: z
    .int()
    .min(1)
    .max(10_000)
    .meta({ description: "adapters on an instance at once (vLLM: --max-loras)" }),
  targets: z
    .enum(["attention", "all"])
    .default("attention")
    .meta({ description: "matrices that have an adapter: of attention, or of the dense FFN too" }),
  bandwidth: quantity("bytesPerSecond", { above: 0 }).meta({
    description:
      "from where adapters are kept to the devices of an instance, all together; one loads at a time",
  }),
  latency: quantity("seconds").default(0).meta({ description: "of each load" }),
  stepOverhead: quantity("seconds")
    .default(0.002)
    .meta({
      description: `of a step in which an adapter is in use; default: 2 ms (${PUNICA})`,
    }),
});
export type Lora = z.output<typeof loraSchema>;

/** Why adapters of this model are not modelled; undefined where they are. */
export function loraProblem({ targets }: Lora, { attention, ffn }: ModelProfile): string | undefined {
  if (attention.kind !== "gqa" || attention.lowRank || attention.windowHeads)
    return "adapters are modelled on grouped-query attention of one geometry alone";
  if (targets === "all" && (ffn.moe || !ffn.dense))
    return "targets: all is modelled for dense models alone: adapters of experts differ by engine; use attention";
  return undefined;
}

export function adapterBytes(
  { rank, targets }: Lora,
  { attention, ffn, hidden, layers }: ModelProfile,
): number {
  if (attention.kind !== "gqa") throw new Error("a checked adapter is on grouped-query attention");
  const { heads, kvHeads, headDim, valueDim = headDim, attentionLayers = layers } = attention;
  const projections = [heads * headDim, kvHeads * headDim, kvHeads * valueDim, heads * valueDim];
  const ofAttention = projections.reduce((sum, width) => sum + hidden + width, 0) * attentionLayers;
  const ofFfn =
    targets === "all" && ffn.dense ? (ffn.gated ? 3 : 2) * (hidden + ffn.dense.width) * ffn.dense.layers : 0;
  return BYTES_PER_PARAMETER * rank * (ofAttention + ofFfn);
}

export function adapterConfig(
  lora: Lora,
  model: ModelProfile,
  { memory, compute, power }: HardwareProfile,
  devices: number,
): AdapterConfig {
  const bytes = adapterBytes(lora, model);
  const parameters = bytes / BYTES_PER_PARAMETER;
  return {
    slotCount: lora.slots,
    loadSeconds: lora.latency + bytes / lora.bandwidth,
    stepSeconds: lora.stepOverhead,
    secondsPerAdapter: bytes / (devices * memory.bandwidth.value),
    watts: devices * power.tdp.value,
    secondsPerToken: (2 * parameters) / (devices * compute.bf16.value),
  };
}

/** What its slots take of a device: sharded like the layers they adapt, a copy on every data rank. */
export const slotBytesPerDevice = (
  lora: Lora,
  model: ModelProfile,
  { tensor, pipeline }: { tensor: number; pipeline: number },
): number => (lora.slots * adapterBytes(lora, model)) / (tensor * pipeline);

export const loraAssumption = ({ stepOverhead }: Lora): Assumption => ({
  path: "lora.stepOverhead",
  value: `${stepOverhead} s`,
  confidence: "assumed",
  low: "0.0005 s",
  high: "0.004 s",
  source: PUNICA,
});

/** Over the instances of a pool; undefined where requests want none. */
export function loraResult(instances: readonly Instance[]): { hits: number; loads: number } | undefined {
  const slots = instances.flatMap(({ adapters }) => adapters ?? []);
  if (slots.length === 0) return undefined;
  return {
    hits: slots.reduce((sum, { hits }) => sum + hits, 0),
    loads: slots.reduce((sum, { loads }) => sum + loads, 0),
  };
}
