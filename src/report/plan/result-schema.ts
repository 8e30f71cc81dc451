// forewatt.plan-result/1 as a schema: printed by `forewatt schema plan-result` and documented from it; a test holds every key that a
// plan writes against it. Months are counted from the start of the plan; dates stand beside them.
import { z } from "zod";
import { figures, told } from "../schema-parts.ts";

const text = (description: string) => told(z.string(), description);
const number = (description: string) => told(z.number(), description);
const spread = (description: string) =>
  told(z.strictObject({ p10: z.number(), p50: z.number(), p90: z.number() }), description);
const strategy = text("name of the plan file");
const quantile = number("of demand");

const caseSchema = z.looseObject({
  strategy,
  quantile,
  runOutDate: told(z.string().nullable(), "first month in which not all is served; null: never"),
  orderByDate: told(z.string().nullable(), "last day of the first order; null: nothing to order"),
  ceiling: text("what keeps the tokens of that month from being served"),
  ...figures({
    runOutMonth: "of runOutDate",
    firstOrderMonth: "of orderByDate",
    demandTokens: "asked for over the plan",
    unmetTokens: "that nothing serves",
    peakDevices: "most in service in a month",
    peakRedundantDevices: "most in reserve in a month, for servers or a site that fail",
    unprotectedShare: "of what must survive the loss of a site: what would not; null without policy.failover",
    peakFacilityWatts: "highest monthly mean draw, of rented devices too",
    peakSiteWatts: "most nameplate of servers and racks switched on at the sites: what their power limits",
    capexUsd: "purchases",
    cashUsd: "what is paid",
    amortisedUsd: "what it costs",
    revenueUsd: "served tokens at their price",
    marginUsd: "revenue less amortised",
    usdPerMillionTokens: "amortised cost of a served token; null where nothing is served",
    netPresentUsd:
      "present value of revenue less cash but interest; what devices are worth at the end is not in it",
    endValueUsd: "present value of what is on the books when the plan ends; beside netPresentUsd",
    rentAfterPlanUsd: "of terms that end after the plan; in no other figure",
    energyJoules: "of the facility, rented devices included",
    carbonGrams: "of that energy",
    gapRatio: "how far the cost of the orders may be above the least there is",
  }).shape,
});

const capacity = z.strictObject({
  source: text("name of the plan file"),
  site: text("name of the plan file"),
  planClass: text("workload class"),
  configuration: text("best of those tried"),
  devices: number("of a unit"),
  tokensPerSecondPerDevice: number("simulated, within the service level"),
  plannedTokensPerSecondPerDevice: number("headroom and interruptions taken off"),
  operatingWattsPerDevice: number("IT power at that load"),
  measuredOverPredicted: told(
    z.strictObject({ p10: z.number(), p90: z.number() }),
    "of throughput, held out",
  ),
  basis: text("measured, calibrated, first-principles or assumed"),
  bindingLimit: text("what more load would break"),
});

const uncertainty = z.strictObject({
  drawCount: number("worlds"),
  seed: number("of the draws"),
  inputs: z.array(
    z.strictObject({
      name: text("what is drawn"),
      lowRatio: number("10 % of worlds stay below, x planned"),
      highRatio: number("90 % of worlds stay below, x planned"),
      source: text("of the range"),
    }),
  ),
  cases: z.array(
    z.strictObject({
      strategy,
      decidedAtQuantile: number("orders as decided for it, held"),
      sufficientFromMonth: number("before it nothing can serve: no API, no device that is there, no order"),
      sufficientShare: number("worlds in which at most 0.1 % of tokens are unmet from then on"),
      sufficientErrorShare: number("its standard error"),
      unmetShare: spread("of all tokens"),
      capexUsd: spread("purchases"),
      netPresentUsd: spread("as of cases"),
      costUsd: spread("present value of cash and of unmet tokens, less what devices are worth at the end"),
      usdPerMillionTokens: spread("as of cases"),
      peakFacilityWatts: spread("as of cases"),
      carbonGrams: spread("as of cases"),
      quarters: z.array(
        z.strictObject({
          month: number("its first"),
          facilityWatts: spread("mean"),
          unmetShare: spread("of its tokens"),
          sufficientShare: number("worlds in which at most 0.1 % is unmet"),
        }),
      ),
    }),
  ),
});

const certified = {
  input: text("what is varied"),
  unit: z.string(),
  planned: number("as in the plan"),
  low: number("searched from"),
  high: number("and up to"),
  value: told(z.number().nullable(), "where both sides are equal; null where nowhere in between"),
  leftUsd: told(z.number().nullable(), "one side there"),
  rightUsd: told(z.number().nullable(), "the other"),
  toleranceUsd: number("by which they may differ"),
  reason: text("why there is none, or why they jump"),
};
const loose = (description: string) => told(z.array(z.looseObject({})), description);

const leverFigures = z.strictObject(
  figures({
    demandTokens: "that the sessions take",
    unmetTokens: "that nothing serves",
    capexUsd: "purchases",
    cashUsd: "what is paid",
    amortisedUsd: "what it costs",
    costUsd: "what procurement minimises",
    carbonGrams: "of the energy",
    peakFacilityWatts: "highest monthly mean",
    peakProvisionedWatts: "most nameplate in service",
    peakDevices: "most in service in a month",
    gapRatio: "how far the cost of the orders may be above the least there is",
  }).shape,
);

const analysis = z.strictObject({
  uncertainty: told(uncertainty, "every decision in the same drawn worlds"),
  straightLine: loose("what a straight line would have ordered, beside the plan, month by month"),
  comparison: z.strictObject({
    strategies: loose(
      "outcome of every case in the demand it was made for; revenue and margin per megawatt-year",
    ),
    regrets: z.array(
      z.strictObject({
        strategy,
        decidedAtQuantile: z.number(),
        livedAtQuantile: number("demand that came"),
        costUsd: number("what procurement minimises"),
        regretUsd: number("cost less that of the best decision for that demand"),
        unmetShare: z.number(),
      }),
    ),
    leastRegret: told(
      z.strictObject({ strategy, decidedAtQuantile: z.number(), worstRegretUsd: z.number() }),
      "of decisions for the quantile that is bought to, else nearest to the median: the one whose worst regret is least",
    ),
    crossovers: z.array(
      z.strictObject({
        cheaperFirst: strategy,
        cheaperThen: strategy,
        quantile,
        month: told(z.number().nullable(), "from which on it is cheaper for good; null: always"),
        savedUsd: number("by the end of the plan"),
      }),
    ),
    prices: told(
      z.array(z.strictObject({ strategy, against: strategy, ...certified })),
      "at which two strategies cost the same",
    ),
    likeForLike: told(
      z.array(
        z.strictObject({
          strategy: text("one that buys or reserves"),
          against: text("one that rents by the quarter, or calls"),
          quantile,
          servedShare: number("of the demand: the tokens that both serve, which alone are compared"),
          costUsd: number("present value of cash but interest, less what devices are worth at the end"),
          againstCostUsd: number("the same of the other, for the same tokens"),
        }),
      ),
      "strategies that serve different tokens, for those that both serve; orders held",
    ),
    demandResponse: loose("what curtailing and deferring batch work saves, by case"),
  }),
  sensitivity: z.array(
    z.strictObject({
      strategy,
      quantile,
      netPresentUsd: number("as planned, with what devices are worth at the end"),
      costUsd: z.number(),
      swings: loose("one input at its low and at its high value, orders held; largest first"),
      breakEvens: told(
        z.array(z.strictObject({ strategy, against: text("a strategy, or nothing"), ...certified })),
        "values at which the strategy costs what another does, or earns nothing",
      ),
    }),
  ),
  levers: told(
    z.array(
      z.strictObject({
        lever: text("name of the plan file"),
        changes: told(z.record(z.string(), z.unknown()), "values by their path in the plan file"),
        strategy,
        quantile,
        tokensPerSession: told(
          z.array(
            z.strictObject({
              planClass: z.string(),
              plannedTokens: number("input and output of a session, or request, as planned"),
              pulledTokens: number("and with the lever"),
            }),
          ),
          "classes whose sessions take other tokens then",
        ),
        impossible: told(
          z.array(z.strictObject({ source: z.string(), planClass: z.string(), reason: z.string() })),
          "what cannot serve what any more, and why",
        ),
        planned: told(leverFigures, "the decision that the answer is about"),
        pulled: told(leverFigures, "units simulated and orders decided again, for the same sessions"),
      }),
    ),
    "what if classes were asked or served otherwise; empty where the plan has no levers",
  ),
});

export const planResultSchema = z.strictObject({
  schema: z.literal("forewatt.plan-result/1"),
  plan: text("its title"),
  runId: text("the same inputs, the same id"),
  version: text("of forewatt"),
  start: text("first day"),
  end: text("first day after it"),
  months: number("of the plan"),
  quantiles: told(z.array(z.number()), "of demand"),
  currency: text("of all amounts"),
  answer: text("in one sentence"),
  confidence: text("how sure it is, in words"),
  chosen: told(z.strictObject({ strategy, quantile }), "what the answer is about"),
  cases: told(z.array(caseSchema), "every strategy at every quantile"),
  capacities: told(z.array(capacity), "simulated, by source, site and class"),
  orders: told(z.array(z.looseObject({})), "the rows of procurement.csv"),
  impossible: told(
    z.array(z.strictObject({ source: z.string(), planClass: z.string(), reason: z.string() })),
    "what cannot serve what, and why",
  ),
  warnings: told(z.array(z.looseObject({})), "of the inputs, each with file, line and column"),
  notes: told(
    z.array(z.string()),
    "sources that were never chosen and why; orders larger than makers deliver",
  ),
  checks: z.strictObject({
    count: number("identities of checks.csv"),
    failing: told(z.array(z.string()), "empty: all hold"),
  }),
  analysis: told(analysis.nullable(), "null with --no-analysis"),
});
