// The instances of a pool and the router that picks among them.
import type { Instance } from "./instance.ts";
import type { InstanceConfig } from "./instance-config.ts";
import type { RequestView } from "./request.ts";
import type { RequestTable } from "./request-table.ts";
import type { Router } from "./routers/router.ts";

export interface PoolConfig {
  instances: number;
  instance: InstanceConfig;
  router: Router;
  /** Requests wait at the gateway while every instance has this many; Infinity routes on arrival. */
  maxOutstanding: number;
}

export class RoutedPool {
  readonly instances: readonly Instance[];
  readonly config: PoolConfig;
  readonly #table: RequestTable;
  readonly #view: { -readonly [K in keyof RequestView]: RequestView[K] } = {
    arrivedSeconds: 0,
    inputTokens: 0,
    maxOutputTokens: 0,
    routedSeconds: 0,
    blockHashes: undefined,
  };

  constructor(instances: readonly Instance[], config: PoolConfig, table: RequestTable) {
    this.instances = instances;
    this.config = config;
    this.#table = table;
  }

  /** Whether every instance has as many requests as it may. */
  get full(): boolean {
    return this.instances.every(this.#isFull);
  }

  /** Could the request be admitted to an empty instance? */
  fits(inputTokens: number, maxOutputTokens: number): boolean {
    const { kv, config } = this.instances[0]!;
    return kv.blocksFor(inputTokens, maxOutputTokens) <= config.blocks;
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
    return instances[this.config.router.choose(view, instances)]!;
  }

  /** The same where not every instance is full: routers may choose blindly, the next with room takes over from a full one. */
  routeToRoom(slot: number, nowSeconds: number): Instance {
    const { instances } = this;
    const chosen = this.route(slot, nowSeconds);
    if (!this.#isFull(chosen)) return chosen;
    let index = instances.indexOf(chosen);
    while (this.#isFull(instances[index]!)) index = (index + 1) % instances.length;
    return instances[index]!;
  }

  readonly #isFull = (instance: Instance): boolean => instance.outstanding >= this.config.maxOutstanding;
}
