// One instance: the devices that hold one copy of a model, running one step at a time (iteration-level continuous
// batching). `form` decides the next step or run of decode steps, `complete` books it. Nothing here is O(batch) per
// step; KV blocks are counted, not listed. Rules and their order: docs/concepts/engine.md.
import { type BatchShape, emptyBatchShape, type StepCost } from "../cost/step-model.ts";
import { DecodeBatch } from "./decode-batch.ts";
import type { InstanceConfig, InstanceEvents } from "./instance-config.ts";
import { Intake } from "./intake.ts";
import { KvCache } from "./kv-cache.ts";
import { PrefillStep } from "./prefill-step.ts";
import { NONE, type RequestTable, state } from "./request-table.ts";
import { Residents } from "./residents.ts";
import { Run } from "./run.ts";
import type { SchedulerView } from "./schedulers/policy.ts";
import { SlotList } from "./slot-list.ts";
import { SlotQueue } from "./slot-queue.ts";
import { TokenGaps } from "./token-gaps.ts";

const everyStep = { lookaheadSteps: 0, pollSteps: 1, batchWait: undefined };

export class Instance implements SchedulerView {
  readonly index: number;
  readonly pool: number;
  readonly config: InstanceConfig;
  readonly batch: DecodeBatch;
  readonly kv: KvCache;
  /** Everything routed here and not ended. What routers compare. */
  outstanding = 0;
  /** Prompt tokens of those who wait. */
  queuedTokens = 0;
  preemptions = 0;
  busy = false;
  /** Of the pending step event; older ones are stale. */
  version = 0;
  formPending = false;

  /** The run in progress, or the last one. */
  readonly run = new Run();
  readonly waiting: SlotQueue;
  /** Routed here from a prefill pool, waiting for blocks and a place. */
  readonly incoming: SlotQueue;
  readonly #table: RequestTable;
  readonly #events: InstanceEvents;
  readonly #prompts: PrefillStep;
  readonly #gaps: TokenGaps;
  /** Their KV has arrived; they join the batch with the next step. */
  readonly #joining = new SlotList();
  /** Whether forming the current step preempted somebody. */
  #preempted = false;
  readonly #residents: Residents;
  readonly #intake: Intake;
  readonly #cost: StepCost = { seconds: 0, joules: 0, bound: "host" };
  /** What a step with prompts would be without them. */
  readonly #decodeShape: BatchShape = emptyBatchShape();

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
    this.batch = new DecodeBatch(table, config.model.windowTokens, config.blockTokens);
    this.kv = new KvCache(config, table);
    const chunkTokens = config.policy.chunks
      ? (config.maxChunkTokens ?? Number.POSITIVE_INFINITY)
      : Number.POSITIVE_INFINITY;
    this.#prompts = new PrefillStep(table, config.model.windowTokens, chunkTokens);
    this.#gaps = new TokenGaps(table, (end, gap, count) => events.tokenGap(end, gap, count));
    this.#residents = new Residents(table, {
      kv: this.kv,
      batch: this.batch,
      prompts: this.#prompts,
      gaps: this.#gaps,
      maxSequences: config.maxSequences,
    });
    this.#intake = new Intake(table, config.intake ?? everyStep);
    this.waiting = new SlotQueue(table);
    this.incoming = new SlotQueue(table);
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

  /** Routed here and not admitted. */
  get queued(): number {
    return this.#intake.unseen.length + this.waiting.length + this.incoming.length;
  }

  /** A request routed here. Returns whether an idle instance has to wake up for it. */
  enqueue(slot: number, nowSeconds: number): boolean {
    const { run } = this;
    this.#table.state[slot] = state.waiting;
    this.#table.queuedSeconds[slot] = nowSeconds;
    this.#intake.unseen.push(slot);
    this.queuedTokens += this.#table.inputTokens[slot]!;
    this.outstanding++;
    if (this.#residents.full) return false;
    if (this.busy && run.steps > 1)
      this.#cutTo(this.#intake.stepsUntilSeen(run.stepsCovering(nowSeconds - run.startSeconds)));
    return !this.busy;
  }

  /** A request handed over by a prefill pool: it waits here for blocks, then its KV is transferred. */
  enqueueTransfer(slot: number, nowSeconds: number): void {
    this.incoming.push(slot);
    this.outstanding++;
    // An idle instance admits it when it forms its next step; a busy one can reserve in the middle of a step.
    if (!this.busy) return;
    this.cut(nowSeconds);
    this.#admitIncoming(nowSeconds);
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
    const { run } = this;
    if (!this.busy || run.steps <= 1) return;
    this.#cutTo(Math.max(1, run.stepsCovering(nowSeconds - run.startSeconds)));
  }

  #cutTo(steps: number): void {
    if (steps >= this.run.steps) return;
    this.run.steps = steps;
    this.#schedule();
  }

  /** Decides the next step, or run of steps, and schedules its end. Idle when there is nothing to do. */
  form(nowSeconds: number): void {
    const { batch, run } = this;
    const { policy, model } = this.config;
    this.formPending = false;
    this.#preempted = false;
    for (let i = 0; i < this.#joining.length; i++) this.#startDecoding(this.#joining.at(i));
    this.#joining.clear();
    this.#intake.see(this.waiting, batch.size === 0 && !this.#prompts.pending);
    let admitting = true;
    if (policy.mixes) admitting = this.#makeRoomForDecode(nowSeconds);
    this.#admitIncoming(nowSeconds);
    let prefillTokens = this.#gatherPrefill(nowSeconds, admitting);
    if (!policy.mixes && prefillTokens === 0) {
      this.#makeRoomForDecode(nowSeconds);
      // Preemption or failure may have emptied the batch; then those who wait start over.
      if (batch.size === 0) {
        this.#admitIncoming(nowSeconds);
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
      // Forming may have failed the last one here: an idle instance takes notice of everybody.
      if (this.#intake.unseen.length > 0) this.form(nowSeconds);
      return;
    }
    if (prefillTokens === 0 && model.decodeIsAffine) this.#planDecodeRun();
    else this.#planStep();
    this.#schedule();
  }

  /** Books the run that ends now: tokens, finishes, first tokens. */
  complete(nowSeconds: number): void {
    const { batch, run } = this;
    const table = this.#table;
    this.#intake.ran(run);
    if (run.batch > 0) {
      // The blocks of the first step were taken when it was formed.
      this.kv.grow(this.#unbookedGrowth(), nowSeconds);
      batch.advance(run.steps);
      this.#gaps.count(run, nowSeconds);
    }
    this.busy = false;
    this.#events.ran(this, nowSeconds);
    if (run.batch > 0) {
      for (let slot = batch.takeFinished(); slot !== NONE; ) {
        const next = table.next[slot]!;
        this.kv.keepAnswer(slot, nowSeconds);
        this.kv.releaseGrown(slot, batch.contextOf(slot) - 1, nowSeconds);
        table.generatedTokens[slot] = table.outputTokens[slot]!;
        this.#end(slot, nowSeconds);
        slot = next;
      }
    }
    const { completing } = this.#prompts;
    for (let i = 0; i < completing.length; i++) this.#completePrompt(completing.at(i), nowSeconds);
    completing.clear();
  }

  #schedule(): void {
    this.version++;
    this.#events.stepScheduled(this, this.run.endSeconds);
  }

  #end(slot: number, nowSeconds: number): void {
    this.outstanding--;
    this.#residents.leave(slot);
    this.#events.finished(slot, nowSeconds);
  }

  /** The prompt's last chunk is done: its first (after a recompute: next) token is out. */
  #completePrompt(slot: number, nowSeconds: number): void {
    const table = this.#table;
    const generated = table.generatedTokens[slot]! + 1;
    if (generated === 1) table.firstTokenSeconds[slot] = nowSeconds;
    else this.#events.tokenGap(nowSeconds, nowSeconds - table.lastTokenSeconds[slot]!, 1);
    table.lastTokenSeconds[slot] = nowSeconds;
    table.generatedTokens[slot] = generated;
    if (generated >= table.outputTokens[slot]!) {
      this.kv.releaseReserved(slot, table.reservedBlocks[slot]!, nowSeconds);
      this.#end(slot, nowSeconds);
    } else if (this.config.handsOver) {
      this.outstanding--;
      this.#residents.leave(slot);
      table.state[slot] = state.transferring;
      table.senderBlocks[slot] = table.reservedBlocks[slot]!;
      this.#events.handedOver(slot, nowSeconds);
    } else this.#startDecoding(slot);
  }

  #startDecoding(slot: number): void {
    const table = this.#table;
    const generated = table.generatedTokens[slot]!;
    table.state[slot] = state.decoding;
    const remaining = table.outputTokens[slot]! - generated;
    const steps = this.config.speculation?.stepsFor(remaining);
    this.batch.join(slot, table.inputTokens[slot]! + generated, remaining, steps);
    this.#gaps.joined(slot);
  }

  /**
   * Takes the blocks of the next decode step, preempting the last admitted until it fits; a lone sequence that has
   * outgrown all memory fails. Returns whether prompts may be admitted: not in a step that preempted.
   */
  #makeRoomForDecode(nowSeconds: number): boolean {
    while (this.batch.size > 0 && this.#growth(1) > this.kv.freeBlocks) {
      const victim = this.#residents.last();
      if (this.#residents.count === 1) {
        this.#residents.evict(victim, nowSeconds);
        this.outstanding--;
        this.#events.failed(victim, nowSeconds);
      } else {
        this.#preempt(victim, nowSeconds);
        this.#preempted = true;
      }
    }
    if (this.batch.size > 0) this.kv.grow(this.#growth(1), nowSeconds);
    return !this.#preempted || this.batch.size === 0;
  }

  /** Recompute later: KV is dropped, the generated tokens become part of the prompt. */
  #preempt(slot: number, nowSeconds: number): void {
    const table = this.#table;
    this.preemptions++;
    table.preemptions[slot]!++;
    this.#residents.evict(slot, nowSeconds);
    table.prefilledTokens[slot] = 0;
    table.state[slot] = state.waiting;
    this.waiting.unshift(slot);
    this.queuedTokens += table.inputTokens[slot]!;
  }

  /** The head of those who wait leaves them. */
  #shift(): void {
    this.queuedTokens -= this.#table.inputTokens[this.waiting.shift()]!;
  }

  #growth(steps: number): number {
    return this.config.reserveAll ? 0 : this.batch.blockGrowth(steps);
  }

  /** Blocks that the run in progress will take when it is booked. */
  #unbookedGrowth(): number {
    const { run } = this;
    return this.busy && run.batch > 0 && run.steps > 1 ? this.#growth(run.steps) - this.#growth(1) : 0;
  }

  #admitIncoming(nowSeconds: number): void {
    const table = this.#table;
    while (this.incoming.length > 0) {
      const slot = this.incoming.head;
      const blocks = this.kv.blocksFor(table.inputTokens[slot]!, table.maxOutputTokens[slot]!);
      if (!this.#residents.admit(slot, blocks, this.#unbookedGrowth(), nowSeconds)) return;
      this.incoming.shift();
      this.#events.transferAdmitted(slot, nowSeconds);
    }
  }

  /** Fills the step with prompt chunks: unfinished prompts, then new admissions in order. Returns their tokens. */
  #gatherPrefill(nowSeconds: number, admitting: boolean): number {
    const table = this.#table;
    const { policy, blocks: allBlocks } = this.config;
    const prompts = this.#prompts;
    let budget = prompts.begin(policy.prefillBudgetTokens(this), !policy.chunks);
    const open = this.#intake.admits(admitting && !this.#residents.full, this.waiting, this.batch.size);
    while (open && budget > 0 && this.waiting.length > 0) {
      const slot = this.waiting.head;
      const promptTokens = prompts.promptTokens(slot);
      if (!policy.chunks && promptTokens > budget && prompts.shape.prefillTokens > 0) break;
      const blocks = this.kv.blocksFor(
        promptTokens,
        table.maxOutputTokens[slot]! - table.generatedTokens[slot]!,
      );
      if (blocks > allBlocks) {
        this.#shift();
        this.outstanding--;
        this.#events.failed(slot, nowSeconds);
        continue;
      }
      if (!this.#residents.admit(slot, blocks, 0, nowSeconds)) break;
      this.#shift();
      this.#intake.admitted();
      table.state[slot] = state.prefilling;
      if (table.generatedTokens[slot] === 0) table.prefillStartSeconds[slot] = nowSeconds;
      if (this.kv.tiers && table.loadedSeconds[slot]! > nowSeconds) {
        table.state[slot] = state.loading;
        this.#events.loading(slot, table.loadedSeconds[slot]!);
        continue;
      }
      budget -= prompts.add(slot, policy.chunks ? budget : Number.POSITIVE_INFINITY);
    }
    return prompts.shape.prefillTokens;
  }

  /** As many pure decode steps as nothing changes in: finish, window, memory. */
  #planDecodeRun(): void {
    const { batch, config, run } = this;
    run.planDecode(config.model.decode(batch.size), batch);
    // What was preempted now may come back after the very next step.
    if (!config.fastForward || this.#preempted) return;
    const most = batch.stepsToNextChange();
    run.steps = config.reserveAll
      ? most
      : batch.stepsWithinBlocks(this.kv.blocksForRun + this.#growth(1), most);
    if (!this.#residents.full) run.steps = Math.min(run.steps, this.#intake.stepsUntilNews());
  }

  #planStep(): void {
    const { run, batch } = this;
    const { shape } = this.#prompts;
    const decodeOnly = this.#decodeShape;
    const decoding = run.batch > 0;
    shape.decodeSequences = decodeOnly.decodeSequences = run.batch;
    shape.decodeContextTokens = decodeOnly.decodeContextTokens = decoding ? batch.contextTokens : 0;
    shape.decodeWindowTokens = decodeOnly.decodeWindowTokens = decoding ? batch.windowTokens : 0;
    const { model } = this.config;
    let decodeSeconds = 0;
    if (decoding && shape.prefillTokens > 0) {
      model.step(decodeOnly, this.#cost);
      decodeSeconds = this.#cost.seconds;
    }
    model.step(shape, this.#cost);
    run.planStep(this.#cost, decodeSeconds);
  }
}
