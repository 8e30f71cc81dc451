// The workload block of a scenario: when requests arrive and how long they are. Kept beside the sources that read
// it; scenario/schema.ts re-exports it. Units are parsed to SI here.
import { z } from "zod";
import { fraction, quantity, tokenCount } from "../base/quantity.ts";

const rate = () => quantity("perSecond", { above: 0 });

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

export const traceFormats = [
  "forewatt",
  "azure",
  "mooncake",
  "burstgpt",
  "vidur",
  "splitwise",
  "llmservingsim",
  "vllm-bench",
  "aiperf",
  "blis",
  "servegen",
] as const;
export type TraceFormat = (typeof traceFormats)[number];

export const arrivalsSchema = z.discriminatedUnion("process", [
  z.strictObject({ process: z.literal("poisson"), rate: rate() }),
  z.strictObject({
    process: z.literal("gamma"),
    rate: rate(),
    cv: z.number().gt(0).meta({ description: "coefficient of variation of the gaps; 1 is poisson" }),
  }),
  z.strictObject({
    process: z.literal("on-off"),
    rate: rate().meta({ description: "mean rate over on and off periods" }),
    on: quantity("seconds", { above: 0 }).meta({ description: "mean length of an on period" }),
    off: quantity("seconds", { above: 0 }).meta({ description: "mean length of an off period" }),
  }),
  z.strictObject({
    process: z.literal("diurnal"),
    rate: rate().meta({ description: "mean rate" }),
    peakToMean: z.number().min(1).max(2).default(1.5).meta({ description: "peak rate over mean rate" }),
    period: quantity("seconds", { above: 0 }).default(86_400).meta({ description: "of the sine" }),
  }),
  z.strictObject({
    process: z.literal("closed-loop"),
    users: z.int().min(1).meta({ description: "each waits for an answer before the next request" }),
    think: quantity("seconds")
      .default(0)
      .meta({ description: "mean think time before each request, exponential" }),
    duration: quantity("seconds", { above: 0 })
      .optional()
      .meta({ description: "no request starts at or after this time" }),
  }),
  z.strictObject({ process: z.literal("all-at-once") }),
  z.strictObject({
    process: z.literal("trace"),
    format: z.enum(traceFormats).optional().meta({ description: "default: recognised by its header" }),
    file: z.string().meta({ description: "CSV, JSON lines or JSON, .gz too; in the scenario's folder" }),
    rateScale: z.number().gt(0).default(1).meta({ description: "2 is twice the rate" }),
    from: quantity("seconds")
      .default(0)
      .meta({ description: "start of the time window, from the first arrival" }),
    to: quantity("seconds", { above: 0 }).optional().meta({ description: "its end, exclusive" }),
    onBadRow: z.enum(["fail", "skip"]).default("fail").meta({ description: "malformed rows" }),
  }),
]);
export type Arrivals = z.output<typeof arrivalsSchema>;

export const workloadSchema = z
  .strictObject({
    arrivals: arrivalsSchema,
    lengths: z.strictObject({ input: lengthDistributionSchema, output: lengthDistributionSchema }).optional(),
    requests: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .optional()
      .meta({ description: "how many; a trace may be cut short by it" }),
    window: z
      .strictObject({
        warmup: fraction({ max: 0.9 }).optional().meta({
          description:
            "share of requests before the window starts; default: 0.1, and 0 for all-at-once and closed-loop",
        }),
        until: z.enum(["last-arrival", "drained"]).optional().meta({
          description:
            "where the window ends; default: last-arrival, drained for all-at-once and closed-loop",
        }),
      })
      .default({}),
  })
  .superRefine((workload, context) => {
    const { arrivals } = workload;
    const trace = arrivals.process === "trace";
    if (arrivals.process === "trace" && arrivals.to !== undefined && arrivals.to <= arrivals.from)
      context.addIssue({ code: "custom", path: ["arrivals", "to"], message: "must be after `from`" });
    if (!trace && workload.lengths === undefined)
      context.addIssue({
        code: "custom",
        path: ["lengths"],
        message: "needed unless arrivals come from a trace",
      });
    if (trace && workload.lengths !== undefined)
      context.addIssue({
        code: "custom",
        path: ["lengths"],
        message: "lengths come from the trace; remove this",
      });
    if (!trace && workload.requests === undefined) {
      const timed = workload.arrivals.process === "closed-loop" && workload.arrivals.duration !== undefined;
      if (!timed)
        context.addIssue({
          code: "custom",
          path: ["requests"],
          message: "needed unless arrivals come from a trace: how many requests",
        });
    }
  });

export type Workload = z.output<typeof workloadSchema>;
