// A pool of a deployment in forewatt.run/1: how busy, how full, bound by what, and its share of the money.
import { z } from "zod";
import { swapsSchema } from "./model-schema.ts";
import { figure, figures, told } from "./schema-parts.ts";

export const poolSchema = z.looseObject({
  name: z.string(),
  role: z.string(),
  hardware: z.string(),
  instances: told(z.number().optional(), "copies of the model in the pool"),
  devices: z.number(),
  busyFraction: told(figure, "share of the instances' time in the window with a step in progress"),
  prefillFraction: told(z.number().optional(), "of that share: what prompts added to steps"),
  kvMeanFraction: told(z.number().optional(), "KV blocks that running sequences hold, mean over the run"),
  kvHeldByteSeconds: told(
    z.number().optional(),
    "device memory that running sequences hold, times how long, over the run",
  ),
  kvPeakFraction: told(figure, "most KV blocks in use on one instance, over the run"),
  meanBatch: told(figure, "decoding sequences per step of the window that decodes"),
  preemptions: told(z.number(), "over the run"),
  kvBlocks: told(z.number().optional(), "KV blocks of one instance"),
  bound: told(
    z.record(z.string(), z.number()).optional(),
    "share of busy time whose step was bound by compute, memory, network, host, crossings between two groups of devices, or by the latency of kernels, collectives and layers, which no rate shortens",
  ),
  itMeanWatts: told(z.number().optional(), "of the pool, host share included"),
  lora: told(
    figures({
      hits: "admissions that found their adapter in a slot",
      loads: "that had it loaded",
    }).optional(),
    "where requests want LoRA adapters, over the run",
  ),
  swaps: told(swapsSchema.optional(), "where models take turns in memory, over the run"),
  paging: told(
    figures({
      residentFraction: "of every sequence's KV, on the device",
      missFraction: "selected tokens that had to be fetched",
      faultsPerToken: "pages fetched per output token",
      stallSecondsPerStep: "what fetching adds to a step",
      stallFraction: "of the busy time",
      concurrencyRatio: "tokens of context that fit for each one without paging",
      accuracyLossFraction: "by the user's curve; null where unknown",
    })
      .extend({
        thrashing: told(z.boolean(), "stallFraction is above kv.paging.thrashAbove, by default one half"),
      })
      .optional(),
    "where the KV cache is paged",
  ),
  cost: told(
    figures({
      usdPerHour: "of the pool: the sum of the five parts, and of the three uses",
      rentUsdPerHour: "pays for power and colocation",
      depreciationUsdPerHour: "purchase over life, straight line",
      financingUsdPerHour: "interest of an equal yearly payment",
      electricityUsdPerHour: "mean facility power",
      colocationUsdPerHour: "provisioned IT power",
      prefillUsdPerHour: "device-time that prompts added to steps",
      decodeUsdPerHour: "device-time of the rest of the steps",
      idleUsdPerHour: "no step in progress",
    })
      .nullable()
      .optional(),
    "null where nobody has published a price",
  ),
});
