// Classes of requests: tenants, tiers, uses. A class takes a share of the workload's arrivals or brings its own, and states what
// is promised to it and how urgent it is.
import { z } from "zod";
import { fraction, quantity } from "../../base/quantity.ts";
import { generatedArrivalsSchema } from "../arrivals/schema.ts";
import { requestLengthsSchema } from "../lengths/request-lengths.ts";

const latencyLimits = z.partialRecord(
  z.enum(["mean", "p50", "p90", "p95", "p99"]),
  quantity("seconds", { above: 0 }),
);

export const sloSchema = z.strictObject({
  ttft: latencyLimits.optional().meta({ description: "time to first token: limits by statistic, p90: 1 s" }),
  tpot: latencyLimits.optional().meta({ description: "time per output token: limits by statistic" }),
});

export const classSchema = z.strictObject({
  model: z.string().optional().meta({
    description: "id or alias of the model it wants; default: the scenario's",
  }),
  share: fraction()
    .optional()
    .meta({ description: "of the workload's arrivals, or sessions; the shares of all classes sum to 1" }),
  arrivals: generatedArrivalsSchema
    .optional()
    .meta({ description: "of its own, in place of a share; they do not scale with the load" }),
  requests: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .meta({ description: "how many arrivals of its own" }),
  lengths: requestLengthsSchema.optional().meta({ description: "default: the workload's" }),
  priority: z
    .int()
    .min(-100)
    .max(100)
    .default(0)
    .meta({ description: "higher goes first: in queues, in a step's budget, and when memory runs short" }),
  runs: z.enum(["beside", "idle"]).default("beside").meta({
    description:
      "beside: in one batch with the others; idle: only on an instance where nobody else is, which it leaves at the next step when somebody comes",
  }),
  maxSequences: z
    .int()
    .min(1)
    .optional()
    .meta({ description: "most of this class admitted on an instance at once; default: the pool's" }),
  maxStepTokens: z.int().min(1).optional().meta({
    description: "most of a step's prompt tokens for this class; needs chunked prefill; default: the pool's",
  }),
  slo: sloSchema
    .optional()
    .meta({ description: "in place of the scenario's; with a deadline the default is none" }),
  deadline: quantity("seconds", { above: 0 }).optional().meta({
    description: "from arrival to the last token; a later end counts as missed, and goes on all the same",
  }),
});
export type RequestClass = z.output<typeof classSchema>;

export const classesSchema = z
  .record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]*$/, "a letter, then letters, digits, hyphens, dots"),
    classSchema,
  )
  .refine((classes) => Object.keys(classes).length > 0, "at least one class")
  .refine((classes) => Object.keys(classes).length <= 64, "at most 64 classes");
export type RequestClasses = z.output<typeof classesSchema>;
