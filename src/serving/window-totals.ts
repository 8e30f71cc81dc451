// What windowed layers read in a batch's next step, kept as totals that are linear in the steps until `changeAtSteps`.
// Sliding windows: a context grows until it fills the window, and stays. Windows that restart (chunks): it grows for ever, and
// falls by a whole window when the chunk ends. Sequences whose drafts are accepted grow by fractions of tokens a step.
import type { AttentionWindow } from "../cost/attention-window.ts";
import type { RequestTable } from "./request-table.ts";

export interface WindowTotals {
  /** Summed over the sequences: what the next step reads, and what a step adds to it. */
  tokens: number;
  growthTokens: number;
  /** Step at which a window fills, or ends. */
  changeAtSteps: number;
  /** A sequence that has joined the batch. */
  join(slot: number): void;
  /** One that leaves after `step` steps. */
  leave(slot: number, step: number): void;
  /** `steps` steps have run, up to `step`. */
  advance(steps: number, step: number): void;
}

export const windowTotals = (table: RequestTable, window: AttentionWindow): WindowTotals =>
  window.windowRestarts && window.windowTokens < Number.POSITIVE_INFINITY
    ? new RestartingWindows(table, window.windowTokens)
    : new SlidingWindows(table, window.windowTokens);

const earliest = (steps: Iterable<number>): number => {
  let next = Number.POSITIVE_INFINITY;
  for (const step of steps) if (step < next) next = step;
  return next;
};

class SlidingWindows implements WindowTotals {
  tokens = 0;
  growthTokens = 0;
  changeAtSteps = Number.POSITIVE_INFINITY;
  readonly #table: RequestTable;
  readonly #limitTokens: number;
  /** Sequences that reach the window at each future step: how many, how fast they grow, and by how much they overshoot. */
  readonly #saturations = new Map<number, { count: number; tokensPerStep: number; excessTokens: number }>();

  constructor(table: RequestTable, limitTokens: number) {
    this.#table = table;
    this.#limitTokens = limitTokens;
  }

  join(slot: number): void {
    const contextTokens = this.#table.joinContextTokens[slot]!;
    if (contextTokens >= this.#limitTokens) {
      this.tokens += this.#limitTokens;
      return;
    }
    this.tokens += contextTokens;
    this.growthTokens += this.#table.tokensPerStep[slot]!;
    this.#saturate(slot, 1);
  }

  leave(slot: number, step: number): void {
    if (this.#limitTokens === Number.POSITIVE_INFINITY || step < this.#saturationStep(slot)) {
      const { joinContextTokens, joinStep, tokensPerStep } = this.#table;
      const rate = tokensPerStep[slot]!;
      this.tokens -= joinContextTokens[slot]! + (step - joinStep[slot]!) * rate;
      this.growthTokens -= rate;
      this.#saturate(slot, -1);
    } else this.tokens -= this.#limitTokens;
  }

  advance(steps: number, step: number): void {
    this.tokens += this.growthTokens * steps;
    while (this.changeAtSteps <= step) {
      const at = this.changeAtSteps;
      const { tokensPerStep, excessTokens } = this.#saturations.get(at)!;
      this.#saturations.delete(at);
      this.growthTokens -= tokensPerStep;
      // Those that saturated before the last step have been counted too long, and may have stepped over the limit.
      this.tokens -= excessTokens + tokensPerStep * (step - at);
      this.changeAtSteps = earliest(this.#saturations.keys());
    }
  }

  /** Step at which its context has reached the window; Infinity without one. */
  #saturationStep(slot: number): number {
    const { joinContextTokens, joinStep, tokensPerStep } = this.#table;
    const room = this.#limitTokens - joinContextTokens[slot]!;
    return joinStep[slot]! + Math.ceil(room / tokensPerStep[slot]!);
  }

  /** Notes (+1) or strikes off (-1) the step at which a sequence reaches the window. */
  #saturate(slot: number, sign: 1 | -1): void {
    if (this.#limitTokens === Number.POSITIVE_INFINITY) return;
    const step = this.#saturationStep(slot);
    const { joinContextTokens, joinStep, tokensPerStep } = this.#table;
    const rate = tokensPerStep[slot]!;
    const excess = joinContextTokens[slot]! + (step - joinStep[slot]!) * rate - this.#limitTokens;
    const known = this.#saturations.get(step) ?? { count: 0, tokensPerStep: 0, excessTokens: 0 };
    known.count += sign;
    known.tokensPerStep += sign * rate;
    known.excessTokens += sign * excess;
    if (known.count === 0) this.#saturations.delete(step);
    else this.#saturations.set(step, known);
    if (known.count > 0 && step < this.changeAtSteps) this.changeAtSteps = step;
    else if (known.count === 0 && step === this.changeAtSteps)
      this.changeAtSteps = earliest(this.#saturations.keys());
  }
}

class RestartingWindows implements WindowTotals {
  tokens = 0;
  growthTokens = 0;
  changeAtSteps = Number.POSITIVE_INFINITY;
  readonly #table: RequestTable;
  readonly #chunkTokens: number;
  /** Of each sequence the tokens before its chunk, and the step whose context is the first of the next. */
  readonly #chunks = new Map<number, { beforeTokens: number; endStep: number }>();
  /** Whose chunk ends at each future step. */
  readonly #ends = new Map<number, Set<number>>();

  constructor(table: RequestTable, chunkTokens: number) {
    this.#table = table;
    this.#chunkTokens = chunkTokens;
  }

  join(slot: number): void {
    const contextTokens = this.#table.joinContextTokens[slot]!;
    const beforeTokens = Math.floor((contextTokens - 1) / this.#chunkTokens) * this.#chunkTokens;
    this.tokens += contextTokens - beforeTokens;
    this.growthTokens += this.#table.tokensPerStep[slot]!;
    this.#enter(slot, beforeTokens);
  }

  leave(slot: number, step: number): void {
    const { joinContextTokens, joinStep, tokensPerStep } = this.#table;
    const rate = tokensPerStep[slot]!;
    const { beforeTokens, endStep } = this.#chunks.get(slot)!;
    this.tokens -= joinContextTokens[slot]! + (step - joinStep[slot]!) * rate - beforeTokens;
    this.growthTokens -= rate;
    this.#chunks.delete(slot);
    const ending = this.#ends.get(endStep)!;
    ending.delete(slot);
    if (ending.size > 0) return;
    this.#ends.delete(endStep);
    if (endStep === this.changeAtSteps) this.changeAtSteps = earliest(this.#ends.keys());
  }

  advance(steps: number, step: number): void {
    this.tokens += this.growthTokens * steps;
    while (this.changeAtSteps <= step) {
      const ending = this.#ends.get(this.changeAtSteps)!;
      this.#ends.delete(this.changeAtSteps);
      this.tokens -= this.#chunkTokens * ending.size;
      for (const slot of ending) this.#enter(slot, this.#chunks.get(slot)!.beforeTokens + this.#chunkTokens);
      this.changeAtSteps = earliest(this.#ends.keys());
    }
  }

  /** The sequence is in the chunk behind `beforeTokens`. */
  #enter(slot: number, beforeTokens: number): void {
    const { joinContextTokens, joinStep, tokensPerStep } = this.#table;
    const room = beforeTokens + this.#chunkTokens + 1 - joinContextTokens[slot]!;
    const endStep = joinStep[slot]! + Math.ceil(room / tokensPerStep[slot]!);
    this.#chunks.set(slot, { beforeTokens, endStep });
    const ending = this.#ends.get(endStep) ?? new Set<number>();
    this.#ends.set(endStep, ending.add(slot));
    this.changeAtSteps = Math.min(this.changeAtSteps, endStep);
  }
}
