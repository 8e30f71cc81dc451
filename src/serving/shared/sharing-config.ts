// Several models on the same devices, as the engine is told of them: pools of device groups, and on each group one instance
// per model.
import type { RequestTable } from "../request-table.ts";
import type { PoolConfig } from "../routed-pool.ts";

export interface SharingConfig {
  pools: readonly SharedPoolConfig[];
  /** Which model a request wants, of all pools' in their order. */
  modelOf(table: RequestTable, slot: number): number;
}

export interface SharedPoolConfig {
  models: readonly SharedModelConfig[];
  /** Most models whose weights are on the devices at once; the first so many are there at the start. */
  residentCount: number;
  /** A model that has to go drops its running sequences, which are computed again later; else it finishes what it was given. */
  preempts: boolean;
  /** At least so long a model that has work stays once it is loaded; default: as long as loading it takes. */
  minResidencySeconds: number | undefined;
}

export interface SharedModelConfig {
  pool: PoolConfig;
  /** Of its weights, on all devices of a group at once. */
  loadSeconds: number;
  /** Longer requests are rejected. */
  maxContextTokens: number;
}
