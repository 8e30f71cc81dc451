// A deployment at work: arrivals, routing, instances, hand-over from prefill to decode. One loop over one clock.
// Equal times are served in the order of `order` (docs/decisions/0003-event-order.md), so that a batch is formed only
// after everything that happens at that instant.
import { EventQueue } from "../des/event-queue.ts";
import { emptyArrival, enter } from "./enter.ts";
import { order } from "./event-order.ts";
import { Front } from "./front.ts";
import { Gateway } from "./gateway.ts";
import { Instance } from "./instance.ts";
import type { InstanceEvents } from "./instance-config.ts";
import { RequestTable } from "./request-table.ts";
import { type EntryPool, type PoolConfig, RoutedPool } from "./routed-pool.ts";
import { FewestOutstanding } from "./routers/fewest-outstanding.ts";
import type { DeviceGroup, GroupEvents } from "./shared/device-group.ts";
import { ModelPools } from "./shared/model-pools.ts";
import type { SharingConfig } from "./shared/sharing-config.ts";
import { type Status, status } from "./sink.ts";
import type { SystemConfig } from "./system-config.ts";
import { TierLoads } from "./tier-loads.ts";
import { Tokenisers } from "./tokenisers.ts";
import { TransferLink } from "./transfer.ts";

/** A few milliseconds of work. */
const EVENTS_PER_PAUSE = 4096;

export class ServingSystem implements InstanceEvents, GroupEvents {
  readonly instances: Instance[] = [];
  readonly table = new RequestTable();
  readonly link: TransferLink | undefined;
  events = 0;
  nowSeconds = 0;
  readonly #config: SystemConfig;
  readonly #queue = new EventQueue();
  readonly #entry: EntryPool;
  readonly #decode: RoutedPool | undefined;
  readonly #front: Front | undefined;
  readonly #gateway: Gateway;
  readonly #tokenisers: Tokenisers;
  readonly #tierLoads: TierLoads;
  readonly #arrival = emptyArrival();
  #arrivals = 0;

  constructor(config: SystemConfig) {
    this.#config = config;
    this.#entry = "pools" in config.entry ? this.#share(config.entry) : this.#build(config.entry, 0);
    this.#decode = config.decode && this.#build(config.decode, 1);
    this.#front =
      config.answers &&
      new Front(config.answers, this.table, {
        looking: (slot, untilSeconds) => this.#queue.push(untilSeconds, order.looked, slot, 0),
        unanswered: (slot, nowSeconds) => this.#tokenise(slot, nowSeconds),
        ended: (slot, nowSeconds, how) => this.#end(slot, nowSeconds, how),
      });
    this.#tokenisers = new Tokenisers(this.#entry.instances.length, config.requestSecondsPerToken ?? 0);
    const levels = config.levelOfClass ? Math.max(...config.levelOfClass) + 1 : 1;
    this.#gateway = new Gateway(this.table, this.#entry, levels, (instance, at) => this.#wake(instance, at));
    this.#tierLoads = new TierLoads(this.instances, {
      schedule: (at, link, version) => this.#queue.push(at, order.carried, link, version),
      loaded: (slot, at) => this.#queue.push(at, order.loaded, slot, 0),
    });
    this.link = config.link && new TransferLink(config.link, this.instances.length, this.instances.length);
  }

  #build(pool: PoolConfig, poolIndex: number): RoutedPool {
    const instances = Array.from({ length: pool.instances }, (_, i) => {
      return new Instance(this.instances.length + i, poolIndex, pool.instance, this.table, this);
    });
    this.instances.push(...instances);
    const fewest = new FewestOutstanding(pool.instances);
    for (const [place, { load }] of instances.entries()) load.countIn(fewest, place);
    return new RoutedPool(instances, pool, this.table, (last) => fewest.after(last));
  }

  #share(config: SharingConfig): ModelPools {
    const pools = new ModelPools(config, this.table, this);
    this.instances.push(...pools.instances);
    return pools;
  }

  /** The devices of several models, by pool; none where every deployment's devices hold one. */
  get deviceGroups(): readonly (readonly DeviceGroup[])[] {
    return this.#entry instanceof ModelPools ? this.#entry.groups : [];
  }

  /** Whether something in front of the engines answers, too. */
  get hasFront(): boolean {
    return this.#front !== undefined;
  }

  /**
   * Runs until nothing is left to do: true. `pause` is asked now and then, with the arrivals so far; where it says so
   * the run stops half-way, false, and goes on with the next call.
   */
  run(pause?: (arrivals: number) => boolean): boolean {
    while (this.#next())
      if (pause && this.events % EVENTS_PER_PAUSE === 0 && pause(this.#arrivals)) return false;
    return true;
  }

  /**
   * What happens next, happens; false when nothing is left. One event a call: the compiler makes machine code of a function
   * called often sooner, and of less, than of a loop that is left again and again.
   */
  #next(): boolean {
    const { source, requestLatencySeconds } = this.#config;
    const queue = this.#queue;
    for (;;) {
      const arrivalSeconds = source.nextSeconds() + requestLatencySeconds;
      const eventSeconds = queue.peekSeconds();
      if (arrivalSeconds <= eventSeconds) {
        if (arrivalSeconds === Number.POSITIVE_INFINITY) return false;
        this.nowSeconds = arrivalSeconds;
        this.events++;
        this.#arrive(arrivalSeconds);
        return true;
      }
      if (eventSeconds === Number.POSITIVE_INFINITY)
        throw new Error(`the source gave an arrival at ${arrivalSeconds}`);
      queue.pop();
      const instance = this.instances[queue.target]!;
      // The end of a run that was cut: nothing happens then, not even the clock moves.
      if (queue.order === order.stepEnd && queue.version !== instance.version) continue;
      if (queue.order === order.carried && this.#tierLoads.isStale(queue.target, queue.version)) continue;
      this.nowSeconds = queue.timeSeconds;
      this.events++;
      if (queue.order === order.tokenised) this.#gateway.enter(queue.target, queue.timeSeconds);
      else if (queue.order === order.looked) this.#front!.looked(queue.target, queue.timeSeconds);
      else if (queue.order === order.transferDone) this.#transferDone(queue.target);
      else if (queue.order === order.joinable) this.#joins(queue.target);
      else if (queue.order === order.carried) this.#tierLoads.reached(queue.target, queue.timeSeconds);
      else if (queue.order === order.loaded) this.#loaded(queue.target);
      else if (queue.order === order.stepEnd) this.#endStep(instance, queue.timeSeconds);
      else if (!instance.busy) this.#form(instance, queue.timeSeconds);
      return true;
    }
  }

  stepScheduled(instance: Instance, endSeconds: number): void {
    this.#queue.push(endSeconds, order.stepEnd, instance.index, instance.version);
  }

  formAt(instance: Instance, atSeconds: number): void {
    this.#queue.push(atSeconds, order.form, instance.index, 0);
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
    const destination = this.#decode!.route(slot, nowSeconds);
    this.table.destination[slot] = destination.index;
    destination.enqueueTransfer(slot, nowSeconds);
    this.#wake(destination, nowSeconds);
  }

  preempted(slot: number, nowSeconds: number): void {
    this.#config.sink.preempted?.(this.table, slot, nowSeconds);
  }

  loading(slot: number): void {
    this.#tierLoads.started(this.instances[this.table.instance[slot]!]!);
  }

  adapterLoading(slot: number, readySeconds: number): void {
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
    this.#config.sink.transferring?.(table, slot, nowSeconds, done);
  }

  #arrive(nowSeconds: number): void {
    const { source, sink, maxContextTokens, levelOfClass } = this.#config;
    const table = this.table;
    const arrival = this.#arrival;
    source.take(arrival);
    const id = this.#arrivals++;
    const slot = enter(table, id, arrival, levelOfClass ? levelOfClass[arrival.classIndex!]! : 0);
    const primary = arrival.primaryIndex ?? id;
    sink.arrived(id, nowSeconds, primary, primary + 1 === (source.primaryCount ?? source.count));
    if (
      arrival.inputTokens + arrival.outputTokens > maxContextTokens ||
      !this.#entry.fits(slot) ||
      this.#decode?.fits(slot) === false
    ) {
      this.#end(slot, nowSeconds, status.rejected);
      return;
    }
    if (this.#front) this.#front.ask(slot, arrival, nowSeconds);
    else this.#tokenise(slot, nowSeconds);
  }

  #tokenise(slot: number, nowSeconds: number): void {
    const { id, inputTokens } = this.table;
    const readySeconds = this.#tokenisers.take(id[slot]!, inputTokens[slot]!, nowSeconds);
    if (readySeconds === nowSeconds) this.#gateway.enter(slot, nowSeconds);
    else this.#queue.push(readySeconds, order.tokenised, slot, 0);
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
    if (instance.outstanding < outstanding) this.#gateway.dispatch(nowSeconds);
  }

  #endStep(instance: Instance, nowSeconds: number): void {
    const { outstanding } = instance;
    instance.complete(nowSeconds);
    if (instance.outstanding < outstanding) this.#gateway.dispatch(nowSeconds);
    const sooner = this.#config.source.nextSeconds() + this.#config.requestLatencySeconds;
    // Anything else at this instant comes first: what it brings may join the batch.
    if (sooner > nowSeconds && this.#queue.peekSeconds() > nowSeconds) this.#form(instance, nowSeconds);
    else if (!instance.formPending) {
      instance.formPending = true;
      this.#queue.push(nowSeconds, order.form, instance.index, 0);
    }
  }

  #loaded(slot: number): void {
    if (--this.table.awaited[slot]! > 0) return;
    this.#config.sink.loaded?.(this.table, slot, this.nowSeconds);
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
    const adapterSeconds = this.table.adapterSeconds[slot]!;
    if (adapterSeconds > this.nowSeconds) this.#queue.push(adapterSeconds, order.joinable, slot, 0);
    else this.#joins(slot);
  }

  /** Its KV is where it decodes, and its adapter. */
  #joins(slot: number): void {
    const receiver = this.instances[this.table.instance[slot]!]!;
    receiver.transferred(slot);
    this.#wake(receiver, this.nowSeconds);
  }

  #end(slot: number, nowSeconds: number, how: Status): void {
    this.#front?.tellFollowers(slot, nowSeconds, how);
    const id = this.table.id[slot]!;
    this.#config.sink.ended(this.table, slot, nowSeconds, how);
    this.table.release(slot);
    this.#config.source.finished(nowSeconds, id, how === status.completed);
  }
}
