// A schema with every kind of key that the YAML reader words problems for: unions, enums, quantities, records.
import { z } from "zod";
import { fraction, quantity } from "../../src/base/quantity.ts";

export const schema = z.strictObject({
  title: z.string().optional(),
  count: z.int().min(1).default(3),
  slo: z.strictObject({ ttft: quantity("seconds"), share: fraction().default(0.5) }).optional(),
  policy: z.enum(["chunked-prefill", "prefill-first"]).optional(),
  length: z
    .union([
      z.strictObject({ fixed: z.int() }),
      z.strictObject({
        uniform: z
          .strictObject({ low: z.int(), high: z.int() })
          .refine((u) => u.low <= u.high, "low must not exceed high"),
      }),
      z.strictObject({
        lognormal: z.union([
          z.strictObject({ median: z.int(), p90: z.int() }),
          z.strictObject({ mean: z.int(), cv: z.number() }),
        ]),
      }),
    ])
    .optional(),
  cache: z.union([z.boolean(), z.strictObject({ capacity: quantity("bytes") })]).optional(),
  arrivals: z
    .discriminatedUnion("process", [
      z.strictObject({ process: z.literal("poisson"), rate: quantity("perSecond") }),
      z.strictObject({ process: z.literal("all-at-once") }),
    ])
    .optional(),
  pools: z.array(z.strictObject({ name: z.string(), devices: z.int() })).optional(),
  limits: z.partialRecord(z.enum(["mean", "p50", "p90"]), z.number()).optional(),
  named: z.record(z.string().regex(/^[a-z]+$/, "lower-case letters"), z.number()).optional(),
});
