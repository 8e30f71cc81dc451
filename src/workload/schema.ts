// The workload block of a scenario: when requests arrive and how long they are. Kept beside the sources that read
// it; scenario/schema.ts re-exports it. Units are parsed to SI here.
import { z } from "zod";
import { fraction, tokenCount } from "../base/quantity.ts";
import { adaptersSchema } from "./adapters.ts";
import { arrivalsSchema } from "./arrivals/schema.ts";
import { classesProblems } from "./classes/checks.ts";
import { classesSchema } from "./classes/schema.ts";
import { requestLengthsSchema } from "./lengths/request-lengths.ts";
import { retainSchema } from "./retain.ts";
import { sessionsSchema } from "./sessions/schema.ts";

export * from "./arrivals/schema.ts";
export * from "./classes/schema.ts";
export * from "./lengths/schema.ts";
export { type TraceFormat, traceFormats } from "./traces/formats/names.ts";

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
    lengths: requestLengthsSchema.optional(),
    sessions: sessionsSchema.optional().meta({
      description:
        "in place of lengths: what arrives are sessions of dependent requests; see docs/guides/agents.md",
    }),
    queries: queriesSchema.optional().meta({
      description: "what is asked, so that what stands in front of the engines can answer it; needs lengths",
    }),
    classes: classesSchema.optional().meta({
      description:
        "kinds of requests with a service level, an urgency and lengths of their own; see docs/guides/tenants.md",
    }),
    adapters: adaptersSchema.optional().meta({
      description: "LoRA adapters that requests want; needs lora of a pool; see docs/guides/tenants.md",
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
    const { arrivals, sessions, classes } = workload;
    const trace = arrivals.process === "trace";
    if (arrivals.process === "trace" && arrivals.to !== undefined && arrivals.to <= arrivals.from)
      context.addIssue({ code: "custom", path: ["arrivals", "to"], message: "must be after `from`" });
    const issue = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    for (const [path, message] of classesProblems(workload))
      context.addIssue({ code: "custom", path, message });
    const sharing = Object.values(classes ?? {}).filter(({ share }) => share !== undefined);
    const ownLengths = sharing.length > 0 && sharing.every(({ lengths }) => lengths !== undefined);
    if (!trace && !sessions && !ownLengths && workload.lengths === undefined)
      issue("lengths", "needed unless arrivals come from a trace or are sessions");
    if (workload.queries && workload.lengths?.images)
      issue("queries", "images of equal texts are not modelled; remove one");
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
