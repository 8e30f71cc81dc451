// The scenario file, forewatt.scenario/1: one strict schema gives validation, defaults, documentation and JSON Schema.
// Keys are a public contract (docs/reference/scenario.md). Units are parsed to SI here and nowhere else.
import { z } from "zod";
import { fraction, quantity, tokenCount } from "../base/quantity.ts";
import { precisions } from "../profiles/hardware.ts";
import { workloadSchema } from "../workload/schema.ts";

export * from "../workload/schema.ts";

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "letters, digits, hyphens, dots");

export const poolSchema = z.strictObject({
  name,
  role: z.enum(["mixed", "prefill", "decode"]).default("mixed"),
  hardware: z.string(),
  instances: z.int().min(1).max(100_000).default(1),
  parallel: z
    .strictObject({
      tensor: z.int().min(1).max(1024).default(1),
      pipeline: z.int().min(1).max(64).default(1),
      data: z.int().min(1).max(1024).default(1),
      expert: z.int().min(1).max(1024).optional(),
    })
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
      blocks: z
        .int()
        .min(1)
        .optional()
        .meta({ description: "overrides the computed capacity, per instance" }),
      memoryFraction: fraction().optional(),
      watermark: fraction().optional(),
      allocation: z.enum(["on-demand", "reserve-all"]).optional(),
      prefixCache: z
        .union([
          z.boolean(),
          z.strictObject({
            capacity: z.union([z.literal("unbounded"), quantity("bytes", { above: 0 })]).optional(),
            eviction: z.enum(["lru"]).default("lru"),
            ttl: quantity("seconds", { above: 0 }).optional(),
          }),
        ])
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
  transfer: z
    .strictObject({
      link: z.enum(["scale-out", "scale-up", "infinite"]).default("scale-out"),
      pipelined: z.boolean().default(true),
    })
    .prefault({}),
});
export type Deployment = z.output<typeof deploymentSchema>;

const latencyLimits = z.partialRecord(
  z.enum(["mean", "p50", "p90", "p95", "p99"]),
  quantity("seconds", { above: 0 }),
);

export const costSchema = z.discriminatedUnion("basis", [
  z.strictObject({
    basis: z.literal("rent"),
    perDevice: quantity("usdPerHour", { min: 0 })
      .optional()
      .meta({ description: "instead of the profile's" }),
  }),
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
    .strictObject({
      weights: z.enum(precisions).optional(),
      kv: z.enum(["bf16", "fp8", "fp4", "int8"]).optional(),
      activations: z.enum(precisions).optional(),
    })
    .default({}),
  engine: z.string().default("vllm"),
  workload: workloadSchema,
  slo: z.strictObject({ ttft: latencyLimits.optional(), tpot: latencyLimits.optional() }).default({}),
  facility: z
    .strictObject({
      pue: z.number().min(1, "PUE is total over IT power: it cannot be below 1").max(3).default(1.25),
      electricity: quantity("usdPerJoule").default(0.0929 / 3.6e6),
    })
    .prefault({}),
  cost: costSchema.default({ basis: "rent" }),
  deployments: z
    .record(name, deploymentSchema)
    .refine((d) => Object.keys(d).length > 0, "at least one deployment"),
});

export type ScenarioFile = z.output<typeof scenarioSchema>;
