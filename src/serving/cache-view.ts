// What a router knows of the prompt blocks on an instance: what the instance has told it, so many seconds late. Told are
// blocks as they come and go; a block is there as soon as somebody who has it is admitted.

export class CacheView {
  readonly #delaySeconds: number;
  readonly #known = new Set<number>();
  /** Not arrived yet, oldest first. */
  #times: number[] = [];
  #hashes: number[] = [];
  #came: boolean[] = [];
  #next = 0;

  constructor(delaySeconds: number) {
    this.#delaySeconds = delaySeconds;
  }

  came(hash: number, nowSeconds: number): void {
    this.#tell(hash, true, nowSeconds);
  }

  went(hash: number, nowSeconds: number): void {
    this.#tell(hash, false, nowSeconds);
  }

  /** How many of the leading hashes are there, as far as the router knows. */
  leading(hashes: readonly number[], nowSeconds: number): number {
    this.#learn(nowSeconds);
    let found = 0;
    while (found < hashes.length && this.#known.has(hashes[found]!)) found++;
    return found;
  }

  #tell(hash: number, came: boolean, nowSeconds: number): void {
    if (this.#delaySeconds === 0) {
      this.#apply(hash, came);
      return;
    }
    this.#times.push(nowSeconds + this.#delaySeconds);
    this.#hashes.push(hash);
    this.#came.push(came);
  }

  #learn(nowSeconds: number): void {
    for (; this.#next < this.#times.length && this.#times[this.#next]! <= nowSeconds; this.#next++)
      this.#apply(this.#hashes[this.#next]!, this.#came[this.#next]!);
    if (this.#next < 4096 || this.#next < this.#times.length / 2) return;
    this.#times = this.#times.slice(this.#next);
    this.#hashes = this.#hashes.slice(this.#next);
    this.#came = this.#came.slice(this.#next);
    this.#next = 0;
  }

  #apply(hash: number, came: boolean): void {
    if (came) this.#known.add(hash);
    else this.#known.delete(hash);
  }
}
