// What the engine tells the metrics: runs of steps, gaps between tokens, requests that ended. Everything else is
// derived from these.
import type { Instance } from "./instance.ts";
import type { RequestTable } from "./request-table.ts";

export const status = { completed: 0, rejected: 1, failed: 2, unfinished: 3 } as const;
export type Status = (typeof status)[keyof typeof status];

export interface ServingSink {
  /** Request number `id` (from 0) reached the engine; the clock is at `nowSeconds`. `last`: of the number the source announced. */
  arrived(id: number, nowSeconds: number, last: boolean): void;
  /** `instance.run` was executed to its end. */
  ran(instance: Instance, endSeconds: number): void;
  /** `count` sequences got a token `gapSeconds` after their previous one. */
  tokenGap(endSeconds: number, gapSeconds: number, count: number): void;
  /** The request in `slot` ended; its columns are still valid. */
  ended(table: RequestTable, slot: number, nowSeconds: number, status: Status): void;
}
