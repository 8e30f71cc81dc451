// A link that those who use it at the same time divide evenly (processor sharing). Its clock is what each of n users has been
// given, in seconds of the whole link: that grows by 1/n a second, and a job of s seconds ends when it has grown by s, whoever
// comes and goes meanwhile. So only the next mark is ever looked for. What is written in the background is one more user, its
// pieces in turn. The owner asks `nextSeconds` after every change, and `reached` at that time.

interface Mark {
  /** On the clock of the link. */
  given: number;
  /** Who is told; NOBODY where only the link becomes free. */
  id: number;
  ends: boolean;
}

const NOBODY = -1;

export class SharedLink {
  #nowSeconds = 0;
  /** What each user has been given since the link was last idle. */
  #given = 0;
  #jobs = 0;
  /** The next one last; of equal ones the first that came. */
  readonly #marks: Mark[] = [];
  /** Where the background is done on the clock of the link, and all that it was ever asked to carry. */
  #backgroundEnd = 0;
  #backgroundSeconds = 0;

  /**
   * A job that takes `seconds` of the whole link; `id` is told once it has been given `untilSeconds` of them, and the rest
   * goes on by itself.
   */
  start(id: number, seconds: number, untilSeconds: number, nowSeconds: number): void {
    this.#advance(nowSeconds);
    this.#jobs++;
    const ends = untilSeconds === seconds;
    this.#mark({ given: this.#given + untilSeconds, id, ends });
    if (!ends) this.#mark({ given: this.#given + seconds, id: NOBODY, ends: true });
  }

  /** More for the background; returns what `carriedSeconds` will be when it is done. */
  write(seconds: number, nowSeconds: number): number {
    this.#advance(nowSeconds);
    this.#backgroundEnd = Math.max(this.#backgroundEnd, this.#given) + seconds;
    this.#backgroundSeconds += seconds;
    return this.#backgroundSeconds;
  }

  /** Of all that the background was ever asked to carry. */
  carriedSeconds(nowSeconds: number): number {
    this.#advance(nowSeconds);
    return this.#backgroundSeconds - Math.max(0, this.#backgroundEnd - this.#given);
  }

  /** How long a job that starts now would take to be given `seconds`, if nobody came after it. */
  secondsFor(seconds: number, nowSeconds: number): number {
    this.#advance(nowSeconds);
    const share = (end: number) => Math.min(Math.max(0, end - this.#given), seconds);
    let sum = seconds + share(this.#backgroundEnd);
    for (const { given, ends } of this.#marks) if (ends) sum += share(given);
    return sum;
  }

  /** When somebody is to be told next, as things are; Infinity for nobody. */
  nextSeconds(): number {
    const next = this.#marks.at(-1)?.given;
    if (next === undefined) return Number.POSITIVE_INFINITY;
    const shared = Math.max(0, Math.min(this.#backgroundEnd, next) - this.#given);
    return this.#nowSeconds + shared + (next - this.#given) * this.#jobs;
  }

  /** Who has got there by now, in order. */
  reached(nowSeconds: number): number[] {
    this.#advance(nowSeconds);
    const ids: number[] = [];
    while (this.nextSeconds() <= nowSeconds) {
      const { given, id, ends } = this.#marks.pop()!;
      this.#given = given;
      if (ends) this.#jobs--;
      if (id !== NOBODY) ids.push(id);
    }
    return ids;
  }

  #advance(nowSeconds: number): void {
    let left = nowSeconds - this.#nowSeconds;
    this.#nowSeconds = nowSeconds;
    const shared = this.#backgroundEnd - this.#given;
    if (shared > 0) {
      const seconds = Math.min(left, shared * (this.#jobs + 1));
      this.#given = seconds < left ? this.#backgroundEnd : this.#given + seconds / (this.#jobs + 1);
      left -= seconds;
    }
    // A mark is passed by `reached` alone: rounding must not carry the clock beyond it.
    if (this.#jobs > 0) this.#given = Math.min(this.#given + left / this.#jobs, this.#marks.at(-1)!.given);
    else if (this.#given >= this.#backgroundEnd) {
      this.#given = 0;
      this.#backgroundEnd = 0;
    }
  }

  #mark(mark: Mark): void {
    const marks = this.#marks;
    let low = 0;
    let high = marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (marks[middle]!.given > mark.given) low = middle + 1;
      else high = middle;
    }
    marks.splice(low, 0, mark);
  }
}
