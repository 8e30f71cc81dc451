// Who is let in: requests that wait at an instance, the more urgent first, and those handed over by a prefill pool. Nobody
// overtakes a head that does not fit, but those whose adapter has no slot are passed over; a prompt that could not fit an empty
// instance fails. For a more urgent head others are preempted, if the instance does that, one head a step.
import type { InstanceConfig, InstanceEvents } from "./instance-config.ts";
import type { Intake } from "./intake.ts";
import type { KvCache } from "./kv-cache.ts";
import type { PrefillStep } from "./prefill-step.ts";
import { type WaitingQueue, waitingQueue } from "./priority-queue.ts";
import { NONE, type RequestTable, state } from "./request-table.ts";
import type { Residents } from "./residents.ts";
import { SlotList } from "./slot-list.ts";
import type { Urgency } from "./urgency.ts";

export interface AdmissionParts {
  kv: KvCache;
  residents: Residents;
  intake: Intake;
  prompts: PrefillStep;
  events: InstanceEvents;
  urgency: Urgency;
  /** What can never be served. */
  fail(slot: number, nowSeconds: number): void;
}

export class Admission {
  readonly waiting: WaitingQueue;
  /** Routed here from a prefill pool, waiting for blocks and a place. */
  readonly incoming: WaitingQueue;
  /** Prompt tokens of those who wait, seen or not. */
  queuedTokens = 0;
  preemptions = 0;
  /** False in a step that cleared the way, or let somebody in where a next head may follow. */
  #settled = true;
  /** Whose way was cleared in this step: nobody less urgent is let in with it. */
  #clearedLevel = Number.POSITIVE_INFINITY;
  /** In the step being formed: who waits on, because all slots for adapters are in use. */
  readonly #withoutSlot = new SlotList();
  readonly #table: RequestTable;
  readonly #config: InstanceConfig;
  readonly #parts: AdmissionParts;

  constructor(table: RequestTable, config: InstanceConfig, parts: AdmissionParts) {
    this.#table = table;
    this.#config = config;
    this.#parts = parts;
    this.waiting = waitingQueue(table, parts.urgency.levelCount);
    this.incoming = waitingQueue(table, parts.urgency.levelCount);
  }

  /** Takes a resident off and lets it wait again, before all others as urgent: its KV is dropped, what it generated is prompt. */
  preempt(slot: number, nowSeconds: number): void {
    const table = this.#table;
    this.preemptions++;
    table.preemptions[slot]!++;
    this.#parts.residents.evict(slot, nowSeconds);
    table.prefilledTokens[slot] = 0;
    table.state[slot] = state.waiting;
    this.waiting.unshift(slot);
    this.queuedTokens += table.inputTokens[slot]!;
    this.#parts.events.preempted(slot, nowSeconds);
  }

  /** Would it get the place of somebody less urgent? */
  mayTakeAPlace(slot: number): boolean {
    const { residents, urgency } = this.#parts;
    if (urgency.levelCount === 1 || !(urgency.preempts || urgency.onlyIdle.includes(true))) return false;
    return residents.hasBelow(this.#table.level[slot]!);
  }

  /**
   * Preempts who is in the way of a more urgent head that a step with `budgetTokens` for prompts would let in, and from any
   * such head those that may only fill idle time.
   */
  clearTheWay(budgetTokens: number, nowSeconds: number): void {
    const { urgency } = this.#parts;
    if (urgency.levelCount === 1) return;
    this.#clearedLevel = Number.POSITIVE_INFINITY;
    this.#settled = true;
    const { incoming, waiting } = this;
    if (incoming.length > 0)
      this.#clearFor(incoming.head, this.#blocksIncoming(incoming.head), urgency.preempts, nowSeconds);
    if (waiting.length > 0) {
      const wanted = urgency.preempts && budgetTokens > 0;
      this.#clearFor(waiting.head, this.#blocksWaiting(waiting.head), wanted, nowSeconds);
    }
  }

  /**
   * Whether nothing changes here while decodes run: nobody may come back in the next step, and no head is left that the way
   * may be cleared for (it fitted until the decodes took their blocks).
   */
  isSettled(budgetTokens: number): boolean {
    const { urgency } = this.#parts;
    if (urgency.levelCount === 1) return true;
    const { incoming, waiting } = this;
    if (!this.#settled) return false;
    if (!urgency.preempts) return true;
    if (incoming.length > 0 && this.#hasVictim(incoming.head)) return false;
    return budgetTokens <= 0 || waiting.length === 0 || !this.#hasVictim(waiting.head);
  }

  #hasVictim(slot: number): boolean {
    const { residents, urgency } = this.#parts;
    const level = this.#table.level[slot]!;
    return residents.countOf(level) < urgency.limits[level]!.maxSequences && residents.last(level) !== NONE;
  }

  /** Whether somebody was preempted for a more urgent one in this step. */
  get cleared(): boolean {
    return this.#clearedLevel < Number.POSITIVE_INFINITY;
  }

  #clearFor(slot: number, blocks: number, forRoom: boolean, nowSeconds: number): void {
    const { residents, urgency } = this.#parts;
    const level = this.#table.level[slot]!;
    if (!residents.hasBelow(level) || blocks > this.#config.blocks) return;
    const room = forRoom && residents.countOf(level) < urgency.limits[level]!.maxSequences;
    for (let victim = residents.last(level); victim !== NONE; victim = residents.last(level)) {
      const idleOnly = urgency.onlyIdle[this.#table.level[victim]!]!;
      if (!idleOnly && !(room && !residents.admits(slot, blocks, 0))) return;
      this.preempt(victim, nowSeconds);
      this.#clearedLevel = Math.min(this.#clearedLevel, level);
      this.#settled = false;
    }
  }

  #blocksIncoming(slot: number): number {
    return this.#parts.kv.blocksFor(this.#table.inputTokens[slot]!, this.#table.maxOutputTokens[slot]!);
  }

  #blocksWaiting(slot: number): number {
    const { inputTokens, generatedTokens, maxOutputTokens } = this.#table;
    const generated = generatedTokens[slot]!;
    return this.#parts.kv.blocksFor(inputTokens[slot]! + generated, maxOutputTokens[slot]! - generated);
  }

  /** May it run beside those who are here, and in a step that cleared the way for another? */
  #mayJoin(slot: number): boolean {
    const { urgency, residents } = this.#parts;
    if (urgency.levelCount === 1) return true;
    const level = this.#table.level[slot]!;
    if (level > this.#clearedLevel || (urgency.onlyIdle[level]! && residents.hasAbove(level))) return false;
    return residents.countOf(level) < urgency.limits[level]!.maxSequences;
  }

  /** Hand-overs get their place and blocks, beside `spokenForBlocks` that are not taken yet; their transfer starts. */
  admitIncoming(spokenForBlocks: number, nowSeconds: number): void {
    const { residents, events } = this.#parts;
    const { incoming } = this;
    while (incoming.length > 0) {
      const slot = incoming.head;
      if (this.#waitsForSlot(slot)) {
        this.#withoutSlot.push(incoming.shift());
        continue;
      }
      const blocks = this.#blocksIncoming(slot);
      if (!this.#mayJoin(slot) || !residents.admit(slot, blocks, spokenForBlocks, nowSeconds)) break;
      incoming.shift();
      this.#settled = false;
      this.#takeAdapter(slot, nowSeconds);
      events.transferAdmitted(slot, nowSeconds);
    }
    this.#putBack(incoming);
  }

  /** Others go on whose adapter is here, as in vLLM; it keeps its place before them. */
  #waitsForSlot(slot: number): boolean {
    return this.#parts.residents.adapters?.hasRoomFor(this.#table.adapter[slot]!) === false;
  }

  #putBack(queue: WaitingQueue): void {
    for (let i = this.#withoutSlot.length - 1; i >= 0; i--) queue.unshift(this.#withoutSlot.at(i));
    this.#withoutSlot.clear();
  }

  #takeAdapter(slot: number, nowSeconds: number): void {
    const { adapters } = this.#parts.residents;
    this.#table.adapterSeconds[slot] = adapters?.take(this.#table.adapter[slot]!, nowSeconds) ?? nowSeconds;
  }

  /** Fills the step with prompt chunks: unfinished prompts, then new admissions in order. Returns their tokens. */
  gatherPrefill(budgetTokens: number, decoding: number, admitting: boolean, nowSeconds: number): number {
    const table = this.#table;
    const { policy, blocks: allBlocks } = this.#config;
    const { residents, intake, prompts, events, fail } = this.#parts;
    const { waiting } = this;
    const whole = !policy.chunks;
    prompts.begin();
    let budget = budgetTokens;
    const open = intake.admits(admitting && !residents.full, waiting, decoding);
    while (open && waiting.length > 0) {
      const slot = waiting.head;
      budget = prompts.goOn(budget, whole, table.level[slot]!);
      if (budget <= 0) break;
      if (prompts.leftFor(slot) === 0) break;
      if (whole && prompts.promptTokens(slot) > budget && prompts.shape.prefillTokens > 0) break;
      const blocks = this.#blocksWaiting(slot);
      if (blocks > allBlocks) {
        this.#shift();
        fail(slot, nowSeconds);
        continue;
      }
      if (this.#waitsForSlot(slot)) {
        this.#withoutSlot.push(waiting.shift());
        continue;
      }
      if (!this.#mayJoin(slot) || !residents.admit(slot, blocks, 0, nowSeconds)) break;
      this.#shift();
      intake.admitted();
      this.#settled = false;
      table.state[slot] = state.prefilling;
      if (table.generatedTokens[slot] === 0) table.prefillStartSeconds[slot] = nowSeconds;
      this.#takeAdapter(slot, nowSeconds);
      if (table.adapterSeconds[slot]! > nowSeconds) {
        table.awaited[slot]!++;
        events.adapterLoading(slot, table.adapterSeconds[slot]!);
      }
      if (table.awaited[slot]! > 0) {
        table.state[slot] = state.loading;
        table.loadingSinceSeconds[slot] = nowSeconds;
        events.loading(slot);
        continue;
      }
      budget -= prompts.add(slot, whole ? Number.POSITIVE_INFINITY : budget);
    }
    this.#putBack(waiting);
    prompts.goOn(budget, whole, Number.POSITIVE_INFINITY);
    return prompts.shape.prefillTokens;
  }

  /** The head of those who wait leaves them. */
  #shift(): void {
    this.queuedTokens -= this.#table.inputTokens[this.waiting.shift()]!;
  }
}
