// The decoding sequences of one instance, kept as totals: how many, their summed context, their summed context within
// the sliding window. A step changes totals only, so k steps cost the same as one (docs/concepts/engine.md).
import { NONE, type RequestTable } from "./request-table.ts";
import { StepRing } from "./step-ring.ts";

export class DecodeBatch {
  /** Sequences that generate a token in the next decode step. */
  size = 0;
  /** Sum of contexts the next step reads, and the same limited to the window per sequence. */
  contextTokens = 0;
  windowTokens = 0;
  /** Sequences still shorter than the window: `windowTokens` grows by this much per step. */
  growing = 0;
  /** Decode steps executed so far; finish steps are on this clock. */
  step = 0;
  readonly #table: RequestTable;
  readonly #finishes: StepRing;
  readonly #windowLimitTokens: number;
  /** Sequences that reach the window at each future step, ascending; absent without a window. */
  readonly #saturations = new Map<number, number>();
  #nextSaturation = Number.POSITIVE_INFINITY;
  /** Sequences by the phase at which they fill a KV block: phase p allocates at steps n with (p + n) % blockTokens = 0. */
  readonly #phases: Int32Array;
  readonly #blockTokens: number;

  constructor(table: RequestTable, windowLimitTokens: number, blockTokens: number) {
    this.#table = table;
    this.#finishes = new StepRing(table);
    this.#windowLimitTokens = windowLimitTokens;
    this.#blockTokens = blockTokens;
    this.#phases = new Int32Array(blockTokens);
  }

  /** Adds a sequence that reads `contextTokens` in its first step here and generates `remaining` more tokens. */
  join(slot: number, contextTokens: number, remaining: number): void {
    const table = this.#table;
    table.joinStep[slot] = this.step;
    table.joinContextTokens[slot] = contextTokens;
    this.#finishes.insert(slot, this.step + remaining, this.step);
    this.#phases[this.#phaseOf(slot)]!++;
    this.size++;
    this.contextTokens += contextTokens;
    const limit = this.#windowLimitTokens;
    if (contextTokens < limit) {
      this.windowTokens += contextTokens;
      this.growing++;
      if (limit !== Number.POSITIVE_INFINITY) this.#saturate(this.step + limit - contextTokens, 1);
    } else this.windowTokens += limit;
  }

  /** Removes a sequence before its time (preemption). */
  remove(slot: number): void {
    this.#finishes.remove(slot);
    this.#forget(slot);
  }

  /** Executes `steps` steps; nothing may finish or saturate strictly inside them (`stepsToNextChange` sees to it). */
  advance(steps: number): void {
    this.step += steps;
    this.contextTokens += this.size * steps;
    this.windowTokens += this.growing * steps;
    while (this.#nextSaturation <= this.step) {
      const at = this.#nextSaturation;
      const count = this.#saturations.get(at)!;
      this.#saturations.delete(at);
      this.growing -= count;
      // Those that saturated before the last step have been counted too long: one token per step since.
      this.windowTokens -= count * (this.step - at);
      this.#findNextSaturation();
    }
  }

  /** The sequences that finish with the step just executed, already out of the totals; linked by `next`. */
  takeFinished(): number {
    const head = this.#finishes.takeAll(this.step);
    for (let slot = head; slot !== NONE; slot = this.#table.next[slot]!) this.#forget(slot);
    return head;
  }

  /** Steps until a sequence finishes or saturates the window, whichever is first. */
  stepsToNextChange(): number {
    return Math.min(this.#finishes.stepsToNext(this.step), this.#nextSaturation - this.step);
  }

  contextOf(slot: number): number {
    return this.#table.joinContextTokens[slot]! + this.step - this.#table.joinStep[slot]!;
  }

  /** KV blocks the next `steps` steps will fill beyond those held. */
  blockGrowth(steps: number): number {
    const { length } = this.#phases;
    const cycles = Math.floor(steps / length);
    let blocks = cycles * this.size;
    for (let j = cycles * length; j < steps; j++) blocks += this.#phases[this.#growthPhase(j)]!;
    return blocks;
  }

  /** The most steps, up to `most`, that at least one and otherwise only `freeBlocks` blocks suffice for. */
  stepsWithinBlocks(freeBlocks: number, most: number): number {
    const { length } = this.#phases;
    if (this.blockGrowthUpperBound(most) <= freeBlocks) return most;
    const cycles = Math.floor(freeBlocks / this.size);
    let steps = cycles * length;
    let left = freeBlocks - cycles * this.size;
    while (steps < most) {
      left -= this.#phases[this.#growthPhase(steps)]!;
      if (left < 0) break;
      steps++;
    }
    return Math.max(1, Math.min(steps, most));
  }

  blockGrowthUpperBound(steps: number): number {
    return Math.ceil(steps / this.#blockTokens) * this.size;
  }

  #growthPhase(stepsAhead: number): number {
    const { length } = this.#phases;
    return (length - ((this.step + stepsAhead) % length)) % length;
  }

  #phaseOf(slot: number): number {
    const { length } = this.#phases;
    const phase = (this.#table.joinContextTokens[slot]! - 1 - this.#table.joinStep[slot]!) % length;
    return phase < 0 ? phase + length : phase;
  }

  #forget(slot: number): void {
    const contextTokens = this.contextOf(slot);
    this.#phases[this.#phaseOf(slot)]!--;
    this.size--;
    this.contextTokens -= contextTokens;
    const limit = this.#windowLimitTokens;
    if (contextTokens < limit) {
      this.windowTokens -= contextTokens;
      this.growing--;
      if (limit !== Number.POSITIVE_INFINITY) this.#saturate(this.step + limit - contextTokens, -1);
    } else this.windowTokens -= limit;
  }

  #saturate(step: number, change: number): void {
    const count = (this.#saturations.get(step) ?? 0) + change;
    if (count === 0) this.#saturations.delete(step);
    else this.#saturations.set(step, count);
    if (count > 0 && step < this.#nextSaturation) this.#nextSaturation = step;
    else if (count === 0 && step === this.#nextSaturation) this.#findNextSaturation();
  }

  #findNextSaturation(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const step of this.#saturations.keys()) if (step < next) next = step;
    this.#nextSaturation = next;
  }
}
