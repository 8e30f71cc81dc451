// The encoder of a pool that takes images: a vision transformer that runs on the pool's devices before a prompt is prefilled, in
// the step that lets the prompt in, as vLLM does it. Compute alone:
//   seconds per image token = 2 x parameters x patches per token / (devices x bf16 FLOP/s x share of the peak reached)
// at TDP. Its weights, in bf16, are sharded over the tensor ranks and take their bytes from the KV cache. Attention between patches
// (a few percent at a thousand patches, or within windows), its workspace and caching of encoded images are left out; a
// preempted prompt encodes its images again.
import { z } from "zod";
import { fraction } from "../base/quantity.ts";
import type { Assumption } from "../metrics/result.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { EncoderCost } from "../serving/instance-config.ts";

export const encoderSchema = z.strictObject({
  parameters: z
    .number()
    .min(1e6)
    .max(1e12)
    .meta({ description: "of the vision transformer: 675e6 for Qwen2-VL" }),
  patchesPerToken: z.int().min(1).max(256).default(4).meta({
    description: "patches that become one token of the prompt: 4 where 2 x 2 are merged, as in Qwen2-VL",
  }),
  efficiency: fraction({ min: 0.01 })
    .default(0.4)
    .meta({ description: "share of the dense bf16 peak that it reaches; the default is assumed" }),
});
export type Encoder = z.output<typeof encoderSchema>;

export function encoderCost(
  { parameters, patchesPerToken, efficiency }: Encoder,
  { compute, power }: HardwareProfile,
  devices: number,
): EncoderCost {
  const flopsPerSecond = devices * compute.bf16.value * efficiency;
  const secondsPerImageToken = (2 * parameters * patchesPerToken) / flopsPerSecond;
  return { secondsPerImageToken, joulesPerImageToken: secondsPerImageToken * devices * power.tdp.value };
}

const BYTES_PER_PARAMETER = 2;

/** On the devices of the first pipeline stage, the fullest ones; every data rank has a copy. */
export const encoderBytesPerDevice = ({ parameters }: Encoder, { tensor }: { tensor: number }): number =>
  (BYTES_PER_PARAMETER * parameters) / tensor;

export const encoderAssumption = ({ efficiency }: Encoder): Assumption => ({
  path: "encoder.efficiency",
  value: String(efficiency),
  confidence: "assumed",
  low: "0.2",
  high: "0.6",
  source: "no measurement of encoders alone; dense prefill reaches about as much",
});
