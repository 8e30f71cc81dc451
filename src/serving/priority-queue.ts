// Requests that wait, the more urgent before the others and each level first in, first out: one chain through the table's
// `next` column with a tail per level, so that whoever reads along it sees them in their order. O(levels).
import { NONE, type RequestTable } from "./request-table.ts";
import { SlotQueue } from "./slot-queue.ts";

export interface WaitingQueue {
  readonly head: number;
  readonly length: number;
  push(slot: number): void;
  /** Before all others of its level. */
  unshift(slot: number): void;
  shift(): number;
}

export function waitingQueue(table: RequestTable, levels: number): WaitingQueue {
  return levels > 1 ? new PriorityQueue(table, levels) : new SlotQueue(table);
}

export class PriorityQueue implements WaitingQueue {
  head = NONE;
  length = 0;
  readonly #table: RequestTable;
  readonly #tails: Int32Array;

  constructor(table: RequestTable, levels: number) {
    this.#table = table;
    this.#tails = new Int32Array(levels).fill(NONE);
  }

  push(slot: number): void {
    const level = this.#table.level[slot]!;
    this.#insert(slot, this.#lastUpTo(level));
    this.#tails[level] = slot;
  }

  unshift(slot: number): void {
    const level = this.#table.level[slot]!;
    this.#insert(slot, this.#lastUpTo(level - 1));
    if (this.#tails[level] === NONE) this.#tails[level] = slot;
  }

  shift(): number {
    const { next, level } = this.#table;
    const slot = this.head;
    if (this.#tails[level[slot]!] === slot) this.#tails[level[slot]!] = NONE;
    this.head = next[slot]!;
    next[slot] = NONE;
    this.length--;
    return slot;
  }

  /** The last request at least as urgent as `level`. */
  #lastUpTo(level: number): number {
    for (let l = level; l >= 0; l--) if (this.#tails[l] !== NONE) return this.#tails[l]!;
    return NONE;
  }

  #insert(slot: number, after: number): void {
    const { next } = this.#table;
    next[slot] = after === NONE ? this.head : next[after]!;
    if (after === NONE) this.head = slot;
    else next[after] = slot;
    this.length++;
  }
}
