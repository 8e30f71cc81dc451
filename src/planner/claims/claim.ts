// A claim as its file states it, forewatt.claim/1: the exact words, where they stand, what they leave out, the scenario that
// tests them and the assumptions nobody has published, each with a range and what it changes. Nothing computed is in it.
import { z } from "zod";

/** What a setting of an assumption changes: `factor` times its value plus `offset`, or one of `choose`. */
const target = z.union([
  z.strictObject({
    scenario: z.string().meta({ description: "path in the scenario, as in --set" }),
    unit: z.string().optional(),
    factor: z.number().default(1),
    offset: z.number().default(0),
    choose: z.record(z.string(), z.string()).optional(),
    only: z
      .array(z.string())
      .optional()
      .meta({ description: "deployments it is for; default: all that have it" }),
  }),
  z.strictObject({
    hardware: z.string().meta({ description: "id of a profile" }),
    figure: z.string().meta({ description: "path of a figure in it; the value is in SI" }),
    factor: z.number().default(1),
    offset: z.number().default(0),
  }),
  z.strictObject({
    engineTimes: z
      .literal("fixed")
      .meta({ description: "the engine's fixed times of kernels, collectives and host, times the value" }),
    factor: z.number().default(1),
    offset: z.number().default(0),
  }),
  z.strictObject({
    request: z.enum(["inputTokens", "cachedTokens", "outputTokens", "acceptedTokens"]),
    factor: z.number().default(1),
    offset: z.number().default(0),
  }),
]);
export type Target = z.output<typeof target>;

const assumption = z.strictObject({
  path: z.string().regex(/^[A-Za-z0-9.-]+$/),
  low: z.number(),
  central: z.number(),
  high: z.number(),
  unit: z.string().meta({ description: "of the three values; 1 for a plain number" }),
  why: z.string().meta({ description: "why this range" }),
  combined: z.boolean().default(true).meta({
    description:
      "tried with every value of the others; false: only beside their central values, outside the box",
  }),
  applies: z.array(target).min(1),
});
export type Assumption = z.output<typeof assumption>;

export const metrics = [
  "output-per-provisioned-megawatt",
  "output-per-megawatt",
  "output-per-usd",
  "output-per-device",
  "output-per-rack",
] as const;
export type ClaimMetric = (typeof metrics)[number];

export const claimSchema = z.strictObject({
  schema: z.literal("forewatt.claim/1"),
  name: z.string().regex(/^[a-z0-9.-]+$/),
  title: z.string(),
  claimed: z.string().meta({ description: "the exact words" }),
  claimedRatio: z.number().gt(0).nullable().meta({ description: "null for a claim that is no ratio" }),
  source: z.string(),
  date: z.string(),
  conditions: z.array(z.string()),
  leavesOut: z.array(z.string()).meta({ description: "what the claim does not say" }),
  simplified: z.array(z.string()).default([]).meta({ description: "what our test of it leaves out" }),
  metric: z.enum(metrics),
  at: z.union([z.number().gt(0), z.literal("best")]).meta({
    description: "tokens/s/user at which it is judged; best: where it is largest, for `up to`",
  }),
  levels: z.array(z.number().gt(0)).min(8),
  request: z.strictObject({
    inputTokens: z.number().min(1),
    cachedTokens: z.number().min(0).default(0),
    outputTokens: z.number().min(1),
  }),
  scenario: z.record(z.string(), z.unknown()).meta({ description: "a scenario without its workload" }),
  subject: z.string(),
  baseline: z.string(),
  others: z.array(z.string()).default([]).meta({ description: "baselines the claim did not choose" }),
  sides: z
    .record(z.string(), z.strictObject({ set: z.array(z.string()) }))
    .default({})
    .meta({ description: "what differs for one deployment, as in --set" }),
  assumptions: z.array(assumption),
});
export type Claim = z.output<typeof claimSchema>;

/** A setting of every assumption, in its unit. */
export type Values = ReadonlyMap<string, number>;

export const centralValues = (claim: Claim): Values =>
  new Map(claim.assumptions.map(({ path, central }) => [path, central]));
