// Tokens and money per useful result in forewatt.run/1: what agents spend around the output that a user asked for.
import { z } from "zod";
import { figures, told } from "./schema-parts.ts";

const taxed = {
  requests: "completed",
  inputTokens: "sent to an engine",
  cachedInputTokens: "of those, found in a prefix cache",
  outputTokens: "generated",
  answeredTokens: "input and output that something in front answered; no part of the three above",
  planAvoidedTokens:
    "that reused plans spared agents, without what these delegate; negative where misleading ones cost more",
  avoidedTokens: "the sum of the two",
  faultTokens: "input and output of requests that brought evicted context back",
  reusedPlans: "plans of earlier tasks that were adapted in place of planning anew, and did not mislead",
  retriedTokens: "input and output of work that was thrown away and done over",
  billedPerUseful: "input and output per useful output token",
  computedPerUseful: "the same without cached input",
  cachedPerUseful: "cached input per useful output token",
  avoidedPerUseful: "avoided input and output per useful output token",
} as const;

export const tokenTaxSchema = figures({
  usefulOutputTokens: "output that the user asked for",
  billedTokensPerDay:
    "input and output per 24 hours of the run, all users together; null for a run of no length",
  ...taxed,
}).extend({
  roles: told(z.array(figures(taxed).extend({ role: z.string() })), "the same by role of the agent"),
});

export const contextPagingSchema = z.array(
  figures({
    evictionCount: "messages replaced by a stub",
    faultCount: "requests that brought one back",
    faultFraction: "of evictions; 0 without any",
    billedTokens: "input and output, of faults too",
    billedWithoutTokens: "of the same sessions without paging",
    savedTokens: "the difference; negative where paging costs more",
    computedTokens: "billed, less what caches held",
    computedWithoutTokens: "by a cache that loses nothing; all that is billed where there is none",
    savedComputedTokens: "the difference",
  }).extend({
    role: z.string(),
    thrashing: told(z.boolean(), "more than half of what is evicted comes back"),
  }),
);

const usefulFigure = (description: string) =>
  told(
    figures({
      value: "at the stated acceptance; null where nothing is ever accepted",
      low: "where all that may be accepted is",
      high: "at the other end of the ranges",
    }),
    description,
  );

export const usefulSchema = figures({
  results: "delivered in the window: sessions that came to their end, or requests answered",
  wrongResults: "of those: wrong answers of a cache in front, taken",
  usefulShare: "of the others, those accepted in the end, repetitions included",
  workPerResult: "attempts per result, in what a first one costs",
  usdPerResult: "cost of the window over its results, useful or not",
  joulesPerResult: "facility energy of the window over its results",
}).extend({
  name: told(z.string(), "what the scenario calls a useful result, such as merged change"),
  unit: z.enum(["session", "request"]),
  acceptance: told(
    z.looseObject({ value: z.number(), low: z.number(), high: z.number() }),
    "accepted at the first attempt: the product of the stages",
  ),
  usdPerUsefulResult: usefulFigure("the same over useful results, with what doing over costs"),
  joulesPerUsefulResult: usefulFigure("the same for energy"),
});
