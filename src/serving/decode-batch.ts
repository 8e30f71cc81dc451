// The decoding sequences of one instance, kept as totals: how many, their summed context, what windowed layers read of it
// (window-totals.ts). A step changes totals only, so k steps cost the same as one (docs/concepts/engine.md). Where drafts
// are accepted a sequence needs fewer steps than tokens; its context then grows evenly over them, so totals stay linear.
import type { AttentionWindow } from "../cost/attention-window.ts";
import { NONE, type RequestTable } from "./request-table.ts";
import type { Run } from "./run.ts";
import { StepRing } from "./step-ring.ts";
import { type WindowTotals, windowTotals } from "./window-totals.ts";

export class DecodeBatch {
  /** Sequences that generate a token in the next decode step. */
  size = 0;
  /** Sum of contexts the next step reads. */
  contextTokens = 0;
  /** Tokens a step yields, and context it adds: one per sequence, more where drafts are accepted. */
  tokensPerStep = 0;
  /** Decode steps executed so far; finish steps are on this clock. */
  step = 0;
  readonly #table: RequestTable;
  readonly #finishes: StepRing;
  readonly #window: WindowTotals;
  /** Sequences by the phase at which they fill a KV block: phase p allocates at steps n with (p + n) % blockTokens = 0. */
  readonly #phases: Int32Array;
  /** The phase that allocates at the next step. */
  #phase = 0;
  readonly #blockTokens: number;

  constructor(table: RequestTable, window: AttentionWindow, blockTokens: number) {
    this.#table = table;
    this.#finishes = new StepRing(table);
    this.#window = windowTotals(table, window);
    this.#blockTokens = blockTokens;
    this.#phases = new Int32Array(blockTokens);
  }

  /** What windowed layers read in the next step. */
  get windowTokens(): number {
    return this.#window.tokens;
  }

  /** What a step adds to that. */
  get growing(): number {
    return this.#window.growthTokens;
  }

  /** Adds a sequence that reads `contextTokens` in its first step here and generates `remaining` more tokens in `steps` steps. */
  join(slot: number, contextTokens: number, remaining: number, steps: number = remaining): void {
    const table = this.#table;
    const rate = remaining / steps;
    table.joinStep[slot] = this.step;
    table.joinContextTokens[slot] = contextTokens;
    table.tokensPerStep[slot] = rate;
    this.#finishes.insert(slot, this.step + steps, this.step);
    const phase = (((contextTokens - 1) % this.#blockTokens) + this.#phase) % this.#blockTokens;
    table.blockPhase[slot] = phase;
    this.#phases[phase]!++;
    this.size++;
    this.tokensPerStep += rate;
    this.contextTokens += contextTokens;
    this.#window.join(slot);
  }

  /** Removes a sequence before its time (preemption). */
  remove(slot: number): void {
    this.#finishes.remove(slot);
    this.#forget(slot);
  }

  /** Executes `steps` steps; nothing may finish, and no window fill or end, strictly inside them (`stepsToNextChange` sees to it). */
  advance(steps: number): void {
    this.step += steps;
    this.#phase = this.#phaseIn(steps);
    this.contextTokens += this.tokensPerStep * steps;
    this.#window.advance(steps, this.step);
  }

  /** The sequences that finish with the step just executed, already out of the totals; linked by `next`. */
  takeFinished(): number {
    const head = this.#finishes.takeAll(this.step);
    for (let slot = head; slot !== NONE; slot = this.#table.next[slot]!) this.#forget(slot);
    return head;
  }

  /** Steps until a sequence finishes, or its window fills or ends, whichever is first. */
  stepsToNextChange(): number {
    return Math.min(this.#finishes.stepsToNext(this.step), this.#window.changeAtSteps - this.step);
  }

  contextOf(slot: number): number {
    return Math.round(this.#context(slot));
  }

  #context(slot: number): number {
    const { joinContextTokens, joinStep, tokensPerStep } = this.#table;
    return joinContextTokens[slot]! + (this.step - joinStep[slot]!) * tokensPerStep[slot]!;
  }

  /** KV blocks the next `steps` steps will fill beyond those held. */
  blockGrowth(steps: number): number {
    const phases = this.#phases;
    if (steps === 1) return phases[this.#phase]!;
    const { length } = phases;
    const cycles = Math.floor(steps / length);
    let blocks = cycles * this.size;
    let phase = this.#phase;
    for (let j = cycles * length; j < steps; j++) {
      blocks += phases[phase]!;
      phase = phase === 0 ? length - 1 : phase - 1;
    }
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
      left -= this.#phases[this.#phaseIn(steps)]!;
      if (left < 0) break;
      steps++;
    }
    return Math.max(1, Math.min(steps, most));
  }

  blockGrowthUpperBound(steps: number): number {
    return Math.ceil(steps / this.#blockTokens) * this.size;
  }

  /**
   * Blocks that a run takes after its first step, each times the seconds since its start. They come with the period of a block,
   * and the time of step j is a first + b second degree of j: sums of an arithmetic sequence and of its squares.
   */
  growthBlockSeconds({ steps, firstSeconds, slopeSeconds }: Run): number {
    const { length } = this.#phases;
    let blockSeconds = 0;
    let phase = this.#phase;
    for (let j = 1; j < steps && j <= length; j++) {
      phase = phase === 0 ? length - 1 : phase - 1;
      const blocks = this.#phases[phase]!;
      if (blocks === 0) continue;
      const count = Math.floor((steps - 1 - j) / length) + 1;
      const pairs = (count * (count - 1)) / 2;
      const sum = count * j + length * pairs;
      const squares =
        count * j * j + 2 * j * length * pairs + (length * length * pairs * (2 * count - 1)) / 3;
      blockSeconds += blocks * (firstSeconds * sum + (slopeSeconds * (squares - sum)) / 2);
    }
    return blockSeconds;
  }

  /** The phase that allocates after `steps` more. */
  #phaseIn(steps: number): number {
    const length = this.#blockTokens;
    const phase = this.#phase - (steps % length);
    return phase < 0 ? phase + length : phase;
  }

  #forget(slot: number): void {
    const contextTokens = this.#context(slot);
    const rate = this.#table.tokensPerStep[slot]!;
    this.#phases[this.#table.blockPhase[slot]!]!--;
    this.size--;
    this.tokensPerStep -= rate;
    this.contextTokens -= contextTokens;
    this.#window.leave(slot, this.step);
    // Fractions of tokens leave roundings behind.
    if (this.size === 0)
      this.tokensPerStep = this.contextTokens = this.#window.tokens = this.#window.growthTokens = 0;
  }
}
