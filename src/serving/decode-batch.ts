// The decoding sequences of one instance, kept as totals: how many, their summed context, their summed context within
// the sliding window. A step changes totals only, so k steps cost the same as one (docs/concepts/engine.md). Where drafts
// are accepted a sequence needs fewer steps than tokens; its context then grows evenly over them, so totals stay linear.
import { NONE, type RequestTable } from "./request-table.ts";
import type { Run } from "./run.ts";
import { StepRing } from "./step-ring.ts";

export class DecodeBatch {
  /** Sequences that generate a token in the next decode step. */
  size = 0;
  /** Sum of contexts the next step reads, and the same limited to the window per sequence. */
  contextTokens = 0;
  windowTokens = 0;
  /** Tokens a step yields, and context it adds: one per sequence, more where drafts are accepted. */
  tokensPerStep = 0;
  /** The same of sequences still shorter than the window: `windowTokens` grows by this much per step. */
  growing = 0;
  /** Decode steps executed so far; finish steps are on this clock. */
  step = 0;
  readonly #table: RequestTable;
  readonly #finishes: StepRing;
  readonly #windowLimitTokens: number;
  /** Sequences that reach the window at each future step: how many, how fast they grow, and by how much they overshoot. */
  readonly #saturations = new Map<number, { count: number; tokensPerStep: number; excessTokens: number }>();
  #nextSaturation = Number.POSITIVE_INFINITY;
  /** Sequences by the phase at which they fill a KV block: phase p allocates at steps n with (p + n) % blockTokens = 0. */
  readonly #phases: Int32Array;
  /** The phase that allocates at the next step. */
  #phase = 0;
  readonly #blockTokens: number;

  constructor(table: RequestTable, windowLimitTokens: number, blockTokens: number) {
    this.#table = table;
    this.#finishes = new StepRing(table);
    this.#windowLimitTokens = windowLimitTokens;
    this.#blockTokens = blockTokens;
    this.#phases = new Int32Array(blockTokens);
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
    if (contextTokens < this.#windowLimitTokens) {
      this.windowTokens += contextTokens;
      this.growing += rate;
      this.#saturate(slot, 1);
    } else this.windowTokens += this.#windowLimitTokens;
  }

  /** Removes a sequence before its time (preemption). */
  remove(slot: number): void {
    this.#finishes.remove(slot);
    this.#forget(slot);
  }

  /** Executes `steps` steps; nothing may finish or saturate strictly inside them (`stepsToNextChange` sees to it). */
  advance(steps: number): void {
    this.step += steps;
    this.#phase = this.#phaseIn(steps);
    this.contextTokens += this.tokensPerStep * steps;
    this.windowTokens += this.growing * steps;
    while (this.#nextSaturation <= this.step) {
      const at = this.#nextSaturation;
      const { tokensPerStep, excessTokens } = this.#saturations.get(at)!;
      this.#saturations.delete(at);
      this.growing -= tokensPerStep;
      // Those that saturated before the last step have been counted too long, and may have stepped over the limit.
      this.windowTokens -= excessTokens + tokensPerStep * (this.step - at);
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
    return Math.round(this.#context(slot));
  }

  #context(slot: number): number {
    const { joinContextTokens, joinStep, tokensPerStep } = this.#table;
    return joinContextTokens[slot]! + (this.step - joinStep[slot]!) * tokensPerStep[slot]!;
  }

  /** Step at which its context has reached the window; Infinity without one. */
  #saturationStep(slot: number): number {
    const { joinContextTokens, joinStep, tokensPerStep } = this.#table;
    const room = this.#windowLimitTokens - joinContextTokens[slot]!;
    return joinStep[slot]! + Math.ceil(room / tokensPerStep[slot]!);
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
    if (this.#windowLimitTokens === Number.POSITIVE_INFINITY || this.step < this.#saturationStep(slot)) {
      this.windowTokens -= contextTokens;
      this.growing -= rate;
      this.#saturate(slot, -1);
    } else this.windowTokens -= this.#windowLimitTokens;
    // Fractions of tokens leave roundings behind.
    if (this.size === 0) this.tokensPerStep = this.contextTokens = this.windowTokens = this.growing = 0;
  }

  /** Notes (+1) or strikes off (-1) the step at which a sequence reaches the window. */
  #saturate(slot: number, sign: 1 | -1): void {
    if (this.#windowLimitTokens === Number.POSITIVE_INFINITY) return;
    const step = this.#saturationStep(slot);
    const { joinContextTokens, joinStep, tokensPerStep } = this.#table;
    const rate = tokensPerStep[slot]!;
    const excess = joinContextTokens[slot]! + (step - joinStep[slot]!) * rate - this.#windowLimitTokens;
    const known = this.#saturations.get(step) ?? { count: 0, tokensPerStep: 0, excessTokens: 0 };
    known.count += sign;
    known.tokensPerStep += sign * rate;
    known.excessTokens += sign * excess;
    if (known.count === 0) this.#saturations.delete(step);
    else this.#saturations.set(step, known);
    if (known.count > 0 && step < this.#nextSaturation) this.#nextSaturation = step;
    else if (known.count === 0 && step === this.#nextSaturation) this.#findNextSaturation();
  }

  #findNextSaturation(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const step of this.#saturations.keys()) if (step < next) next = step;
    this.#nextSaturation = next;
  }
}
