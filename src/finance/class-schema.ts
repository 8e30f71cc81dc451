// A workload class of a plan: how much is asked for, what one request or session is, and what is promised to it. Sessions are
// those of a scenario (turns, tools, sub-agents, compaction, reasoning); how many there are is what the tokens make of them.
import { z } from "zod";
import { fraction, quantity } from "../base/quantity.ts";
import { frontSchema } from "../scenario/front-schema.ts";
import { type LengthDistribution, scenarioSchema, workloadSchema } from "../scenario/schema.ts";
import { distributionsOf, requestLengthsSchema } from "../workload/lengths/request-lengths.ts";
import { distributionsOfRole, sessionsSchema } from "../workload/sessions/schema.ts";

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "letters, digits, hyphens, dots");
const growthFactor = () => z.number().gt(0).max(1e4);

/** Tokens of a class over time, input and output together, as users ask for them. */
const tokensSchema = z.union([
  z.strictObject({
    now: quantity("tokensPerSecond", { above: 0 }).meta({ description: "at the start of the plan" }),
    growth: z
      .strictObject({ p10: growthFactor(), p50: growthFactor(), p90: growthFactor() })
      .refine((g) => g.p10 <= g.p50 && g.p50 <= g.p90, "p10, p50 and p90 must not fall")
      .meta({ description: "factor per year; 2 doubles" }),
  }),
  z.strictObject({
    series: z.string().meta({ description: "CSV of measured tokens, forecast as `forewatt forecast` does" }),
    name: z.string().optional().meta({ description: "which series, where the file has several" }),
    column: z.string().optional().meta({ description: "column of the values; default: found by its name" }),
    unit: z.string().optional().meta({ description: "of the values, where the file states none" }),
    growthPrior: z.string().optional().meta({ description: "as `forecast --growth-prior`" }),
  }),
  z.strictObject({
    forecast: z.string().meta({ description: "forecast.json that `forewatt forecast --out` wrote" }),
  }),
]);
export type ClassTokens = z.output<typeof tokensSchema>;

const classFields = z.strictObject({
  tokens: tokensSchema,
  peakToMean: z.number().min(1).optional().meta({
    description:
      "busiest hour over the mean; default: of hours, else 1.6; 1.4 is published for a festival peak of Doubao",
  }),
  hours: z.array(z.number().min(0)).length(24).optional().meta({
    description: "load by hour of the day where the sites are, relative to each other",
  }),
  avoided: fraction({ max: 0.99 })
    .default(0)
    .meta({ description: "share of tokens that caches in front answer: demanded, never computed" }),
  model: z.string().meta({ description: "id or alias of a model" }),
  precision: scenarioSchema.shape.precision,
  engine: z.string().default("vllm").meta({ description: "id of an engine profile" }),
  lengths: requestLengthsSchema
    .pick({ input: true, output: true, reasoning: true })
    .optional()
    .meta({ description: "tokens of a request; or give sessions" }),
  sessions: sessionsSchema.optional().meta({
    description:
      "in place of lengths: chats and agents, as in a scenario; demand is their input and output, all turns together; see docs/guides/agents.md",
  }),
  queries: workloadSchema.shape.queries.meta({
    description: "what prompts share, as in a scenario: found in prefix caches when units are simulated",
  }),
  prefixCache: z.boolean().optional().meta({
    description: "default: where queries say what prompts share, and with sessions",
  }),
  front: frontSchema.optional().meta({
    description: "what answers in front of every unit; needs queries, or questions of an agent",
  }),
  slo: scenarioSchema.shape.slo,
  price: z
    .strictObject({
      perMillionTokens: quantity("usd", { min: 0 }).meta({ description: "input and output together" }),
    })
    .optional()
    .meta({ description: "what a million tokens are sold for" }),
  sites: z.array(name).min(1).optional().meta({ description: "residency: only these; default: all" }),
  network: z
    .record(name, quantity("seconds"))
    .optional()
    .meta({ description: "from its users to a site, where it is not the site's own `network`" }),
  failover: z.boolean().optional().meta({
    description: "must it fit other sites when one is lost, under policy.failover; default: unless batch",
  }),
  batch: z
    .boolean()
    .default(false)
    .meta({ description: "may wait for the trough: planned to the mean, not the peak" }),
});
/** The busiest hour over the mean of a day. */
const peakOfDay = (hours: readonly number[]) =>
  (Math.max(...hours) * hours.length) / hours.reduce((sum, each) => sum + each, 0);
export const classSchema = classFields
  .refine(({ hours }) => hours === undefined || hours.some((each) => each > 0), {
    path: ["hours"],
    message: "some hour must have load",
  })
  .refine(({ hours, peakToMean }) => hours === undefined || peakToMean === undefined, {
    path: ["peakToMean"],
    message: "hours say it already; remove this",
  })
  .superRefine((each, context) => {
    for (const [path, message] of workloadProblems(each)) context.addIssue({ code: "custom", path, message });
  })
  .transform((each) => ({
    ...each,
    peakToMean: each.peakToMean ?? (each.hours ? peakOfDay(each.hours) : 1.6),
    prefixCache: each.prefixCache ?? (each.queries !== undefined || each.sessions !== undefined),
  }));
export type PlanClass = z.output<typeof classSchema>;

/** What is asked has to be one thing, and such as can be asked for over years. */
function* workloadProblems({
  lengths,
  sessions,
  queries,
  front,
}: z.output<typeof classFields>): Generator<[path: string[], message: string]> {
  if (!lengths && !sessions) yield [["lengths"], "needed: the tokens of a request, or sessions"];
  if (lengths && sessions)
    yield [["lengths"], "the lengths of sessions are those of their agents; remove this"];
  if (sessions && queries)
    yield [["queries"], "only requests with `lengths` have queries: state questions of an agent"];
  const agents = Object.entries(sessions?.agents ?? {});
  if (front && !queries && !agents.some(([, { questions }]) => questions))
    yield [
      ["front"],
      `what is asked decides what can be answered: state ${sessions ? "questions of an agent" : "queries"}`,
    ];
  if (sessions?.file !== undefined)
    yield [["sessions", "file"], "recorded sessions end with their file, and demand goes on: state agents"];
  if (sessions?.count !== undefined)
    yield [["sessions", "count"], "how many there are is what `tokens` make of them; remove this"];
  for (const [role, { model }] of agents)
    if (model !== undefined)
      yield [["sessions", "agents", role, "model"], "all agents of a class ask its model; remove this"];
  const noFile = (at: string[], distribution: LengthDistribution): [string[], string][] =>
    "empirical" in distribution
      ? [[at, "a plan reads no file of lengths: state a lognormal with their median and p90"]]
      : [];
  for (const [at, distribution] of lengths ? distributionsOf(lengths) : [])
    yield* noFile(["lengths", ...at], distribution);
  for (const [role, spec] of agents)
    for (const [at, distribution] of distributionsOfRole(spec))
      yield* noFile(["sessions", "agents", role, ...at], distribution);
}
