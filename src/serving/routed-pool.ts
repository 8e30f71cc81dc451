// The instances of a pool and the router that picks among them.
import type { Instance } from "./instance.ts";
import type { InstanceConfig } from "./instance-config.ts";
import type { RequestView } from "./request.ts";
import type { RequestTable } from "./request-table.ts";
import type { FewestAfter, InstanceLoad, Router } from "./routers/router.ts";

export interface PoolConfig {
  instances: number;
  instance: InstanceConfig;
  router: Router;
  /** By level of urgency, where there are several: each sees only what is in its way. */
  routersOfLevels?: readonly Router[] | undefined;
  /** Requests wait at the gateway while every instance has this many; Infinity routes on arrival. */
  maxOutstanding: number;
}

/** Where requests enter. */
export interface EntryPool {
  readonly instances: readonly Instance[];
  isFull(slot: number): boolean;
  fits(slot: number): boolean;
  routeToRoom(slot: number, nowSeconds: number): Instance;
}

export class RoutedPool implements EntryPool {
  readonly instances: readonly Instance[];
  readonly config: PoolConfig;
  readonly #table: RequestTable;
  readonly #fewestAfter: FewestAfter | undefined;
  /** The instances by level of urgency. */
  readonly #loads: readonly (readonly InstanceLoad[])[];
  readonly #view: { -readonly [K in keyof RequestView]: RequestView[K] } = {
    arrivedSeconds: 0,
    inputTokens: 0,
    maxOutputTokens: 0,
    routedSeconds: 0,
    blockHashes: undefined,
  };

  constructor(
    instances: readonly Instance[],
    config: PoolConfig,
    table: RequestTable,
    fewestAfter?: FewestAfter,
  ) {
    this.instances = instances;
    this.config = config;
    this.#fewestAfter = fewestAfter;
    this.#loads = (config.routersOfLevels ?? []).map((_, level) =>
      instances.map((instance) => new LevelLoad(instance, level)),
    );
    this.#table = table;
  }

  /** Whether every instance has as many requests as it may, to the request in `slot`. */
  isFull(slot: number): boolean {
    if (this.config.maxOutstanding === Number.POSITIVE_INFINITY) return false;
    const level = this.#table.level[slot]!;
    return this.instances.every((instance) => this.#has(instance, level));
  }

  /** Could the request be admitted to an empty instance? */
  fits(slot: number): boolean {
    const { kv, config } = this.instances[0]!;
    const { inputTokens, maxOutputTokens } = this.#table;
    return kv.blocksFor(inputTokens[slot]!, maxOutputTokens[slot]!) <= config.blocks;
  }

  route(slot: number, nowSeconds: number): Instance {
    const { instances } = this;
    if (instances.length === 1) return instances[0]!;
    const view = this.#view;
    const table = this.#table;
    view.arrivedSeconds = table.arrivedSeconds[slot]!;
    view.inputTokens = table.inputTokens[slot]!;
    view.maxOutputTokens = table.maxOutputTokens[slot]!;
    view.routedSeconds = nowSeconds;
    view.blockHashes = table.blockHashes[slot];
    const { router, routersOfLevels } = this.config;
    if (!routersOfLevels) return instances[router.choose(view, instances, this.#fewestAfter)]!;
    const level = table.level[slot]!;
    return instances[routersOfLevels[level]!.choose(view, this.#loads[level]!)]!;
  }

  /** The same where not every instance is full: routers may choose blindly, the next with room takes over from a full one. */
  routeToRoom(slot: number, nowSeconds: number): Instance {
    const { instances } = this;
    const chosen = this.route(slot, nowSeconds);
    if (this.config.maxOutstanding === Number.POSITIVE_INFINITY) return chosen;
    const level = this.#table.level[slot]!;
    if (!this.#has(chosen, level)) return chosen;
    let index = instances.indexOf(chosen);
    while (this.#has(instances[index]!, level)) index = (index + 1) % instances.length;
    return instances[index]!;
  }

  /** All it may have, of those that count. */
  #has({ load }: Instance, level: number): boolean {
    const { maxOutstanding, routersOfLevels } = this.config;
    return (routersOfLevels ? load.upTo(level) : load.total) >= maxOutstanding;
  }
}

/** An instance as a request of `level` sees it. */
class LevelLoad implements InstanceLoad {
  readonly #instance: Instance;
  readonly #level: number;

  constructor(instance: Instance, level: number) {
    this.#instance = instance;
    this.#level = level;
  }

  get outstanding(): number {
    return this.#instance.load.upTo(this.#level);
  }

  get queuedTokens(): number {
    return this.#instance.queuedTokens;
  }

  get residentTokens(): number {
    return this.#instance.residentTokens;
  }

  knownCachedTokens(blockHashes: readonly number[], nowSeconds: number): number {
    return this.#instance.knownCachedTokens(blockHashes, nowSeconds);
  }
}
