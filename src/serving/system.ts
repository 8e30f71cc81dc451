// A deployment at work: arrivals, routing, instances, hand-over from prefill to decode. One loop over one clock.
// Equal times are served in the order of `order` (docs/decisions/0003-event-order.md), so that a batch is formed only
// after everything that happens at that instant.
import { EventQueue } from "../des/event-queue.ts";
import { type AnswerCache, avoided } from "./answer-cache.ts";
import { Instance } from "./instance.ts";
import type { InstanceConfig, InstanceEvents } from "./instance-config.ts";
import type { Arrival, ArrivalSource, RequestView } from "./request.ts";
import { RequestTable, state } from "./request-table.ts";
import type { Router } from "./routers/router.ts";
import { type ServingSink, type Status, status } from "./sink.ts";
import { SlotQueue } from "./slot-queue.ts";
import { type LinkConfig, TransferLink } from "./transfer.ts";

/** Arrivals come first at equal times; they are not queued but pulled from the source. */
const order = { tokenised: 0, looked: 1, transferDone: 2, loaded: 3, stepEnd: 4, form: 5 } as const;

export interface PoolConfig {
  instances: number;
  instance: InstanceConfig;
  router: Router;
  /** Requests wait at the gateway while every instance has this many; Infinity routes on arrival. */
  maxOutstanding: number;
}

export interface SystemConfig {
  source: ArrivalSource;
  /** Where requests enter: the mixed or the prefill pool. */
  entry: PoolConfig;
  /** Where they generate, in a disaggregated deployment. */
  decode: PoolConfig | undefined;
  link: LinkConfig | undefined;
  /** From arrival until the server has the request: HTTP. */
  requestLatencySeconds: number;
  /** Longer for each prompt token, until it can be scheduled: the tokeniser. Every entry instance has one; they take turns. */
  requestSecondsPerToken?: number | undefined;
  /** Longer requests (input plus stated output) are rejected. */
  maxContextTokens: number;
  /** Answers before the engines do. */
  answers?: AnswerCache | undefined;
  sink: ServingSink;
}

/** A few milliseconds of work. */
const EVENTS_PER_PAUSE = 4096;

export class ServingSystem implements InstanceEvents {
  readonly instances: Instance[] = [];
  readonly table = new RequestTable();
  readonly link: TransferLink | undefined;
  events = 0;
  nowSeconds = 0;
  readonly #config: SystemConfig;
  readonly #queue = new EventQueue();
  readonly #entry: Instance[];
  readonly #decode: Instance[];
  readonly #gateway: SlotQueue;
  readonly #arrival: Arrival = {
    atSeconds: 0,
    inputTokens: 0,
    outputTokens: 0,
    blockHashes: undefined,
    answeredHashes: undefined,
    kindIndex: 0,
    textId: 0,
    topicId: 0,
  };
  readonly #view: { -readonly [K in keyof RequestView]: RequestView[K] } = {
    arrivedSeconds: 0,
    inputTokens: 0,
    maxOutputTokens: 0,
    routedSeconds: 0,
    blockHashes: undefined,
  };
  #arrivals = 0;
  /** When the tokeniser of each entry instance is free. */
  readonly #tokeniserFreeSeconds: Float64Array;

  constructor(config: SystemConfig) {
    this.#config = config;
    this.#gateway = new SlotQueue(this.table);
    const build = (pool: PoolConfig, poolIndex: number) =>
      Array.from({ length: pool.instances }, () => {
        const instance = new Instance(this.instances.length, poolIndex, pool.instance, this.table, this);
        this.instances.push(instance);
        return instance;
      });
    this.#entry = build(config.entry, 0);
    this.#tokeniserFreeSeconds = new Float64Array(this.#entry.length);
    this.#decode = config.decode ? build(config.decode, 1) : [];
    this.link = config.link && new TransferLink(config.link, this.instances.length, this.instances.length);
  }

  /** Whether something in front of the engines answers, too. */
  get hasFront(): boolean {
    return this.#config.answers !== undefined;
  }

  /**
   * Runs until nothing is left to do: true. `pause` is asked now and then, with the arrivals so far; where it says so
   * the run stops half-way, false, and goes on with the next call.
   */
  run(pause?: (arrivals: number) => boolean): boolean {
    const { source, requestLatencySeconds } = this.#config;
    const queue = this.#queue;
    for (;;) {
      const arrivalSeconds = source.nextSeconds() + requestLatencySeconds;
      const eventSeconds = queue.peekSeconds();
      if (arrivalSeconds <= eventSeconds) {
        if (arrivalSeconds === Number.POSITIVE_INFINITY) return true;
        this.nowSeconds = arrivalSeconds;
        this.events++;
        this.#arrive(arrivalSeconds);
        if (pause && this.events % EVENTS_PER_PAUSE === 0 && pause(this.#arrivals)) return false;
        continue;
      }
      if (eventSeconds === Number.POSITIVE_INFINITY)
        throw new Error(`the source gave an arrival at ${arrivalSeconds}`);
      queue.pop();
      const instance = this.instances[queue.target]!;
      // The end of a run that was cut: nothing happens then, not even the clock moves.
      if (queue.order === order.stepEnd && queue.version !== instance.version) continue;
      this.nowSeconds = queue.timeSeconds;
      if (queue.order === order.tokenised) this.#enter(queue.target, queue.timeSeconds);
      else if (queue.order === order.looked) this.#looked(queue.target, queue.timeSeconds);
      else if (queue.order === order.transferDone) this.#transferDone(queue.target);
      else if (queue.order === order.loaded) this.#loaded(queue.target);
      else if (queue.order === order.stepEnd) this.#endStep(instance, queue.timeSeconds);
      else if (!instance.busy) this.#form(instance, queue.timeSeconds);
      this.events++;
      if (pause && this.events % EVENTS_PER_PAUSE === 0 && pause(this.#arrivals)) return false;
    }
  }

  stepScheduled(instance: Instance, endSeconds: number): void {
    this.#queue.push(endSeconds, order.stepEnd, instance.index, instance.version);
  }

  ran(instance: Instance, endSeconds: number): void {
    this.#config.sink.ran(instance, endSeconds);
  }

  tokenGap(endSeconds: number, gapSeconds: number, count: number): void {
    this.#config.sink.tokenGap(endSeconds, gapSeconds, count);
  }

  finished(slot: number, nowSeconds: number): void {
    this.#end(slot, nowSeconds, status.completed);
  }

  failed(slot: number, nowSeconds: number): void {
    this.#end(slot, nowSeconds, status.failed);
  }

  /** A prompt is prefilled: choose where it will decode; its KV stays here until the transfer is done. */
  handedOver(slot: number, nowSeconds: number): void {
    const destination = this.#route(this.#decode, this.#config.decode!, slot);
    this.table.destination[slot] = destination.index;
    destination.enqueueTransfer(slot, nowSeconds);
    this.#wake(destination, nowSeconds);
  }

  loading(slot: number, readySeconds: number): void {
    this.#queue.push(readySeconds, order.loaded, slot, 0);
  }

  transferAdmitted(slot: number, nowSeconds: number): void {
    const table = this.table;
    const sender = table.instance[slot]!;
    const done = this.link!.transfer(
      sender,
      table.destination[slot]!,
      table.inputTokens[slot]!,
      table.prefillStartSeconds[slot]!,
      table.firstTokenSeconds[slot]!,
      nowSeconds,
    );
    this.#queue.push(done, order.transferDone, slot, 0);
  }

  #arrive(nowSeconds: number): void {
    const { source, sink, maxContextTokens } = this.#config;
    const table = this.table;
    const arrival = this.#arrival;
    source.take(arrival);
    const id = this.#arrivals++;
    const slot = table.take();
    table.id[slot] = id;
    table.arrivedSeconds[slot] = arrival.atSeconds;
    table.inputTokens[slot] = arrival.inputTokens;
    table.outputTokens[slot] = arrival.outputTokens;
    table.maxOutputTokens[slot] = arrival.outputTokens;
    table.generatedTokens[slot] = 0;
    table.prefilledTokens[slot] = 0;
    table.cachedTokens[slot] = 0;
    table.preemptions[slot] = 0;
    table.firstTokenSeconds[slot] = Number.NaN;
    table.state[slot] = state.waiting;
    table.blockHashes[slot] = arrival.blockHashes;
    table.answeredHashes[slot] = arrival.answeredHashes;
    table.kind[slot] = arrival.kindIndex!;
    table.avoided[slot] = avoided.no;
    sink.arrived(id, nowSeconds, id + 1 === source.count);
    if (
      arrival.inputTokens + arrival.outputTokens > maxContextTokens ||
      !this.#fits(arrival.inputTokens, arrival.outputTokens)
    ) {
      this.#end(slot, nowSeconds, status.rejected);
      return;
    }
    if (this.#config.answers) this.#askFront(this.#config.answers, slot, arrival, nowSeconds);
    else this.#tokenise(slot, nowSeconds);
  }

  #tokenise(slot: number, nowSeconds: number): void {
    const { requestSecondsPerToken = 0 } = this.#config;
    if (requestSecondsPerToken === 0) this.#enter(slot, nowSeconds);
    else {
      const free = this.#tokeniserFreeSeconds;
      const tokeniser = this.table.id[slot]! % free.length;
      free[tokeniser] =
        Math.max(nowSeconds, free[tokeniser]!) + requestSecondsPerToken * this.table.inputTokens[slot]!;
      this.#queue.push(free[tokeniser], order.tokenised, slot, 0);
    }
  }

  /** What stands in front of the engines may answer; that, or that it cannot, takes the time of a look-up. */
  #askFront(answers: AnswerCache, slot: number, { textId, topicId }: Arrival, nowSeconds: number): void {
    const { table } = this;
    table.textId[slot] = textId!;
    table.topicId[slot] = topicId!;
    const verdict = answers.ask(slot, textId!, topicId!, nowSeconds);
    table.avoided[slot] = verdict;
    if (verdict === avoided.deduplicated) return;
    const { lookupSeconds, retrySeconds = 0 } = answers.config;
    const delay = lookupSeconds + (verdict === avoided.askedAgain ? retrySeconds : 0);
    this.#queue.push(nowSeconds + delay, order.looked, slot, 0);
  }

  #looked(slot: number, nowSeconds: number): void {
    const how = this.table.avoided[slot]!;
    if (how === avoided.answered || how === avoided.falselyAnswered) this.#giveAnswer(slot, nowSeconds);
    else this.#tokenise(slot, nowSeconds);
  }

  /** An answer that somebody else's request had computed. */
  #giveAnswer(slot: number, nowSeconds: number): void {
    this.table.firstTokenSeconds[slot] = nowSeconds;
    this.table.generatedTokens[slot] = this.table.outputTokens[slot]!;
    this.#end(slot, nowSeconds, status.completed);
  }

  #enter(slot: number, nowSeconds: number): void {
    this.#gateway.push(slot);
    this.#dispatch(nowSeconds);
  }

  /** Could the prompt be admitted to an empty instance of each pool it needs? */
  #fits(inputTokens: number, maxOutputTokens: number): boolean {
    const entry = this.#entry[0]!;
    if (entry.kv.blocksFor(inputTokens, maxOutputTokens) > entry.config.blocks) return false;
    const decode = this.#decode[0];
    return decode === undefined || decode.kv.blocksFor(inputTokens, maxOutputTokens) <= decode.config.blocks;
  }

  /** Routes what waits at the gateway while any instance may take more. */
  #dispatch(nowSeconds: number): void {
    const { entry } = this.#config;
    const full = (instance: Instance) => instance.outstanding >= entry.maxOutstanding;
    while (this.#gateway.length > 0 && !this.#entry.every(full)) {
      const slot = this.#gateway.shift();
      let instance = this.#route(this.#entry, entry, slot);
      // Routers may choose blindly; the next one with room takes over from a full one.
      while (full(instance)) instance = this.#entry[(instance.index + 1) % this.#entry.length]!;
      this.table.instance[slot] = instance.index;
      if (instance.enqueue(slot, nowSeconds)) this.#wake(instance, nowSeconds);
    }
  }

  #route(instances: readonly Instance[], pool: PoolConfig, slot: number): Instance {
    if (instances.length === 1) return instances[0]!;
    const view = this.#view;
    view.arrivedSeconds = this.table.arrivedSeconds[slot]!;
    view.inputTokens = this.table.inputTokens[slot]!;
    view.maxOutputTokens = this.table.maxOutputTokens[slot]!;
    view.routedSeconds = this.nowSeconds;
    view.blockHashes = this.table.blockHashes[slot];
    return instances[pool.router.choose(view, instances)]!;
  }

  /** Work came in: an idle instance forms a batch at this instant, a busy one at its next step boundary. */
  #wake(instance: Instance, nowSeconds: number): void {
    if (instance.busy) instance.cut(nowSeconds);
    else if (!instance.formPending) {
      instance.formPending = true;
      this.#queue.push(nowSeconds, order.form, instance.index, 0);
    }
  }

  #form(instance: Instance, nowSeconds: number): void {
    const { outstanding } = instance;
    instance.form(nowSeconds);
    // Requests that fail for lack of memory make room too.
    if (instance.outstanding < outstanding) this.#dispatch(nowSeconds);
  }

  #endStep(instance: Instance, nowSeconds: number): void {
    const { outstanding } = instance;
    instance.complete(nowSeconds);
    if (instance.outstanding < outstanding) this.#dispatch(nowSeconds);
    const sooner = this.#config.source.nextSeconds() + this.#config.requestLatencySeconds;
    // Anything else at this instant comes first: what it brings may join the batch.
    if (sooner > nowSeconds && this.#queue.peekSeconds() > nowSeconds) this.#form(instance, nowSeconds);
    else if (!instance.formPending) {
      instance.formPending = true;
      this.#queue.push(nowSeconds, order.form, instance.index, 0);
    }
  }

  #loaded(slot: number): void {
    const instance = this.instances[this.table.instance[slot]!]!;
    instance.loaded(slot);
    this.#wake(instance, this.nowSeconds);
  }

  #transferDone(slot: number): void {
    const sender = this.instances[this.table.instance[slot]!]!;
    const receiver = this.instances[this.table.destination[slot]!]!;
    sender.kv.releaseReserved(slot, this.table.senderBlocks[slot]!, this.nowSeconds);
    if (sender.queued > 0) this.#wake(sender, this.nowSeconds);
    this.table.instance[slot] = receiver.index;
    receiver.transferred(slot);
    this.#wake(receiver, this.nowSeconds);
  }

  #end(slot: number, nowSeconds: number, how: Status): void {
    const { answers } = this.#config;
    if (answers) this.#tellFollowers(answers, slot, nowSeconds, how);
    const id = this.table.id[slot]!;
    this.#config.sink.ended(this.table, slot, nowSeconds, how);
    this.table.release(slot);
    this.#config.source.finished(nowSeconds, id, how === status.completed);
  }

  /** Those who asked the same end with the one that was computed, one way or the other. */
  #tellFollowers(answers: AnswerCache, slot: number, nowSeconds: number, how: Status): void {
    const { table } = this;
    const computed = table.avoided[slot] === avoided.no || table.avoided[slot] === avoided.askedAgain;
    if (!computed || how === status.rejected) return;
    const textId = table.textId[slot]!;
    const answered = how === status.completed;
    const followers = answered
      ? answers.answered(textId, table.topicId[slot]!, nowSeconds)
      : answers.ended(textId);
    for (const follower of followers) {
      if (answered) this.#giveAnswer(follower, nowSeconds);
      else this.#end(follower, nowSeconds, how);
    }
  }
}
