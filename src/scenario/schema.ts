// The scenario file, forewatt.scenario/1: one strict schema gives validation, defaults, documentation and JSON Schema.
// Keys are a public contract (docs/reference/scenario.md). Units are parsed to SI here and nowhere else.
import { z } from "zod";
import { fraction, quantity, tokenCount } from "../base/quantity.ts";
import { precisions } from "../profiles/hardware.ts";

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "letters, digits, hyphens, dots");
const rate = () => quantity("perSecond", { above: 0 });

/** The one key of a single-key object names its kind: `{ lognormal: {…} }`. */
export const lengthDistributionSchema = z.union([
  z.strictObject({ fixed: tokenCount(1) }),
  z.strictObject({ uniform: z.strictObject({ low: tokenCount(1), high: tokenCount(1) }).refine((u) => u.low <= u.high, "low must not exceed high") }),
  z.strictObject({
    lognormal: z.union([
      z.strictObject({ median: quantity("tokens", { above: 0 }), p90: quantity("tokens", { above: 0 }), max: tokenCount(1).optional() })
        .refine((d) => d.p90 >= d.median, "p90 must not be below the median"),
      z.strictObject({ mean: quantity("tokens", { above: 0 }), cv: z.number().min(0), max: tokenCount(1).optional() }),
    ]),
  }),
  z.strictObject({ empirical: z.strictObject({ file: z.string(), column: z.string().optional() }) }),
]);
export type LengthDistribution = z.output<typeof lengthDistributionSchema>;

export const traceFormats = ["forewatt", "azure", "mooncake", "burstgpt", "vidur", "splitwise", "llmservingsim", "vllm-bench", "aiperf", "blis", "servegen"] as const;
export type TraceFormat = (typeof traceFormats)[number];

export const arrivalsSchema = z.discriminatedUnion("process", [
  z.strictObject({ process: z.literal("poisson"), rate: rate() }),
  z.strictObject({ process: z.literal("gamma"), rate: rate(), cv: z.number().gt(0) }),
  z.strictObject({
    process: z.literal("on-off"),
    rate: rate().meta({ description: "mean rate over on and off periods" }),
    on: quantity("seconds", { above: 0 }).meta({ description: "mean length of an on period" }),
    off: quantity("seconds", { above: 0 }),
  }),
  z.strictObject({
    process: z.literal("diurnal"),
    rate: rate().meta({ description: "mean rate" }),
    peakToMean: z.number().min(1).max(2).default(1.5),
    period: quantity("seconds", { above: 0 }).default(86_400),
  }),
  z.strictObject({ process: z.literal("closed-loop"), users: z.int().min(1), think: quantity("seconds").default(0), duration: quantity("seconds", { above: 0 }).optional() }),
  z.strictObject({ process: z.literal("all-at-once") }),
  z.strictObject({
    process: z.literal("trace"),
    format: z.enum(traceFormats).optional().meta({ description: "default: recognised by its header" }),
    file: z.string(),
    rateScale: z.number().gt(0).default(1),
    from: quantity("seconds").default(0).meta({ description: "start of the time window, from the first arrival" }),
    to: quantity("seconds", { above: 0 }).optional(),
    onBadRow: z.enum(["fail", "skip"]).default("fail"),
  }),
]);
export type Arrivals = z.output<typeof arrivalsSchema>;

export const workloadSchema = z
  .strictObject({
    arrivals: arrivalsSchema,
    lengths: z.strictObject({ input: lengthDistributionSchema, output: lengthDistributionSchema }).optional(),
    requests: z.int().min(1).optional().meta({ description: "how many; a trace may be cut short by it" }),
    window: z
      .strictObject({ warmup: fraction({ max: 0.9 }).optional(), until: z.enum(["last-arrival", "drained"]).optional() })
      .default({}),
  })
  .superRefine((workload, context) => {
    const trace = workload.arrivals.process === "trace";
    if (!trace && workload.lengths === undefined) context.addIssue({ code: "custom", path: ["lengths"], message: "needed unless arrivals come from a trace" });
    if (trace && workload.lengths !== undefined) context.addIssue({ code: "custom", path: ["lengths"], message: "lengths come from the trace; remove this" });
    if (!trace && workload.requests === undefined) {
      const timed = workload.arrivals.process === "closed-loop" && workload.arrivals.duration !== undefined;
      if (!timed) context.addIssue({ code: "custom", path: ["requests"], message: "needed unless arrivals come from a trace: how many requests" });
    }
  });

export const poolSchema = z.strictObject({
  name,
  role: z.enum(["mixed", "prefill", "decode"]).default("mixed"),
  hardware: z.string(),
  instances: z.int().min(1).max(100_000).default(1),
  parallel: z
    .strictObject({ tensor: z.int().min(1).max(1024).default(1), pipeline: z.int().min(1).max(64).default(1), data: z.int().min(1).max(1024).default(1), expert: z.int().min(1).max(1024).optional() })
    .prefault({}),
  scheduler: z
    .strictObject({
      policy: z.enum(["chunked-prefill", "prefill-first", "static"]).optional(),
      maxBatchedTokens: z.int().min(1).optional(),
      maxSequences: z.int().min(1).optional(),
    })
    .default({}),
  kv: z
    .strictObject({
      blockTokens: z.int().min(1).max(4096).optional(),
      blocks: z.int().min(1).optional().meta({ description: "overrides the computed capacity, per instance" }),
      memoryFraction: fraction().optional(),
      watermark: fraction().optional(),
      allocation: z.enum(["on-demand", "reserve-all"]).optional(),
      prefixCache: z
        .union([z.boolean(), z.strictObject({ capacity: z.union([z.literal("unbounded"), quantity("bytes", { above: 0 })]).optional(), eviction: z.enum(["lru"]).default("lru"), ttl: quantity("seconds", { above: 0 }).optional() })])
        .default(false),
    })
    .prefault({}),
  maxContext: z.union([z.literal("unlimited"), tokenCount(1)]).optional(),
  /** Requests wait at the gateway while every instance has this many; default: routed on arrival. */
  maxOutstanding: z.int().min(1).optional(),
});
export type Pool = z.output<typeof poolSchema>;

export const routers = ["round-robin", "least-loaded", "power-of-two"] as const;

export const deploymentSchema = z.strictObject({
  pools: z.array(poolSchema).min(1),
  router: z.enum(routers).default("least-loaded"),
  transfer: z.strictObject({ link: z.enum(["scale-out", "scale-up", "infinite"]).default("scale-out"), pipelined: z.boolean().default(true) }).prefault({}),
});
export type Deployment = z.output<typeof deploymentSchema>;

const latencyLimits = z.partialRecord(z.enum(["mean", "p50", "p90", "p95", "p99"]), quantity("seconds", { above: 0 }));

export const costSchema = z.discriminatedUnion("basis", [
  z.strictObject({ basis: z.literal("rent"), perDevice: quantity("usdPerHour", { min: 0 }).optional().meta({ description: "instead of the profile's" }) }),
  z.strictObject({
    basis: z.literal("own"),
    capexPerDevice: quantity("usd", { min: 0 }).optional(),
    life: quantity("seconds", { above: 0 }).default(5 * 365.25 * 86_400),
    financing: fraction({ max: 1 }).default(0.08).meta({ description: "annual rate" }),
    electricity: quantity("usdPerJoule").optional().meta({ description: "instead of the facility's" }),
    colo: quantity("usdPerWattSecond").default(0),
  }),
]);

export const scenarioSchema = z.strictObject({
  schema: z.literal("forewatt.scenario/1"),
  title: z.string().optional(),
  model: z.string(),
  precision: z
    .strictObject({ weights: z.enum(precisions).optional(), kv: z.enum(["bf16", "fp8", "fp4", "int8"]).optional(), activations: z.enum(precisions).optional() })
    .default({}),
  engine: z.string().default("vllm"),
  workload: workloadSchema,
  slo: z.strictObject({ ttft: latencyLimits.optional(), tpot: latencyLimits.optional() }).default({}),
  facility: z
    .strictObject({ pue: z.number().min(1, "PUE is total over IT power: it cannot be below 1").max(3).default(1.25), electricity: quantity("usdPerJoule").default(0.0929 / 3.6e6) })
    .prefault({}),
  cost: costSchema.default({ basis: "rent" }),
  deployments: z.record(name, deploymentSchema).refine((d) => Object.keys(d).length > 0, "at least one deployment"),
});

export type ScenarioFile = z.output<typeof scenarioSchema>;
