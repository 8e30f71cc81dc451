// Several models on the devices of one pool: which, and how they come and go where not all weights fit.
import { z } from "zod";
import { quantity } from "../base/quantity.ts";
import { precisionSchema } from "./precision-schema.ts";
import { ownDraftsSchema } from "./speculative-schema.ts";

export const poolModelsSchema = z
  .record(
    z.string(),
    z
      .strictObject({
        precision: precisionSchema.optional().meta({ description: "default: the scenario's" }),
        kvShare: z.number().positive().max(1000).default(1).meta({
          description: "weight of its part of the KV memory that all weights leave",
        }),
        speculative: ownDraftsSchema.optional().meta({
          description: "speculative decoding by its own MTP layer, or a head like it",
        }),
      })
      .prefault({}),
  )
  .refine((models) => Object.keys(models).length > 0, "at least one model")
  .refine((models) => Object.keys(models).length <= 64, "at most 64 models");
export type PoolModels = z.output<typeof poolModelsSchema>;

export const swapSchema = z.strictObject({
  resident: z
    .int()
    .min(1)
    .max(63)
    .default(1)
    .meta({ description: "most models whose weights are on the devices at once" }),
  policy: z.enum(["drain", "preempt"]).default("drain").meta({
    description:
      "a model that has to go finishes what it was given, or drops it, to be computed again when it is back",
  }),
  minResidency: quantity("seconds").optional().meta({
    description: "at least so long a model that has work stays; default: as long as loading it takes",
  }),
  bandwidth: quantity("bytesPerSecond", { above: 0 }).optional().meta({
    description: "of each device from where weights are kept; default: 80 % (assumed) of its host link",
  }),
  latency: quantity("seconds")
    .default(0)
    .meta({ description: "of each load: waking an engine that sleeps, or starting one" }),
});
export type Swap = z.output<typeof swapSchema>;
