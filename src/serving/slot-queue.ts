// A first-in first-out queue of request slots, linked through the table's `next` column: O(1), no allocation.
import { NONE, type RequestTable } from "./request-table.ts";

export class SlotQueue {
  head = NONE;
  length = 0;
  #tail = NONE;
  readonly #table: RequestTable;

  constructor(table: RequestTable) {
    this.#table = table;
  }

  push(slot: number): void {
    this.#table.next[slot] = NONE;
    if (this.#tail === NONE) this.head = slot;
    else this.#table.next[this.#tail] = slot;
    this.#tail = slot;
    this.length++;
  }

  /** Back to the front: a preempted request keeps its place before all that arrived later. */
  unshift(slot: number): void {
    this.#table.next[slot] = this.head;
    this.head = slot;
    if (this.#tail === NONE) this.#tail = slot;
    this.length++;
  }

  shift(): number {
    const slot = this.head;
    this.head = this.#table.next[slot]!;
    if (this.head === NONE) this.#tail = NONE;
    this.#table.next[slot] = NONE;
    this.length--;
    return slot;
  }
}
