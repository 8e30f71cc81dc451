// The scenario file, forewatt.scenario/1: one strict schema gives validation, defaults, documentation and JSON Schema.
// Keys are a public contract (docs/reference/scenario.md). Units are parsed to SI here and nowhere else.
import { z } from "zod";
import { quantity } from "../base/quantity.ts";
import { sloSchema, workloadSchema } from "../workload/schema.ts";
import { frontSchema } from "./front-schema.ts";
import { costSchema, nameSchema, poolSchema } from "./pool-schema.ts";
import { precisionSchema } from "./precision-schema.ts";
import { publishedSchema } from "./published-schema.ts";
import { searchSchema } from "./search-schema.ts";
import { usefulSchema } from "./useful-schema.ts";

export * from "../workload/schema.ts";
export * from "./pool-schema.ts";

export const routers = [
  "round-robin",
  "least-loaded",
  "power-of-two",
  "prefix-affinity",
  "kv-aware",
] as const;

export const deploymentSchema = z.strictObject({
  pools: z.array(poolSchema).min(1),
  front: frontSchema.optional().meta({
    description:
      "answers before the engines do; needs workload.queries, questions of an agent or the block hashes of a trace; see docs/guides/avoidance.md",
  }),
  router: z.enum(routers).default("least-loaded").meta({ description: "picks the instance for a request" }),
  indexDelay: quantity("seconds")
    .default(0)
    .meta({ description: "how late a kv-aware router hears of what instances have cached" }),
  transfer: z
    .strictObject({
      link: z
        .enum(["scale-out", "scale-up", "infinite"])
        .default("scale-out")
        .meta({ description: "what the KV cache moves over; infinite takes no time" }),
      pipelined: z.boolean().default(true).meta({ description: "send each layer as soon as it is computed" }),
    })
    .prefault({}),
  afd: z
    .strictObject({
      roundTrip: quantity("seconds").optional().meta({
        description:
          "latency of the two crossings of a layer together, beside what bandwidth takes; default: an assumed 10 us, bracket 3 to 20 us",
      }),
      microBatches: z.int().min(1).max(64).optional().meta({
        description:
          "parts of a batch that are at work on the two sides in turn; default: the best of up to 8",
      }),
    })
    .prefault({})
    .meta({ description: "between an attention and an ffn pool" }),
});
export type Deployment = z.output<typeof deploymentSchema>;

/** Names of all hardware in it. */
export const hardwareOf = ({ pools }: Deployment): string[] =>
  pools.flatMap(({ hardware, speculative }) => [
    hardware,
    ...(speculative?.draft ? [speculative.draft.hardware] : []),
  ]);

export const scenarioSchema = z.strictObject({
  schema: z.literal("forewatt.scenario/1"),
  title: z.string().optional().meta({ description: "default: the name of the file" }),
  model: z.string().meta({ description: "id or alias of a model" }),
  precision: precisionSchema.default({}),
  engine: z.string().default("vllm").meta({
    description:
      "id of an engine profile, with a release where an old one is meant: trtllm@0.14; or an engine file such as ./vllm-here.yaml",
  }),
  workload: workloadSchema,
  slo: sloSchema.default({}),
  useful: usefulSchema.optional().meta({
    description:
      "what makes a result useful, so that cost and energy can be told per useful one; see docs/guides/agents.md",
  }),
  facility: z
    .strictObject({
      pue: z
        .number()
        .min(1, "PUE is total over IT power: it cannot be below 1")
        .max(3)
        .default(1.25)
        .meta({ description: "total over IT power" }),
      electricity: quantity("usdPerJoule")
        .default(0.0929 / 3.6e6)
        .meta({ description: "used where the basis of cost is own" }),
    })
    .prefault({}),
  cost: costSchema.default({ basis: "rent" }),
  deployments: z
    .record(nameSchema, deploymentSchema)
    .refine((d) => Object.keys(d).length > 0, "at least one deployment")
    .default({})
    .meta({ description: "what to simulate and compare; may be left out beside a search" }),
  published: publishedSchema
    .default([])
    .meta({ description: "points of others that `forewatt curve` holds its own against" }),
  search: searchSchema
    .optional()
    .meta({ description: "deployments `forewatt search` may choose from: every combination of the lists" }),
});

export type ScenarioFile = z.output<typeof scenarioSchema>;
