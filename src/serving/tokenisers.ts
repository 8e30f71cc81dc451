// The tokenisers in front of the entry instances, one each; requests take them in turns, and wait for the one before. Longer
// prompts take longer; where a token takes no time there is nothing to wait for.

export class Tokenisers {
  /** When each is free. */
  readonly #freeSeconds: Float64Array;
  readonly #secondsPerToken: number;

  constructor(count: number, secondsPerToken: number) {
    this.#freeSeconds = new Float64Array(count);
    this.#secondsPerToken = secondsPerToken;
  }

  /** When request number `id`, which comes now, can be scheduled. */
  take(id: number, inputTokens: number, nowSeconds: number): number {
    if (this.#secondsPerToken === 0) return nowSeconds;
    const free = this.#freeSeconds;
    const tokeniser = id % free.length;
    free[tokeniser] = Math.max(nowSeconds, free[tokeniser]!) + this.#secondsPerToken * inputTokens;
    return free[tokeniser]!;
  }
}
