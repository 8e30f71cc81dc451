// Number formats of a model at work.
import { z } from "zod";
import { precisions } from "../profiles/hardware.ts";

export const precisionSchema = z.strictObject({
  weights: z.enum(precisions).optional().meta({ description: "default: the model's own" }),
  kv: z.enum(precisions).optional().meta({ description: "default: bf16" }),
  activations: z.enum(precisions).optional().meta({ description: "default: as the weights" }),
});
