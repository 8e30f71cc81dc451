// One agent at work: what its requests hold, in order. It knows lengths and prefixes, not time: sessions.ts says when.
// Turn i sends the system prompt, the context and all turns before it; when that grows too long it is summarised by a
// request of its own (compaction) or loses its oldest part (truncation), and the prefix beyond the system prompt with it.
import { randomStream } from "../../base/random.ts";
import type { Arrival } from "../../serving/request.ts";
import { ContextChain } from "../context-chain.ts";
import { lengthSampler } from "../lengths/index.ts";
import { hiddenSampler } from "../lengths/request-lengths.ts";
import { mostTokens } from "../lengths/sampler.ts";
import { ContextPages } from "./context-pages.ts";
import { kindIndex, type Purpose } from "./kinds.ts";
import { alone, type Question } from "./questions.ts";
import { type AgentSetting, type Beginning, beginningOf, type Role } from "./role.ts";
import { countSampler, durationSampler } from "./samplers.ts";
import type { AgentRole } from "./schema.ts";
import type { ContextPagingTally } from "./tally.ts";
import type { Tenant } from "./tenant.ts";

export class Agent {
  readonly role: Role;
  /** Who waits for it; undefined for the agent the user talks to. */
  readonly parent: Agent | undefined;
  /** Of its session. */
  tenant: Tenant | undefined;
  /** Names its random streams: session, then role and number down the tree. */
  readonly path: string;
  /** Which of its parent's delegations it is part of; its own count of them. */
  readonly delegation: number;
  delegations = 0;
  /** Sub-agents still to be waited for, and what they returned. */
  awaited = 0;
  returnedTokens = 0;
  /** Tokens of the last output that are seen, and those before them that are not. */
  lastOutputTokens = 0;
  #lastHiddenTokens = 0;
  readonly beginning: Beginning;
  readonly turns: number;
  /** Turns whose output is there. */
  turnsDone = 0;
  /** Repetitions still to come: what is done until then is thrown away. */
  retriesLeft: number;
  readonly #setting: AgentSetting;
  readonly #output: () => number;
  readonly #hidden: (() => number) | undefined;
  readonly #message: (() => number) | undefined;
  readonly #wait: () => number;
  readonly #fanOut: (() => number) | undefined;
  readonly #pages: ContextPages | undefined;
  /** Of requests for what was evicted: their own draws, so that all others are what they would be without. */
  readonly #faultOutput: () => number;
  /** Without paging so many tokens of the next prompt have been sent or generated before. */
  #knownTokens: number;
  /** It begins with the plan of an earlier task. */
  reusesPlan = false;
  readonly #ask: (() => Question) | undefined;
  /** Turns that the plan of an earlier task spares it. */
  #sparedTurns = 0;
  /** The next request adapts that plan. */
  #planning = false;
  /** It will turn out to mislead. */
  #misled = false;
  #chain: ContextChain;
  /** Tokens of the next prompt. */
  #promptTokens: number;
  /** The next request is a summary, and so many tokens wait to join it. */
  #compacting = false;
  #pendingTokens = 0;

  constructor(
    role: Role,
    path: string,
    parent: Agent | undefined,
    setting: AgentSetting,
    beginning?: Beginning,
  ) {
    this.role = role;
    this.path = path;
    this.parent = parent;
    this.tenant = parent?.tenant;
    this.delegation = parent?.delegations ?? 0;
    this.#setting = setting;
    const { spec } = role;
    const stream = (purpose: string) => randomStream(setting.seed, `${path} ${purpose}`);
    const lengths = (of: AgentRole["context"], purpose: string) =>
      lengthSampler(of, stream(purpose), setting.empirical);
    this.beginning = beginning ?? beginningOf(role, lengths(spec.context, "context")(), setting);
    this.turns = countSampler(spec.turns, stream("turns"))();
    this.#output = lengths(spec.output, "output");
    this.#hidden = spec.reasoning && hiddenSampler(spec.reasoning, stream("reasoning"), setting.empirical);
    this.#message = spec.message && lengths(spec.message, "message");
    this.#wait = durationSampler(spec.wait, stream("wait"));
    this.#fanOut = spec.delegation && countSampler(spec.delegation.agents, stream("agents"));
    this.#pages =
      spec.contextPaging && new ContextPages(spec.contextPaging, stream("faults"), stream("may go"));
    this.#faultOutput = lengths(spec.output, "fault output");
    this.#knownTokens = role.paging && role.paging.newWithoutTokens > 0 ? spec.system : 0;
    this.#ask = role.questions?.asker(stream("questions"));
    this.retriesLeft = spec.retries ? retriesOf(spec.retries, stream("retries")) : 0;
    if (spec.planCache) this.#findPlan(spec.planCache, stream("plans"));
    this.#chain = this.#freshChain(this.beginning.hashes);
    this.#promptTokens = this.#begin();
    this.#shorten();
  }

  get finished(): boolean {
    return this.turnsDone === this.turns;
  }

  /** Everything done now will be done over, here or by whom it works for. */
  get wasted(): boolean {
    return this.retriesLeft > 0 || (this.parent?.wasted ?? false);
  }

  /** Starts over from the beginning. */
  retry(): void {
    this.retriesLeft--;
    if (this.#misled) this.#sparedTurns = 0;
    this.#misled = false;
    this.#pages?.clear();
    this.#knownTokens = this.role.spec.system + this.beginning.contextTokens;
    this.#chain = this.#freshChain(this.beginning.hashes);
    this.#promptTokens = this.#begin();
    this.#shorten();
  }

  /** The next request. */
  request(out: Arrival): void {
    const { index } = this.role;
    const drawnTokens = this.#outputTokens();
    const hiddenTokens = this.#isTurn && this.#hidden ? this.#hidden() : 0;
    const { textId, topicId, answerTokens: outputTokens = drawnTokens } = this.#question();
    out.textId = textId;
    out.topicId = topicId;
    out.inputTokens = this.#promptTokens;
    out.hiddenTokens = hiddenTokens;
    out.outputTokens = hiddenTokens + outputTokens;
    out.blockHashes = this.#chain.prompt(this.#promptTokens);
    out.retention = this.role.retention;
    this.lastOutputTokens = outputTokens;
    this.#lastHiddenTokens = hiddenTokens;
    // The key and value of the last token are never computed; those behind what is dropped are of other places.
    out.answeredHashes =
      this.#compacting || this.#drops
        ? undefined
        : this.#chain.whole(this.#promptTokens + hiddenTokens + outputTokens - 1);
    const purpose = this.#purpose();
    out.kindIndex = kindIndex(index, purpose, this.#concludes(purpose));
  }

  /** Its answer is there. Returns how many sub-agents are to be sent off before the next request. */
  answered(): number {
    if (this.#pages) this.#tally(this.#pages, this.role.paging!);
    if (this.#compacting) {
      this.#compacting = false;
      this.#chain = this.#freshChain(this.role.systemHashes);
      this.#promptTokens = this.role.spec.system + this.lastOutputTokens;
      this.#append(this.#pendingTokens);
      return 0;
    }
    if (this.#planning) {
      this.#planning = false;
      this.#promptTokens += this.lastOutputTokens;
      this.#shorten();
      return 0;
    }
    if (this.#pages?.faulting) {
      this.#promptTokens += this.lastOutputTokens;
      this.#append(this.#pages.bringBack(this.lastOutputTokens));
      return 0;
    }
    this.turnsDone++;
    const stayingTokens = this.lastOutputTokens + (this.#drops ? 0 : this.#lastHiddenTokens);
    this.#promptTokens = Math.min(mostTokens, this.#promptTokens + stayingTokens);
    if (this.finished) return 0;
    const { delegation } = this.role.spec;
    return delegation && this.turnsDone - this.#sparedTurns <= delegation.rounds ? this.#fanOut!() : 0;
  }

  /** Takes in what comes before the next request; returns how long that took to come. */
  resume(): number {
    if (this.returnedTokens > 0) {
      this.#append(this.returnedTokens);
      this.returnedTokens = 0;
      return 0;
    }
    this.#append(this.#message!());
    return this.#wait();
  }

  #append(tokens: number): void {
    const { compaction } = this.role.spec;
    const longer = Math.min(mostTokens, this.#promptTokens + tokens);
    // A message that is too long beside the bare summary is not summarised again.
    if (compaction && longer > compaction.at && this.#promptTokens > this.role.spec.system + compaction.to) {
      this.#compacting = true;
      this.#pendingTokens = tokens;
      return;
    }
    this.#pages?.add(this.#promptTokens, tokens, this.turnsDone);
    this.#promptTokens = longer;
    this.#shorten();
    if (this.#pages === undefined) return;
    const evicted = this.#pages.evict(this.turnsDone);
    if (evicted.messages === 0) return;
    this.role.paging!.evictionCount += evicted.messages;
    this.#promptTokens -= evicted.tokens;
    this.#chain.cut(evicted.fromToken);
  }

  #tally({ faulting, absentTokens }: ContextPages, tally: ContextPagingTally): void {
    const outputTokens = this.#lastHiddenTokens + this.lastOutputTokens;
    tally.billedTokens += this.#promptTokens + outputTokens;
    if (faulting) {
      tally.faultCount++;
      return;
    }
    const withoutTokens = this.#promptTokens + absentTokens + outputTokens;
    tally.billedWithoutTokens += withoutTokens;
    tally.newWithoutTokens += withoutTokens - this.#knownTokens;
    this.#knownTokens = withoutTokens - (this.#drops ? outputTokens : 0);
  }

  #shorten(): void {
    const { truncation } = this.role.spec;
    if (truncation === undefined || this.#promptTokens <= truncation.at) return;
    this.#promptTokens = truncation.to ?? truncation.at;
    this.#chain = this.#freshChain(this.role.systemHashes);
  }

  #freshChain(shared: readonly number[]): ContextChain {
    return new ContextChain(this.#setting.blockTokens, this.#setting.fresh, shared);
  }

  /** One draw per task, and another per hit. */
  #findPlan({ hits, spares, falseHits }: NonNullable<AgentRole["planCache"]>, random: () => number): void {
    if (random() >= hits || this.turns === 1) return;
    this.reusesPlan = true;
    this.#sparedTurns = Math.min(spares, this.turns - 1);
    this.#misled = random() < falseHits;
    if (this.#misled) this.retriesLeft++;
  }

  /** Tokens of the first prompt of an attempt. */
  #begin(): number {
    const { system, planCache } = this.role.spec;
    this.turnsDone = this.#sparedTurns;
    this.#planning = this.#sparedTurns > 0;
    return system + this.beginning.contextTokens + (this.#planning ? planCache!.plan : 0);
  }

  #outputTokens(): number {
    const { compaction, planCache } = this.role.spec;
    if (this.#compacting) return compaction!.to;
    if (this.#planning) return planCache!.plan;
    return this.#pages?.faulting ? this.#faultOutput() : this.#output();
  }

  /** Not a summary, a plan, or something brought back. */
  get #isTurn(): boolean {
    return !this.#compacting && !this.#planning && !this.#pages?.faulting;
  }

  /** What was thought of before the last output is in no later prompt. */
  get #drops(): boolean {
    return this.#lastHiddenTokens > 0 && !this.role.spec.reasoning!.stays;
  }

  /** What a turn asks; a request that is none asks what nobody else does. */
  #question(): Question {
    return this.#isTurn && this.#ask ? this.#ask() : alone(this.#setting.ownText());
  }

  #purpose(): Purpose {
    if (this.wasted) return "retried";
    if (this.#planning) return "plan";
    if (this.#compacting) return "compaction";
    if (this.#pages?.faulting) return "fault";
    const { answers = this.parent === undefined ? "every-turn" : "none" } = this.role.spec;
    return answers === "every-turn" || (answers === "last-turn" && this.#lastTurn) ? "answer" : "work";
  }

  get #lastTurn(): boolean {
    return this.turnsDone === this.turns - 1;
  }

  #concludes(purpose: Purpose): boolean {
    return this.parent === undefined && this.#lastTurn && (purpose === "answer" || purpose === "work");
  }
}

function retriesOf({ probability, most }: NonNullable<AgentRole["retries"]>, random: () => number): number {
  let retries = 0;
  while (retries < most && random() < probability) retries++;
  return retries;
}
