// Block hashes of a growing context. A block's hash stands for all tokens up to its end: blocks that lie whole within a
// shared beginning have the hashes of that beginning, the others are this context's own. The partial last block of a
// prompt gets a hash nobody else has: it is looked up and never found, as its tokens will be followed by others.

/** Gives a hash that was never given before. */
export type FreshHash = () => number;

export class ContextChain {
  readonly #blockTokens: number;
  readonly #fresh: FreshHash;
  readonly #hashes: number[];

  /** `shared`: hashes of the whole blocks of what this context begins with. */
  constructor(blockTokens: number, fresh: FreshHash, shared: readonly number[]) {
    this.#blockTokens = blockTokens;
    this.#fresh = fresh;
    this.#hashes = [...shared];
  }

  /** Hashes of the whole blocks among the first `tokens`. */
  whole(tokens: number): number[] {
    const blocks = Math.floor(tokens / this.#blockTokens);
    while (this.#hashes.length < blocks) this.#hashes.push(this.#fresh());
    return this.#hashes.slice(0, blocks);
  }

  /** What follows the first `tokens` is other text from now on. */
  cut(tokens: number): void {
    this.#hashes.length = Math.min(this.#hashes.length, Math.floor(tokens / this.#blockTokens));
  }

  /** Hashes of a prompt, a partial last block too. */
  prompt(tokens: number): number[] {
    const hashes = this.whole(tokens);
    if (tokens % this.#blockTokens > 0) hashes.push(this.#fresh());
    return hashes;
  }
}
