// Where requests enter a deployment of several models: the request says which model, the pool of that model has one instance on
// each of its device groups, and its router picks among them.
import type { Instance } from "../instance.ts";
import type { InstanceEvents } from "../instance-config.ts";
import type { RequestTable } from "../request-table.ts";
import { type EntryPool, RoutedPool } from "../routed-pool.ts";
import { DeviceGroup, type GroupEvents } from "./device-group.ts";
import { SharedInstance } from "./shared-instance.ts";
import type { SharingConfig } from "./sharing-config.ts";

export class ModelPools implements EntryPool {
  readonly instances: readonly Instance[];
  /** By pool. */
  readonly groups: readonly (readonly DeviceGroup[])[];
  readonly #models: readonly { pool: RoutedPool; maxContextTokens: number }[];
  readonly #modelOf: SharingConfig["modelOf"];
  readonly #table: RequestTable;

  constructor(config: SharingConfig, table: RequestTable, events: InstanceEvents & GroupEvents) {
    const all: SharedInstance[] = [];
    const models: { pool: RoutedPool; maxContextTokens: number }[] = [];
    this.groups = config.pools.map((shared) => {
      const groups = Array.from(
        { length: shared.models[0]!.pool.instances },
        () => new DeviceGroup(shared, events),
      );
      for (const { pool, maxContextTokens } of shared.models) {
        const own = groups.map(
          (group, i) =>
            new SharedInstance(all.length + i, models.length, pool.instance, table, events, group),
        );
        all.push(...own);
        models.push({ pool: new RoutedPool(own, pool, table), maxContextTokens });
      }
      return groups;
    });
    this.instances = all;
    this.#models = models;
    this.#modelOf = config.modelOf;
    this.#table = table;
  }

  isFull(slot: number): boolean {
    return this.#of(slot).pool.isFull(slot);
  }

  fits(slot: number): boolean {
    const { pool, maxContextTokens } = this.#of(slot);
    const { inputTokens, maxOutputTokens } = this.#table;
    return inputTokens[slot]! + maxOutputTokens[slot]! <= maxContextTokens && pool.fits(slot);
  }

  routeToRoom(slot: number, nowSeconds: number): Instance {
    return this.#of(slot).pool.routeToRoom(slot, nowSeconds);
  }

  #of(slot: number) {
    return this.#models[this.#modelOf(this.#table, slot)]!;
  }
}
