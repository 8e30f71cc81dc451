// What the engine tells the metrics: runs of steps, gaps between tokens, requests that ended. Everything else is
// derived from these.
import type { Instance } from "./instance.ts";
import type { RequestTable } from "./request-table.ts";

export const status = { completed: 0, rejected: 1, failed: 2, unfinished: 3 } as const;
export type Status = (typeof status)[keyof typeof status];

export interface ServingSink {
  /**
   * Request number `id` (from 0) reached the engine; the clock is at `nowSeconds`. Among those that set the pace it is number
   * `primary`, or none of them (-1); `last`: of the number the source announced.
   */
  arrived(id: number, nowSeconds: number, primary: number, last: boolean): void;
  /** `instance.run` was executed to its end. */
  ran(instance: Instance, endSeconds: number): void;
  /** `count` sequences got a token `gapSeconds` after their previous one. */
  tokenGap(endSeconds: number, gapSeconds: number, count: number): void;
  /** The request in `slot` ended; its columns are still valid. */
  ended(table: RequestTable, slot: number, nowSeconds: number, status: Status): void;
  /** What no metric is made of, for whoever wants to follow a run: dropped from an instance to be computed again. */
  preempted?(table: RequestTable, slot: number, nowSeconds: number): void;
  /** Its KV cache goes from its instance to its destination. */
  transferring?(table: RequestTable, slot: number, nowSeconds: number, arrivesSeconds: number): void;
  /** Its cached blocks have come from lower tiers, its adapter from the host: since `loadingSinceSeconds` it waited for them. */
  loaded?(table: RequestTable, slot: number, nowSeconds: number): void;
}

/** Tells both. */
export function both(first: ServingSink, second: ServingSink): ServingSink {
  return {
    arrived(id, nowSeconds, primary, last) {
      first.arrived(id, nowSeconds, primary, last);
      second.arrived(id, nowSeconds, primary, last);
    },
    ran(instance, endSeconds) {
      first.ran(instance, endSeconds);
      second.ran(instance, endSeconds);
    },
    tokenGap(endSeconds, gapSeconds, count) {
      first.tokenGap(endSeconds, gapSeconds, count);
      second.tokenGap(endSeconds, gapSeconds, count);
    },
    ended(table, slot, nowSeconds, how) {
      first.ended(table, slot, nowSeconds, how);
      second.ended(table, slot, nowSeconds, how);
    },
    preempted(table, slot, nowSeconds) {
      first.preempted?.(table, slot, nowSeconds);
      second.preempted?.(table, slot, nowSeconds);
    },
    transferring(table, slot, nowSeconds, arrivesSeconds) {
      first.transferring?.(table, slot, nowSeconds, arrivesSeconds);
      second.transferring?.(table, slot, nowSeconds, arrivesSeconds);
    },
    loaded(table, slot, nowSeconds) {
      first.loaded?.(table, slot, nowSeconds);
      second.loaded?.(table, slot, nowSeconds);
    },
  };
}
