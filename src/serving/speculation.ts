// Speculative decoding, as the scheduler sees it: a step verifies the drafts of every sequence and yields one token plus those
// accepted in a row. Whether the draft at each position is accepted is drawn step by step from a named stream, so a request of n
// tokens takes the random number of steps those draws give; tokens drafted beyond its end are wasted.

/** Expected tokens of a step: 1 + a1 + a1 a2 + …, for the acceptance of each position given that those before it held. */
export function tokensPerStep(acceptance: readonly number[]): number {
  let held = 1;
  let tokens = 1;
  for (const accepted of acceptance) {
    held *= accepted;
    tokens += held;
  }
  return tokens;
}

export class Speculation {
  readonly #acceptance: readonly number[];
  readonly #random: () => number;

  constructor(acceptance: readonly number[], random: () => number) {
    this.#acceptance = acceptance;
    this.#random = random;
  }

  /** Tokens each sequence brings to a step: the last one and its drafts. */
  get rowsPerSequence(): number {
    return 1 + this.#acceptance.length;
  }

  /** Expected. */
  get tokensPerStep(): number {
    return tokensPerStep(this.#acceptance);
  }

  /** Steps until `tokens` tokens are out. */
  stepsFor(tokens: number): number {
    let steps = 0;
    for (let left = tokens; left > 0; steps++) {
      left--;
      for (const accepted of this.#acceptance) {
        if (this.#random() >= accepted) break;
        left--;
      }
    }
    return steps;
  }
}
