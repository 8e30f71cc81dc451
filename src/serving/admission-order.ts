// Running requests in the order they were admitted: the last one is preempted first. Linked through the table.
import { NONE, type RequestTable, state } from "./request-table.ts";

export class AdmissionOrder {
  #tail = NONE;
  readonly #table: RequestTable;

  constructor(table: RequestTable) {
    this.#table = table;
  }

  push(slot: number): void {
    const { orderNext, orderPrevious } = this.#table;
    orderNext[slot] = NONE;
    orderPrevious[slot] = this.#tail;
    if (this.#tail !== NONE) orderNext[this.#tail] = slot;
    this.#tail = slot;
  }

  remove(slot: number): void {
    const { orderNext, orderPrevious } = this.#table;
    const before = orderPrevious[slot]!;
    const after = orderNext[slot]!;
    if (before !== NONE) orderNext[before] = after;
    if (after === NONE) this.#tail = before;
    else orderPrevious[after] = before;
  }

  /** The last admitted whose KV is here (not on its way). */
  last(): number {
    let slot = this.#tail;
    while (slot !== NONE && this.#onItsWay(slot)) slot = this.#table.orderPrevious[slot]!;
    return slot;
  }

  #onItsWay(slot: number): boolean {
    const where = this.#table.state[slot];
    return where === state.transferring || where === state.loading;
  }
}
