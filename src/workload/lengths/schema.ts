// How lengths are written in a scenario: prompts, answers, messages.
import { z } from "zod";
import { quantity, tokenCount } from "../../base/quantity.ts";

/** The one key of a single-key object names its kind: `{ lognormal: {…} }`. */
export const lengthDistributionSchema = z.union([
  z.strictObject({ fixed: tokenCount(1) }),
  z.strictObject({
    uniform: z
      .strictObject({ low: tokenCount(1), high: tokenCount(1) })
      .refine((u) => u.low <= u.high, "low must not exceed high"),
  }),
  z.strictObject({
    lognormal: z.union([
      z
        .strictObject({
          median: quantity("tokens", { above: 0 }),
          p90: quantity("tokens", { above: 0 }),
          max: tokenCount(1).optional(),
        })
        .refine((d) => d.p90 >= d.median, "p90 must not be below the median"),
      z.strictObject({
        mean: quantity("tokens", { above: 0 }),
        cv: z.number().min(0),
        max: tokenCount(1).optional(),
      }),
    ]),
  }),
  z.strictObject({ empirical: z.strictObject({ file: z.string(), column: z.string().optional() }) }),
]);
export type LengthDistribution = z.output<typeof lengthDistributionSchema>;
