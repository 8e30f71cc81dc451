// forewatt.run/1 as a schema: printed by `forewatt schema result`, documented from it, and read back when results are
// compared. Loose where more keys may be added; the keys named here are the public contract.
import { z } from "zod";
import { classesSchema } from "./class-schema.ts";
import { modelsSchema } from "./model-schema.ts";
import { phasesSchema } from "./phase-schema.ts";
import { poolSchema } from "./pool-schema.ts";
import { band, figure, figures, latency, told } from "./schema-parts.ts";
import { contextPagingSchema, tokenTaxSchema, usefulSchema } from "./useful-schema.ts";

export const intervalSchema = z.looseObject({
  mean: z.number(),
  low: told(z.number(), "of the 95 % confidence interval"),
  high: z.number(),
  method: told(z.string(), "replications, or batch-means within one run"),
});

const assumptions = z.array(
  z.looseObject({
    path: told(z.string(), "file and figure, hardware-profiles/lpx.yaml#power.tdp"),
    value: told(z.string().optional(), "as used, in SI"),
    confidence: told(z.string(), "analyst, press or assumed"),
    source: told(z.string().optional(), "of the figure"),
    low: z.string().nullable(),
    high: z.string().nullable(),
  }),
);

const metrics = z.looseObject({
  name: z.string(),
  window: figures({
    startSeconds: "rates and latencies count from here",
    endSeconds: "and up to here",
    requests: "that arrived in it",
  }),
  requests: told(
    figures({
      arrived: "the sum of the others",
      completed: "answered to the last token",
      rejected: "too long for the context or the memory, on arrival",
      failed: "outgrew all memory while running",
      unfinished: "still there when the run ended",
    }),
    "over the whole run",
  ),
  tokens: told(
    figures({
      input: "of completed requests, cachedInput included",
      cachedInput: "found in the prefix cache",
      output: "generated",
    }),
    "over the whole run",
  ),
  cache: figures({
    blocks: "prompt blocks looked up, a partial last one too",
    hitBlocks: "found",
    hitRatio: "hitBlocks / blocks; 0 without any",
  }).extend({
    tiers: told(
      z
        .array(
          figures({
            loadedBlocks: "prompt blocks loaded from it, part of hitBlocks",
            loadedBytes: "the same in bytes",
            busyFraction: "share of the run that its ports were busy",
            storedBlocks: "taken in",
            storedBytes: "written into it",
            evictedBlocks: "passed on to the next tier, or dropped",
          }).extend({ name: z.string() }),
        )
        .optional(),
      "below the device, where there are any",
    ),
  }),
  avoidance: told(
    figures({
      deduplicatedRequests: "waited for the same text under way",
      answeredRequests: "answered by the cache in front",
      falseHitRequests: "of those that were recognised, wrongly; taken or asked again",
      inputTokens: "the sum of the next four",
      deduplicatedInputTokens: "never sent to an engine",
      answeredInputTokens: "never sent to an engine",
      cachedInputTokens: "found in prefix caches",
      computedInputTokens: "the rest",
      avoidedOutputTokens: "not generated again",
    }).optional(),
    "where something stands in front of the engines, or the workload says what is asked: completed requests, over the whole run",
  ),
  tokenTax: told(
    tokenTaxSchema.optional(),
    "where the workload has sessions: completed requests, over the whole run",
  ),
  contextPaging: told(
    contextPagingSchema.optional(),
    "where agents page their context, by role: completed requests, over the whole run",
  ),
  reasoning: told(
    figures({
      requests: "completed that reasoned",
      hiddenTokens: "generated before the first visible one; part of tokens.output",
      usdPerMillionVisibleTokens: "all of the cost over the visible output",
    })
      .extend({
        visibleTtftSeconds: latency(
          "arrival to the end of the step that yields the first token the user sees",
        ),
      })
      .optional(),
    "where requests reason; latency.ttftSeconds is to the first token of any kind",
  ),
  classes: told(
    classesSchema.optional(),
    "where the workload has classes; slo above is then met if that of each is, and attainment counts by their limits",
  ),
  models: told(
    modelsSchema.optional(),
    "where pools name their models: each of them, in the order of the file",
  ),
  useful: told(usefulSchema.optional(), "where the scenario says what makes a result useful"),
  latency: told(
    z.looseObject({
      ttftSeconds: latency("arrival to the end of the step that yields the first token"),
      tpotSeconds: latency("(E2E - TTFT) / (output tokens - 1), per request"),
      itlSeconds: latency("gaps between successive tokens, pooled over requests"),
      e2eSeconds: latency("arrival to the last token"),
    }),
    "of requests that arrived in the window and completed",
  ),
  phases: told(phasesSchema.optional(), "of the same: the first three sum to the mean of ttftSeconds"),
  throughput: told(
    figures({
      requestsPerSecond: "completed in the window",
      outputTokensPerSecond: "generated in the window",
      totalTokensPerSecond: "prompt tokens computed too",
      outputTokensPerSecondPerDevice: "over all devices of the deployment",
      outputTokensPerSecondPerMegawatt: "per MW of mean facility power",
      outputTokensPerSecondPerProvisionedMegawatt: "per MW of provisioned facility power",
    }),
    "per second of the window",
  ),
  slo: z.looseObject({
    met: told(z.boolean(), "every stated statistic is within its limit; requests that never completed miss"),
    attainment: told(figure, "good requests / arrived, both of the window"),
    goodputRequestsPerSecond: told(figure, "good requests completed in the window"),
    goodputOutputTokensPerSecond: told(figure, "their tokens"),
  }),
  power: figures({
    devices: "accelerators of all pools",
    deviceMeanWatts: "accelerators alone, mean over the window",
    itMeanWatts: "share of host, NIC, switch and conversion losses added",
    facilityMeanWatts: "times PUE",
    itProvisionedWatts: "nameplate share of servers or racks, less what a cap spares",
    facilityProvisionedWatts: "times PUE",
    analystAllInWatts:
      "analysts' all-in figure, cooling included: to hold against facilityProvisionedWatts, never times PUE",
    joulesPerOutputToken: "facilityMeanWatts / outputTokensPerSecond",
  }),
  cost: z.looseObject({
    basis: z.enum(["rent", "own", "mixed"]),
    usdPerHour: told(figure, "of the whole deployment: the sum of its pools"),
    usdPerMillionOutputTokens: told(figure, "all of it over the output, at the window's rate"),
    usdPerMillionTokens: told(figure, "prompt tokens computed too"),
    idleUsdPerHour: told(figure.optional(), "of usdPerHour: devices with no step in progress"),
    byToken: told(
      figures({
        usdPerMillionInputTokens: "computed prompt tokens",
        usdPerMillionCachedInputTokens: "prompt tokens found in the cache",
        usdPerMillionOutputTokens: "generated tokens, their own share alone",
        cachedTokenShare: "device-time of a cached prompt token over that of a computed one",
      })
        .nullable()
        .optional(),
      "prices by kind of token that pay for the hour together, by device-time, idle time spread over busy time",
    ),
  }),
  pools: z.array(poolSchema),
  confidence: told(
    z.looseObject({
      basis: told(z.string(), "measured, calibrated, first-principles or assumed"),
      regime: told(z.string().optional(), "what the bands are the error of: kind of model, engine, load"),
      ttft: band("measured / predicted: 80 % lie between"),
      tpot: band("the same"),
      throughput: band("the same"),
      power: band("the same"),
    }),
    "how far measurements may lie from the prediction",
  ),
  assumptions: told(assumptions, "figures the answer leans on that nobody has published"),
  intervals: told(
    z.record(z.string(), intervalSchema).default({}),
    "simulation error by figure (ttft.p90), where replications or a long run allow it",
  ),
});

const infeasible = z.looseObject({
  name: z.string(),
  infeasible: told(
    z.looseObject({
      limit: z.enum(["memory", "chips", "power", "link", "slo"]),
      short: told(z.number(), "by how much"),
      unit: z.string(),
      reason: told(z.string().optional(), "in words: what does not fit where"),
    }),
    "in place of the metrics where the deployment cannot exist",
  ),
});

export const resultSchema = z.looseObject({
  schema: z.literal("forewatt.run/1"),
  scenario: told(z.string(), "its title"),
  seed: z.number(),
  replications: told(
    z.number().optional(),
    "independent runs; rates, latencies, power and cost are their means, counts those of the first",
  ),
  deployments: z.array(z.union([infeasible, metrics])),
  differences: told(
    z
      .array(
        z.looseObject({
          deployment: z.string(),
          against: told(z.string(), "the first deployment"),
          metric: told(z.string(), "as in intervals"),
          interval: intervalSchema,
        }),
      )
      .optional(),
    "paired over replications on common random numbers: deployment minus against",
  ),
  warnings: told(
    z.array(z.string()).optional(),
    "what had no effect, was left out, or does more harm than good",
  ),
  engine: z.looseObject({
    version: z.string(),
    events: told(z.number(), "of all runs"),
    steps: z.number(),
    wallSeconds: told(
      z.number().optional(),
      "from validated scenario to result; on stdout only, never in a file",
    ),
  }),
});
