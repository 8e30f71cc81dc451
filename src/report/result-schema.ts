// forewatt.run/1 as a schema: printed by `forewatt schema result`, and read back when results are compared.
// Loose where more keys may be added; the keys named here are the public contract.
import { z } from "zod";

const figure = z.number().nullable();
const latency = z.looseObject({ mean: figure, p50: figure, p90: figure, p95: figure, p99: figure });
const band = z.looseObject({ p10: z.number(), p90: z.number() });
const figures = <const K extends string>(...keys: K[]) =>
  z.looseObject(Object.fromEntries(keys.map((key) => [key, figure])) as Record<K, typeof figure>);

export const intervalSchema = z.looseObject({
  mean: z.number(),
  low: z.number(),
  high: z.number(),
  method: z.string(),
});

const assumptions = z.array(
  z.looseObject({
    path: z.string(),
    value: z.string(),
    confidence: z.string(),
    low: z.string().nullable(),
    high: z.string().nullable(),
  }),
);

const metrics = z.looseObject({
  name: z.string(),
  window: figures("startSeconds", "endSeconds", "requests"),
  requests: figures("arrived", "completed", "rejected", "failed", "unfinished"),
  tokens: figures("input", "cachedInput", "output"),
  cache: figures("blocks", "hitBlocks", "hitRatio"),
  latency: z.looseObject({
    ttftSeconds: latency,
    tpotSeconds: latency,
    itlSeconds: latency,
    e2eSeconds: latency,
  }),
  throughput: figures(
    "requestsPerSecond",
    "outputTokensPerSecond",
    "totalTokensPerSecond",
    "outputTokensPerSecondPerDevice",
    "outputTokensPerSecondPerMegawatt",
    "outputTokensPerSecondPerProvisionedMegawatt",
  ),
  slo: z.looseObject({
    met: z.boolean(),
    attainment: figure,
    goodputRequestsPerSecond: figure,
    goodputOutputTokensPerSecond: figure,
  }),
  power: figures(
    "devices",
    "itMeanWatts",
    "facilityMeanWatts",
    "facilityProvisionedWatts",
    "joulesPerOutputToken",
  ),
  cost: z.looseObject({
    basis: z.enum(["rent", "own"]),
    usdPerHour: figure,
    usdPerMillionOutputTokens: figure,
    usdPerMillionTokens: figure,
  }),
  pools: z.array(
    z.looseObject({
      name: z.string(),
      role: z.string(),
      hardware: z.string(),
      devices: z.number(),
      busyFraction: figure,
      kvPeakFraction: figure,
      meanBatch: figure,
      preemptions: z.number(),
    }),
  ),
  confidence: z.looseObject({ basis: z.string(), ttft: band, tpot: band, throughput: band, power: band }),
  assumptions,
  intervals: z.record(z.string(), intervalSchema).default({}),
});

const infeasible = z.looseObject({
  name: z.string(),
  infeasible: z.looseObject({
    limit: z.enum(["memory", "chips", "power", "link", "slo"]),
    short: z.number(),
    unit: z.string(),
  }),
});

export const resultSchema = z.looseObject({
  schema: z.literal("forewatt.run/1"),
  scenario: z.string(),
  seed: z.number(),
  deployments: z.array(z.union([infeasible, metrics])),
  engine: z.looseObject({
    version: z.string(),
    events: z.number(),
    steps: z.number(),
    wallSeconds: z.number().optional(),
  }),
});
