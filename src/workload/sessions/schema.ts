// How sessions are written in a scenario: agents by role, the first one is whom the user talks to, the others are
// delegated to. Within an agent each request repeats what came before, so that n turns of growth g behind a system
// prompt S and a context C send n (S + C) + g n (n - 1)/2 input tokens.
import { z } from "zod";
import { didYouMean } from "../../base/nearest.ts";
import { fraction, quantity, tokenCount } from "../../base/quantity.ts";
import { reasoningSchema } from "../lengths/request-lengths.ts";
import { type LengthDistribution, lengthDistributionSchema } from "../lengths/schema.ts";
import { retainSchema } from "../retain.ts";
import { traceFormats } from "../traces/formats/names.ts";
import { questionsSchema } from "./questions.ts";

const positive = () => quantity("seconds", { above: 0 });

/** A length of time per draw. */
export const durationDistributionSchema = z.union([
  z.strictObject({ fixed: quantity("seconds") }),
  z.strictObject({ exponential: z.strictObject({ mean: positive() }) }),
  z.strictObject({
    lognormal: z
      .strictObject({ median: positive(), p90: positive() })
      .refine((d) => d.p90 >= d.median, "p90 must not be below the median"),
  }),
]);
export type DurationDistribution = z.output<typeof durationDistributionSchema>;

const count = z.int().min(1).max(100_000);

/** How many, per draw: a number, or a distribution of whole numbers from 1. */
export const countDistributionSchema = z.union([
  count,
  z.strictObject({
    uniform: z
      .strictObject({ low: count, high: count })
      .refine((u) => u.low <= u.high, "low must not exceed high"),
  }),
  z.strictObject({ geometric: z.strictObject({ mean: z.number().min(1).max(100_000) }) }),
]);
export type CountDistribution = z.output<typeof countDistributionSchema>;

/** Not a bare number: those would not keep their place, and the first role is the one users talk to. */
const role = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]*$/, "a letter, then letters, digits, hyphens, dots");

export const agentSchema = z.strictObject({
  model: z.string().optional().meta({
    description:
      "id or alias of the model it asks; default: the scenario's; needs pools that name their models",
  }),
  system: tokenCount(0).default(0).meta({
    description: "system prompt and tools: the same tokens at the head of every request of the role",
  }),
  context: lengthDistributionSchema.meta({
    description: "what an agent begins with after that: the first message, files, the task",
  }),
  sharedContext: z.boolean().default(false).meta({
    description: "all agents of the role in one session begin with the same context: one draw, one prefix",
  }),
  turns: countDistributionSchema.default(1).meta({ description: "requests of one agent" }),
  output: lengthDistributionSchema.meta({
    description: "tokens generated per turn that are seen; they stay in the context",
  }),
  reasoning: reasoningSchema
    .extend({
      stays: z.boolean().default(false).meta({
        description:
          "in the context of the next turns; default: dropped, so that a prefix cache finds no more than the prompt",
      }),
    })
    .optional()
    .meta({ description: "before the output of every turn; see docs/guides/tenants.md" }),
  message: lengthDistributionSchema.optional().meta({
    description:
      "tokens that join the context before each further turn: what the user says, what a tool returns",
  }),
  wait: durationDistributionSchema.prefault({ fixed: "0 s" }).meta({
    description: "from the end of a turn to the next request: think time, or what a tool takes",
  }),
  compaction: z
    .strictObject({
      at: tokenCount(1).meta({
        description: "a prompt longer than this is summarised first, by a request of its own",
      }),
      to: tokenCount(1)
        .default(1000)
        .meta({ description: "tokens of the summary that replaces all but the system prompt" }),
    })
    .optional(),
  truncation: z
    .strictObject({
      at: tokenCount(1).meta({
        description: "a prompt longer than this loses its oldest tokens after the system prompt",
      }),
      to: tokenCount(1).optional().meta({ description: "length after the cut; default: at" }),
    })
    .optional(),
  contextPaging: z
    .strictObject({
      after: z.int().min(1).default(1).meta({ description: "turns that a message stays whole" }),
      share: fraction().default(1).meta({
        description: "of messages that may be evicted at all: those a tool can bring back, say",
      }),
      stub: tokenCount(1).default(50).meta({ description: "tokens that stand for it from then on" }),
      faults: fraction({ max: 1 }).meta({
        description:
          "share of evicted messages that are needed again: each costs a request over the whole context",
      }),
    })
    .optional()
    .meta({
      description: "evict old messages from the context; the prefix beyond each one is lost to caches",
    }),
  questions: questionsSchema.optional().meta({
    description:
      "what its turns ask, so that what stands in front of the engines can answer them; see docs/guides/avoidance.md",
  }),
  planCache: z
    .strictObject({
      hits: fraction().meta({ description: "share of tasks for which the plan of an earlier one is reused" }),
      spares: z.int().min(1).max(100_000).meta({
        description: "turns of planning that a reused plan replaces; the last turn always stays",
      }),
      plan: tokenCount(1).default(500).meta({
        description: "tokens of a plan: joins the prompt of a request of its own, which adapts it to as many",
      }),
      falseHits: fraction().default(0).meta({
        description: "share of hits whose plan misleads: the work is thrown away and done over without it",
      }),
    })
    .optional()
    .meta({ description: "agents keep their plans; see docs/guides/avoidance.md" }),
  retries: z
    .strictObject({
      probability: fraction({ max: 1 }).meta({
        description: "that an agent's work is thrown away and done over",
      }),
      most: z.int().min(1).max(100).default(3).meta({ description: "repetitions at most" }),
    })
    .optional(),
  delegation: z
    .strictObject({
      to: role.meta({ description: "role of the sub-agents" }),
      agents: countDistributionSchema.meta({ description: "sub-agents at a time: fan-out" }),
      rounds: z
        .int()
        .min(1)
        .default(1)
        .meta({ description: "after each of the first so many turns, never the last" }),
      join: z
        .int()
        .min(1)
        .optional()
        .meta({ description: "go on when so many are done; default: all of them" }),
    })
    .optional()
    .meta({ description: "their last outputs come back as the next message" }),
  retain: retainSchema,
  answers: z.enum(["every-turn", "last-turn", "none"]).optional().meta({
    description:
      "which outputs the user asked for: useful tokens; default: every-turn for the first agent, none for others",
  }),
});
export type AgentRole = z.output<typeof agentSchema>;

/** Every length distribution of a role, with its path. */
export function* distributionsOfRole(role: AgentRole): Generator<[string[], LengthDistribution]> {
  for (const key of ["context", "output", "message"] as const) if (role[key]) yield [[key], role[key]];
  if (role.reasoning) yield [["reasoning", "tokens"], role.reasoning.tokens];
}

export const defaultBlockTokens = 64;

export const sessionsSchema = z
  .strictObject({
    file: z.string().optional().meta({
      description:
        "sessions as recorded, in place of agents: a trace whose requests name their session or what they wait for",
    }),
    format: z
      .enum(traceFormats)
      .optional()
      .meta({ description: "of the file; default: recognised by its header" }),
    onBadRow: z.enum(["fail", "skip"]).default("fail").meta({ description: "malformed rows of the file" }),
    answers: z.enum(["every-turn", "last-turn"]).default("every-turn").meta({
      description: "of the file: which outputs the user asked for; agents say it themselves",
    }),
    count: z.int().min(1).max(100_000_000).optional().meta({
      description: "how many sessions; or state workload.requests; default for a file: each one once",
    }),
    blockTokens: z.int().min(1).max(65_536).default(defaultBlockTokens).meta({
      description:
        "tokens per block hash, by which prefixes are recognised; a multiple of the engine's KV block",
    }),
    agents: z
      .record(role, agentSchema)
      .default({})
      .meta({ description: "by role; sessions start with the first" }),
  })
  .superRefine(({ agents, file }, context) => {
    const roles = Object.keys(agents).length;
    if (roles === 0 && file === undefined)
      context.addIssue({
        code: "custom",
        path: ["agents"],
        message: "needed: at least one agent, or a file",
      });
    if (roles > 0 && file !== undefined)
      context.addIssue({ code: "custom", path: ["file"], message: "either agents or a file of sessions" });
    for (const [name, agent] of Object.entries(agents))
      for (const [path, message] of agentProblems(agent))
        context.addIssue({ code: "custom", path: ["agents", name, ...path], message });
  })
  .superRefine(
    ({ agents }, context) => {
      for (const [name, message] of delegationProblems(agents))
        context.addIssue({ code: "custom", path: ["agents", name, "delegation", "to"], message });
    },
    // Names can be told beside whatever else is wrong with an agent.
    { when: ({ value }) => isMapping((value as Partial<Sessions> | undefined)?.agents) },
  );
export type Sessions = z.output<typeof sessionsSchema>;

type Agents = Readonly<Record<string, Pick<AgentRole, "delegation"> | undefined>>;

function* agentProblems({
  system,
  turns,
  message,
  compaction,
  truncation,
  contextPaging,
  delegation,
}: AgentRole): Generator<[path: string[], message: string]> {
  if (turns !== 1 && message === undefined)
    yield [["message"], "needed for more than one turn: what joins the context between them"];
  if (contextPaging && (compaction || truncation))
    yield [["contextPaging"], "beside compaction or truncation it is not modelled"];
  if (compaction && compaction.at <= system + compaction.to)
    yield [
      ["compaction", "at"],
      `must exceed system + compaction.to = ${system + compaction.to} tokens, or it never ends`,
    ];
  if (truncation && (truncation.to ?? truncation.at) > truncation.at)
    yield [["truncation", "to"], "must not exceed truncation.at"];
  if (truncation && (truncation.to ?? truncation.at) <= system)
    yield [["truncation"], `must leave more than the system prompt of ${system} tokens`];
  if (compaction && truncation && truncation.at <= compaction.at)
    yield [["truncation", "at"], "must exceed compaction.at, or nothing is ever summarised"];
  if (
    delegation?.join !== undefined &&
    typeof delegation.agents === "number" &&
    delegation.join > delegation.agents
  )
    yield [["delegation", "join"], `more than the ${delegation.agents} agents`];
}

const isMapping = (value: unknown): boolean => typeof value === "object" && value !== null;

/** Of agents that may not be right otherwise. */
function* delegationProblems(agents: Agents): Generator<[name: string, message: string]> {
  const names = Object.keys(agents);
  for (const [name, agent] of Object.entries(agents)) {
    const to: unknown = agent?.delegation?.to;
    if (typeof to !== "string") continue;
    if (agents[to] === undefined)
      yield [name, `no agent "${to}"; there are ${names.join(", ")}.${didYouMean(to, names)}`];
    else if (reaches(to, name, agents))
      yield [name, `"${to}" delegates back to "${name}": delegation must end somewhere`];
  }
}

/** Whether following delegations from one role arrives at the other. */
function reaches(from: string, target: string, agents: Agents): boolean {
  const seen = new Set<string>();
  for (
    let at: string | undefined = from;
    at !== undefined && !seen.has(at);
    at = agents[at]?.delegation?.to
  ) {
    if (at === target) return true;
    seen.add(at);
  }
  return false;
}
