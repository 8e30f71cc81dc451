// The workload block of a scenario: when requests arrive and how long they are. Kept beside the sources that read
// it; scenario/schema.ts re-exports it. Units are parsed to SI here.
import { z } from "zod";
import { fraction, quantity, tokenCount } from "../base/quantity.ts";
import { lengthDistributionSchema } from "./lengths/schema.ts";
import { retainSchema } from "./retain.ts";
import { sessionsSchema } from "./sessions/schema.ts";
import { traceFormats } from "./traces/formats/names.ts";

export * from "./lengths/schema.ts";
export { type TraceFormat, traceFormats } from "./traces/formats/names.ts";

const rate = () => quantity("perSecond", { above: 0 });

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
    replay: z.enum(["times", "sessions"]).default("times").meta({
      description:
        "times: each request at its own; sessions: those of a session wait for the answers before, then as long as the trace says",
    }),
    onBadRow: z.enum(["fail", "skip"]).default("fail").meta({ description: "malformed rows" }),
  }),
]);
export type Arrivals = z.output<typeof arrivalsSchema>;

export const queriesSchema = z.strictObject({
  topics: z.int().min(1).max(10_000_000).meta({ description: "things people ask about" }),
  zipf: z.number().min(0).max(5).default(1).meta({ description: "popularity of topic k is k to minus this" }),
  verbatim: fraction()
    .default(0)
    .meta({ description: "share of requests in the usual words of their topic" }),
  system: tokenCount(0).default(0).meta({ description: "of every prompt, at its head: the same for all" }),
  documents: fraction().default(0).meta({
    description: "share of the rest of a prompt that its topic brings: the same for all who ask about it",
  }),
  retain: retainSchema,
  blockTokens: z.int().min(1).max(65_536).default(64).meta({
    description:
      "tokens per block hash, by which prefixes are recognised; a multiple of the engine's KV block",
  }),
});
export type Queries = z.output<typeof queriesSchema>;

export const workloadSchema = z
  .strictObject({
    arrivals: arrivalsSchema,
    lengths: z.strictObject({ input: lengthDistributionSchema, output: lengthDistributionSchema }).optional(),
    sessions: sessionsSchema.optional().meta({
      description:
        "in place of lengths: what arrives are sessions of dependent requests; see docs/guides/agents.md",
    }),
    queries: queriesSchema.optional().meta({
      description: "what is asked, so that what stands in front of the engines can answer it; needs lengths",
    }),
    requests: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .optional()
      .meta({ description: "how many; a trace, or sessions, may be cut short by it" }),
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
    const { arrivals, sessions } = workload;
    const trace = arrivals.process === "trace";
    if (arrivals.process === "trace" && arrivals.to !== undefined && arrivals.to <= arrivals.from)
      context.addIssue({ code: "custom", path: ["arrivals", "to"], message: "must be after `from`" });
    const issue = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    if (!trace && !sessions && workload.lengths === undefined)
      issue("lengths", "needed unless arrivals come from a trace or are sessions");
    if (workload.queries && workload.lengths === undefined)
      issue("queries", "only requests with `lengths` ask what others may have asked; remove this");
    if (trace && workload.lengths !== undefined) issue("lengths", "lengths come from the trace; remove this");
    if (trace && sessions) issue("sessions", "sessions come from the trace; remove this");
    if (sessions && workload.lengths !== undefined)
      issue("lengths", "the lengths of sessions are those of their agents; remove this");
    const timed = arrivals.process === "closed-loop" && arrivals.duration !== undefined;
    if (trace || timed || workload.requests !== undefined) return;
    if (sessions === undefined)
      issue("requests", "needed unless arrivals come from a trace: how many requests");
    else if (sessions.count === undefined && sessions.file === undefined)
      issue("sessions", "how many: state sessions.count, or workload.requests");
  });

export type Workload = z.output<typeof workloadSchema>;
