// Running requests in the order they were admitted, by level of urgency: of the least urgent the last one is preempted first.
// Linked through the table.
import { NONE, type RequestTable, state } from "./request-table.ts";

export class AdmissionOrder {
  readonly #tails: Int32Array;
  readonly #table: RequestTable;

  constructor(table: RequestTable, levels: number) {
    this.#table = table;
    this.#tails = new Int32Array(levels).fill(NONE);
  }

  push(slot: number): void {
    const { orderNext, orderPrevious, level } = this.#table;
    const tail = this.#tails[level[slot]!]!;
    orderNext[slot] = NONE;
    orderPrevious[slot] = tail;
    if (tail !== NONE) orderNext[tail] = slot;
    this.#tails[level[slot]!] = slot;
  }

  remove(slot: number): void {
    const { orderNext, orderPrevious, level } = this.#table;
    const before = orderPrevious[slot]!;
    const after = orderNext[slot]!;
    if (before !== NONE) orderNext[before] = after;
    if (after === NONE) this.#tails[level[slot]!] = before;
    else orderPrevious[after] = before;
  }

  /** Of those less urgent than `level` (default: of all) the first to go: the last admitted of the least urgent whose KV is here. */
  last(level = -1): number {
    for (let l = this.#tails.length - 1; l > level; l--) {
      let slot = this.#tails[l]!;
      while (slot !== NONE && this.#onItsWay(slot)) slot = this.#table.orderPrevious[slot]!;
      if (slot !== NONE) return slot;
    }
    return NONE;
  }

  #onItsWay(slot: number): boolean {
    const where = this.#table.state[slot];
    return where === state.transferring || where === state.loading;
  }
}
