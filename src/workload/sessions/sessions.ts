// Sessions as arrivals: the next request of an agent comes when its last one has ended and its wait is over, so what
// serves them sets their pace. Sessions start by an arrival process, or one after the other per user. A hub that
// delegates goes on when enough sub-agents are done; an agent whose request is refused ends there.
import { randomStream } from "../../base/random.ts";
import { EventQueue } from "../../des/event-queue.ts";
import type { ArrivalSource } from "../../serving/request.ts";
import { ContextChain } from "../context-chain.ts";
import { lengthSampler } from "../lengths/index.ts";
import { retentionOf } from "../retain.ts";
import type { Arrivals } from "../schema.ts";
import { Agent } from "./agent.ts";
import { planAvoidedTokens } from "./alone.ts";
import { type RequestKind, requestKinds } from "./kinds.ts";
import { RoleQuestions } from "./questions.ts";
import { type AgentSetting, type Beginning, beginningOf, type Role } from "./role.ts";
import type { AgentRole, Sessions } from "./schema.ts";
import { sessionStarts } from "./session-starts.ts";
import { type ContextPagingTally, noContextPaging, type PlanTally } from "./tally.ts";
import type { TenantOf } from "./tenant.ts";

export interface SessionOptions {
  arrivals: Exclude<Arrivals, { process: "trace" }>;
  sessions: Sessions;
  /** Most requests in all. */
  requests: number | undefined;
  seed: number;
  empirical: ReadonlyMap<string, readonly number[]>;
  loadScale: number;
  tenantOf: TenantOf;
}

export interface SessionSource extends ArrivalSource {
  readonly kinds: readonly RequestKind[];
  /** Of the roles that page their context; grows as requests are answered. */
  readonly contextPaging?: readonly ContextPagingTally[];
  /** Of the roles that keep their plans; grows as agents are done. */
  readonly plans?: readonly PlanTally[];
}

export function sessionSource(options: SessionOptions): SessionSource {
  const { sessions, requests, seed, empirical } = options;
  let hashes = 0;
  let texts = 0;
  const setting: AgentSetting = {
    seed,
    blockTokens: sessions.blockTokens,
    fresh: () => hashes++,
    ownText: () => texts++,
    empirical,
  };
  const roles = new Map<string, Role>();
  for (const [index, [name, spec]] of Object.entries(sessions.agents).entries()) {
    const systemHashes = new ContextChain(setting.blockTokens, setting.fresh, []).whole(spec.system);
    const retention = retentionOf(spec.retain, systemHashes.length);
    const paging = spec.contextPaging && noContextPaging(name);
    const plans = spec.planCache && { role: name, avoidedTokens: 0 };
    const questions = spec.questions && questionsOf(name, spec, setting, texts);
    // Topics are numbered first, a role's own each; then what nobody else asks.
    texts += spec.questions?.topics ?? 0;
    roles.set(name, { index, spec, systemHashes, retention, paging, plans, questions });
  }
  const mainName = Object.keys(sessions.agents)[0]!;

  const starts = sessionStarts(options);
  /** Next requests by time; `target` is an index into `waiting`. */
  const queue = new EventQueue();
  const waiting: (Agent | undefined)[] = [];
  const free: number[] = [];
  const inFlight = new Map<number, Agent>();
  /** Contexts that the agents of a role share, by session and role; dropped with the session. */
  const shared = new Map<string, Map<string, Beginning>>();
  let started = 0;
  let taken = 0;

  function later(agent: Agent, atSeconds: number): void {
    const place = free.pop() ?? waiting.length;
    waiting[place] = agent;
    queue.push(atSeconds, 0, place, 0);
  }

  function create(name: string, path: string, parent: Agent | undefined): Agent {
    const role = roles.get(name)!;
    if (!role.spec.sharedContext) return new Agent(role, path, parent, setting);
    const session = path.split("/", 2)[0]!;
    const known = shared.get(session) ?? new Map<string, Beginning>();
    shared.set(session, known);
    let beginning = known.get(name);
    if (beginning === undefined) {
      const draw = lengthSampler(
        role.spec.context,
        randomStream(seed, `${session} ${name} context`),
        empirical,
      );
      beginning = beginningOf(role, draw(), setting);
      known.set(name, beginning);
    }
    return new Agent(role, path, parent, setting, beginning);
  }

  function delegate(agent: Agent, count: number, atSeconds: number): void {
    const { to, join = count } = agent.role.spec.delegation!;
    agent.awaited = Math.min(join, count);
    agent.delegations++;
    for (let child = 0; child < count; child++)
      later(create(to, `${agent.path}/${agent.delegations}.${child}`, agent), atSeconds);
  }

  /** The agent is done for good: whoever waits for it may go on. */
  function conclude(agent: Agent, atSeconds: number, resultTokens: number): void {
    const { parent } = agent;
    if (parent === undefined) {
      shared.delete(agent.path);
      starts.ended(atSeconds);
    } else if (parent.awaited > 0 && parent.delegations === agent.delegation) {
      parent.returnedTokens += resultTokens;
      if (--parent.awaited === 0) later(parent, atSeconds + parent.resume());
    }
  }

  const next = () => {
    const startSeconds =
      started < (sessions.count ?? Number.POSITIVE_INFINITY) ? starts.peek() : Number.POSITIVE_INFINITY;
    return Math.min(startSeconds, queue.peekSeconds());
  };

  return {
    count: sessions.count === undefined ? requests : undefined,
    hashBlockTokens: sessions.blockTokens,
    kinds: requestKinds([...roles.keys()]),
    contextPaging: [...roles.values()].flatMap(({ paging }) => paging ?? []),
    plans: [...roles.values()].flatMap(({ plans }) => plans ?? []),
    nextSeconds: () => (requests === undefined || taken < requests ? next() : Number.POSITIVE_INFINITY),
    take(out) {
      const atSeconds = next();
      if (queue.peekSeconds() > atSeconds) {
        starts.pop();
        const agent = create(mainName, `session ${started}`, undefined);
        agent.tenant = options.tenantOf(started++);
        later(agent, atSeconds);
      }
      queue.pop();
      const agent = waiting[queue.target]!;
      waiting[queue.target] = undefined;
      free.push(queue.target);
      out.atSeconds = atSeconds;
      Object.assign(out, agent.tenant);
      agent.request(out);
      inFlight.set(taken++, agent);
    },
    finished(atSeconds, id, completed) {
      const agent = inFlight.get(id)!;
      inFlight.delete(id);
      if (!completed) return conclude(agent, atSeconds, 1);
      const { turnsDone } = agent;
      const subAgents = agent.answered();
      if (subAgents > 0) delegate(agent, subAgents, atSeconds);
      // It was a summary: the turn itself follows at once.
      else if (agent.turnsDone === turnsDone) later(agent, atSeconds);
      else if (!agent.finished) later(agent, atSeconds + agent.resume());
      else if (agent.retriesLeft > 0) {
        agent.retry();
        later(agent, atSeconds);
      } else {
        const { role, path, beginning, reusesPlan } = agent;
        if (role.plans && reusesPlan)
          role.plans.avoidedTokens += planAvoidedTokens(role, path, beginning.contextTokens, setting);
        conclude(agent, atSeconds, agent.lastOutputTokens);
      }
    },
  };
}

function questionsOf(
  role: string,
  { questions, output }: AgentRole,
  { seed, ownText, empirical }: AgentSetting,
  firstTopicId: number,
): RoleQuestions {
  const answer = (topic: number) =>
    lengthSampler(output, randomStream(seed, `answer ${role} ${topic}`), empirical)();
  return new RoleQuestions(questions!, firstTopicId, ownText, answer);
}
