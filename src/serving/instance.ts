// One instance: the devices that hold one copy of a model, running one step at a time (iteration-level continuous
// batching). `form` decides the next step or run of decode steps, `complete` books it. Nothing here is O(batch) per
// step; KV blocks are counted, not listed. Rules and their order: docs/concepts/engine.md.
import type { AdapterSlots } from "./adapter-slots.ts";
import { Admission } from "./admission.ts";
import { DecodeBatch } from "./decode-batch.ts";
import { DecodeMemory } from "./decode-memory.ts";
import { DecodeRuns } from "./decode-runs.ts";
import { Generation } from "./generation.ts";
import type { InstanceConfig, InstanceEvents } from "./instance-config.ts";
import { Intake } from "./intake.ts";
import { KvCache } from "./kv-cache.ts";
import { MixedStep } from "./mixed-step.ts";
import { Outstanding } from "./outstanding.ts";
import { PrefillStep } from "./prefill-step.ts";
import type { WaitingQueue } from "./priority-queue.ts";
import { NONE, type RequestTable, state } from "./request-table.ts";
import { Residents } from "./residents.ts";
import { Run } from "./run.ts";
import type { SchedulerView } from "./schedulers/policy.ts";
import { SlotList } from "./slot-list.ts";
import { TokenGaps } from "./token-gaps.ts";
import { oneLevel, type Urgency } from "./urgency.ts";

export class Instance implements SchedulerView {
  readonly index: number;
  readonly pool: number;
  readonly config: InstanceConfig;
  readonly batch: DecodeBatch;
  readonly kv: KvCache;
  readonly load: Outstanding;
  busy = false;
  /** Of the pending step event; older ones are stale. */
  version = 0;
  formPending = false;

  /** The run in progress, or the last one. */
  readonly run = new Run();
  readonly #table: RequestTable;
  readonly #events: InstanceEvents;
  readonly #urgency: Urgency;
  readonly #prompts: PrefillStep;
  readonly #gaps: TokenGaps;
  /** Their KV has arrived; they join the batch with the next step. */
  readonly #joining = new SlotList();
  readonly #residents: Residents;
  readonly #intake: Intake;
  readonly #admission: Admission;
  readonly #memory: DecodeMemory;
  readonly #decodeRuns: DecodeRuns;
  readonly #generation: Generation;
  readonly #mixedStep: MixedStep;

  constructor(
    index: number,
    pool: number,
    config: InstanceConfig,
    table: RequestTable,
    events: InstanceEvents,
  ) {
    this.index = index;
    this.pool = pool;
    this.config = config;
    this.#table = table;
    this.#events = events;
    // Parts are written out for each: objects that are spread into one another get a shape of their own for every instance,
    // and with hundreds of instances reading them takes three times as long.
    const urgency = config.urgency ?? oneLevel;
    const levels = urgency.levelCount;
    const { maxSequences, adapters } = config;
    const chunkTokens = (config.policy.chunks && config.maxChunkTokens) || Infinity;
    const batch = new DecodeBatch(table, config.model, config.blockTokens);
    const kv = new KvCache(config, table);
    const prompts = new PrefillStep(table, config.model, chunkTokens, urgency.limits);
    const gaps = new TokenGaps(table, (end, gap, count) => events.tokenGap(end, gap, count));
    const intake = new Intake(table, config.intake);
    const fail = (slot: number, nowSeconds: number) => this.#fail(slot, nowSeconds);
    const leave = (slot: number) => this.#leave(slot);
    const residents = new Residents(table, { kv, batch, prompts, gaps, maxSequences, levels, adapters });
    const admission = new Admission(table, config, { kv, residents, intake, prompts, events, urgency, fail });
    const memory = new DecodeMemory(config.reserveAll, { kv, batch, residents, admission, fail });
    const decodeRuns = { batch, kv, memory, residents, intake, admission, urgency };
    this.#decodeRuns = new DecodeRuns(config, decodeRuns);
    this.#generation = new Generation(table, config, { kv, batch, prompts, gaps, events, leave });
    this.#urgency = urgency;
    this.load = new Outstanding(table, levels);
    this.batch = batch;
    this.kv = kv;
    this.#prompts = prompts;
    this.#gaps = gaps;
    this.#intake = intake;
    this.#residents = residents;
    this.#admission = admission;
    this.#memory = memory;
    this.#mixedStep = new MixedStep(config.model, config.encoder);
  }

  get waiting(): WaitingQueue {
    return this.#admission.waiting;
  }

  get incoming(): WaitingQueue {
    return this.#admission.incoming;
  }

  get adapters(): AdapterSlots | undefined {
    return this.#residents.adapters;
  }

  get queuedTokens(): number {
    return this.#admission.queuedTokens;
  }

  get outstanding(): number {
    return this.load.total;
  }

  get running(): number {
    return this.#residents.count;
  }

  get decoding(): number {
    return this.batch.size * (this.config.speculation?.rowsPerSequence ?? 1);
  }

  get maxBatchedTokens(): number {
    return this.config.maxBatchedTokens;
  }

  get preemptions(): number {
    return this.#admission.preemptions;
  }

  get queued(): number {
    return this.#intake.unseen.length + this.waiting.length + this.incoming.length;
  }

  /** A request routed here. Returns whether an idle instance has to wake up for it. */
  enqueue(slot: number, nowSeconds: number): boolean {
    const { run } = this;
    this.#table.state[slot] = state.waiting;
    this.#table.queuedSeconds[slot] = nowSeconds;
    this.#intake.unseen.push(slot);
    this.#admission.queuedTokens += this.#table.inputTokens[slot]!;
    this.load.change(slot, 1);
    if (this.#residents.full && !this.#admission.mayTakeAPlace(slot)) return false;
    if (this.busy && run.steps > 1)
      this.#cutTo(this.#intake.stepsUntilSeen(run.stepsCovering(nowSeconds - run.startSeconds)));
    return !this.busy;
  }

  /** A request handed over by a prefill pool: it waits here for blocks, then its KV is transferred. */
  enqueueTransfer(slot: number, nowSeconds: number): void {
    this.incoming.push(slot);
    this.load.change(slot, 1);
    // An idle instance admits it when it forms its next step; a busy one can reserve in the middle of a step.
    if (!this.busy) return;
    this.cut(nowSeconds);
    this.#admission.admitIncoming(this.#unbookedGrowth(), nowSeconds);
  }

  /** Its KV has arrived: it joins the batch at the next step boundary. */
  transferred(slot: number): void {
    this.#table.state[slot] = state.joining;
    this.#joining.push(slot);
  }

  /** Its cached blocks have been loaded: the rest of the prompt is computed from the next step on. */
  loaded(slot: number): void {
    this.#table.state[slot] = state.prefilling;
    this.#prompts.resume(slot);
  }

  get residentTokens(): number {
    return this.#residents.promptTokens;
  }

  knownCachedTokens(blockHashes: readonly number[], nowSeconds: number): number {
    const { view } = this.kv;
    return view ? view.leading(blockHashes, nowSeconds) * this.config.prefixes!.hashTokens : 0;
  }

  /** Ends a run at the first step boundary at or after `nowSeconds`, so that a newcomer can join. */
  cut(nowSeconds: number): void {
    if (!this.busy || this.run.steps <= 1) return;
    this.#cutTo(Math.max(1, this.run.stepsCovering(nowSeconds - this.run.startSeconds)));
  }

  #cutTo(steps: number): void {
    if (steps >= this.run.steps) return;
    this.run.steps = steps;
    this.#schedule();
  }

  /** Preempts everybody and forgets what is cached on the devices: their memory is needed. */
  vacate(nowSeconds: number): void {
    const residents = this.#residents;
    for (let slot = residents.last(); slot !== NONE; slot = residents.last())
      this.#admission.preempt(slot, nowSeconds);
    if (this.config.prefixes?.external === false) this.kv.prefixes?.shrinkTo(0, nowSeconds);
  }

  /** Decides the next step, or run of steps, and schedules its end. Idle when there is nothing to do. */
  form(nowSeconds: number): void {
    const { batch, run } = this;
    const { policy, model } = this.config;
    this.formPending = false;
    this.#memory.begin();
    for (let i = 0; i < this.#joining.length; i++) this.#generation.start(this.#joining.at(i));
    this.#joining.clear();
    this.#intake.see(this.waiting, batch.size === 0 && !this.#prompts.pending);
    if (this.#urgency.levelCount > 1)
      this.#admission.clearTheWay(policy.prefillBudgetTokens(this), nowSeconds);
    let admitting = true;
    if (policy.mixes) admitting = this.#memory.makeRoom(nowSeconds);
    this.#admission.admitIncoming(this.#unbookedGrowth(), nowSeconds);
    let prefillTokens = this.#gatherPrefill(nowSeconds, admitting);
    if (!policy.mixes && prefillTokens === 0) {
      this.#memory.makeRoom(nowSeconds);
      // Preemption or failure may have emptied the batch; then those who wait start over.
      if (batch.size === 0) {
        this.#admission.admitIncoming(this.#unbookedGrowth(), nowSeconds);
        prefillTokens = this.#gatherPrefill(nowSeconds, true);
      }
    }
    run.batch = policy.mixes || prefillTokens === 0 ? batch.size : 0;
    run.tokensPerStep = run.batch > 0 ? batch.tokensPerStep : 0;
    run.prefillTokens = prefillTokens;
    run.completedPrompts = this.#prompts.completing.length;
    run.startSeconds = nowSeconds;
    this.busy = run.batch > 0 || prefillTokens > 0;
    if (!this.busy) {
      // Forming may have failed the last one here, or made room that nobody took: an idle instance takes notice of everybody.
      if (this.#intake.unseen.length > 0 || this.#admission.cleared) this.form(nowSeconds);
      return;
    }
    if (prefillTokens === 0 && model.decodeIsAffine) this.#decodeRuns.plan(run, this);
    else this.#mixedStep.plan(run, this.#prompts, batch);
    this.adapters?.slow(run, this.decoding + prefillTokens);
    this.#schedule();
  }

  /** Books the run that ends now: tokens, finishes, first tokens. */
  complete(nowSeconds: number): void {
    const { batch, run } = this;
    this.#intake.ran(run);
    if (run.batch > 0) {
      this.#memory.book(run, nowSeconds);
      batch.advance(run.steps);
      this.#gaps.count(run, nowSeconds);
    }
    this.busy = false;
    this.#events.ran(this, nowSeconds);
    if (run.batch > 0) this.#generation.endSequences(nowSeconds);
    this.#generation.endPrompts(nowSeconds);
  }

  #schedule(): void {
    this.version++;
    this.#events.stepScheduled(this, this.run.endSeconds);
  }

  #leave(slot: number): void {
    this.load.change(slot, -1);
    this.#residents.leave(slot);
  }

  #fail(slot: number, nowSeconds: number): void {
    this.load.change(slot, -1);
    this.#events.failed(slot, nowSeconds);
  }

  /** Blocks that the run in progress will take when it is booked. */
  #unbookedGrowth(): number {
    return this.busy ? this.#memory.growthAfterFirst(this.run) : 0;
  }

  #gatherPrefill(nowSeconds: number, admitting: boolean): number {
    const budgetTokens = this.config.policy.prefillBudgetTokens(this);
    return this.#admission.gatherPrefill(budgetTokens, this.batch.size, admitting, nowSeconds);
  }
}
