// Where requests wait while every instance that could take them has as many as it may; the first that finds one with room goes
// to the instance the router chooses. Where instances take any number nobody ever waits here.
import type { Instance } from "./instance.ts";
import { type WaitingQueue, waitingQueue } from "./priority-queue.ts";
import type { RequestTable } from "./request-table.ts";
import type { EntryPool } from "./routed-pool.ts";

export class Gateway {
  readonly #table: RequestTable;
  readonly #pool: EntryPool;
  readonly #waiting: WaitingQueue;
  /** An idle instance has got work. */
  readonly #wake: (instance: Instance, nowSeconds: number) => void;

  constructor(
    table: RequestTable,
    pool: EntryPool,
    levels: number,
    wake: (instance: Instance, nowSeconds: number) => void,
  ) {
    this.#table = table;
    this.#pool = pool;
    this.#waiting = waitingQueue(table, levels);
    this.#wake = wake;
  }

  enter(slot: number, nowSeconds: number): void {
    if (this.#waiting.length === 0 && !this.#pool.isFull(slot)) this.#route(slot, nowSeconds);
    else {
      this.#waiting.push(slot);
      this.dispatch(nowSeconds);
    }
  }

  /** Somebody has left an instance: routes those who wait while any instance may take more. */
  dispatch(nowSeconds: number): void {
    while (this.#waiting.length > 0 && !this.#pool.isFull(this.#waiting.head))
      this.#route(this.#waiting.shift(), nowSeconds);
  }

  #route(slot: number, nowSeconds: number): void {
    const instance = this.#pool.routeToRoom(slot, nowSeconds);
    this.#table.instance[slot] = instance.index;
    if (instance.enqueue(slot, nowSeconds)) this.#wake(instance, nowSeconds);
  }
}
