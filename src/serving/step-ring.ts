// Which sequences finish at which decode step of an instance: a ring of buckets indexed by step, with a bitmap to
// find the next non-empty one 32 steps at a time. A sequence's finish step is known when it joins the batch (to the
// engine, never to a policy), so a step costs nothing per sequence.
import { NONE, type RequestTable } from "./request-table.ts";

export class StepRing {
  #heads = new Int32Array(1024).fill(NONE);
  #bitmap = new Uint32Array(32);
  #mask = 1023;
  #count = 0;
  readonly #table: RequestTable;

  constructor(table: RequestTable) {
    this.#table = table;
  }

  /** Files `slot` under `step`, which lies after `currentStep`. */
  insert(slot: number, step: number, currentStep: number): void {
    while (step - currentStep > this.#mask) this.#grow();
    this.#table.finishStep[slot] = step;
    this.#link(slot, step & this.#mask);
    this.#count++;
  }

  remove(slot: number): void {
    const { next, previous, finishStep } = this.#table;
    const bucket = finishStep[slot]! & this.#mask;
    const before = previous[slot]!;
    const after = next[slot]!;
    if (before === NONE) this.#heads[bucket] = after;
    else next[before] = after;
    if (after !== NONE) previous[after] = before;
    if (this.#heads[bucket] === NONE) this.#bitmap[bucket >>> 5]! &= ~(1 << (bucket & 31));
    this.#count--;
  }

  /** Steps from `currentStep` to the next step at which something finishes; Infinity when nothing will. */
  stepsToNext(currentStep: number): number {
    if (this.#count === 0) return Number.POSITIVE_INFINITY;
    const bitmap = this.#bitmap;
    const words = bitmap.length;
    const start = (currentStep + 1) & this.#mask;
    let word = start >>> 5;
    let bits = bitmap[word]! & (-1 << (start & 31));
    for (let scanned = 0; scanned <= words; scanned++) {
      if (bits !== 0) {
        const bucket = (word << 5) + (31 - Math.clz32(bits & -bits));
        return ((bucket - start) & this.#mask) + 1;
      }
      word = word + 1 === words ? 0 : word + 1;
      bits = bitmap[word]!;
    }
    throw new Error("step ring: count and bitmap disagree");
  }

  /** Empties the bucket of `step`; the slots hang on each other's `next`. */
  takeAll(step: number): number {
    const bucket = step & this.#mask;
    const bit = 1 << (bucket & 31);
    // The bitmap, a thirty-second of the buckets, stays in cache.
    if ((this.#bitmap[bucket >>> 5]! & bit) === 0) return NONE;
    const head = this.#heads[bucket]!;
    this.#heads[bucket] = NONE;
    this.#bitmap[bucket >>> 5]! &= ~bit;
    const { next } = this.#table;
    for (let slot = head; slot !== NONE; slot = next[slot]!) this.#count--;
    return head;
  }

  /** Before all that started earlier: what starts is the last to, but for a sequence that goes on after its hidden tokens. */
  #link(slot: number, bucket: number): void {
    const { next, previous, startOrder } = this.#table;
    const order = startOrder[slot]!;
    let before = NONE;
    let after = this.#heads[bucket]!;
    while (after !== NONE && startOrder[after]! > order) {
      before = after;
      after = next[after]!;
    }
    next[slot] = after;
    previous[slot] = before;
    if (after !== NONE) previous[after] = slot;
    if (before === NONE) this.#heads[bucket] = slot;
    else next[before] = slot;
    this.#bitmap[bucket >>> 5]! |= 1 << (bucket & 31);
  }

  #grow(): void {
    const old = this.#heads;
    const size = old.length * 2;
    this.#heads = new Int32Array(size).fill(NONE);
    this.#bitmap = new Uint32Array(size >>> 5);
    this.#mask = size - 1;
    for (const head of old) {
      // Re-filed back to front, so that slots of one bucket keep their order.
      const slots: number[] = [];
      for (let slot = head; slot !== NONE; slot = this.#table.next[slot]!) slots.push(slot);
      for (const slot of slots.reverse()) this.#link(slot, this.#table.finishStep[slot]! & this.#mask);
    }
  }
}
