// Future event list: a 4-ary heap on typed arrays, ordered by (time, order, sequence).
// Ties are part of the contract (docs/decisions/0003-event-order.md): at equal times the smaller `order` goes
// first, and among equals the one pushed first. Rescheduling is by version: the owner ignores stale events.

/** `order` and `sequence` share one float64: exact for 2^8 orders and 2^44 pushes. */
const ORDER_STRIDE = 2 ** 44;

export class EventQueue {
  #times = new Float64Array(64);
  #ranks = new Float64Array(64);
  #targets = new Int32Array(64);
  #versions = new Int32Array(64);
  #size = 0;
  /** The root is vacant: popped, and not filled yet. The next push, often of the same instance, takes its place. */
  #vacant = false;
  #sequence = 0;

  /** The event last popped. */
  timeSeconds = 0;
  order = 0;
  target = 0;
  version = 0;

  get size(): number {
    return this.#vacant ? this.#size - 1 : this.#size;
  }

  /** Time of the next event; Infinity when there is none. */
  peekSeconds(): number {
    if (!this.#vacant) return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#times[0]!;
    const times = this.#times;
    let least = Number.POSITIVE_INFINITY;
    for (let child = 1; child <= 4 && child < this.#size; child++)
      if (times[child]! < least) least = times[child]!;
    return least;
  }

  push(timeSeconds: number, order: number, target: number, version: number): void {
    const rank = order * ORDER_STRIDE + this.#sequence++;
    if (this.#vacant) {
      this.#vacant = false;
      this.#sink(timeSeconds, rank, target, version);
      return;
    }
    if (this.#size === this.#times.length) this.#grow();
    const times = this.#times;
    const ranks = this.#ranks;
    let i = this.#size++;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      const parentTime = times[parent]!;
      if (parentTime < timeSeconds || (parentTime === timeSeconds && ranks[parent]! < rank)) break;
      times[i] = parentTime;
      ranks[i] = ranks[parent]!;
      this.#targets[i] = this.#targets[parent]!;
      this.#versions[i] = this.#versions[parent]!;
      i = parent;
    }
    times[i] = timeSeconds;
    ranks[i] = rank;
    this.#targets[i] = target;
    this.#versions[i] = version;
  }

  /** Moves the next event into the public fields. Only when `size` > 0. */
  pop(): void {
    if (this.#vacant) {
      const last = --this.#size;
      this.#sink(this.#times[last]!, this.#ranks[last]!, this.#targets[last]!, this.#versions[last]!);
    }
    this.timeSeconds = this.#times[0]!;
    this.order = Math.floor(this.#ranks[0]! / ORDER_STRIDE);
    this.target = this.#targets[0]!;
    this.version = this.#versions[0]!;
    this.#vacant = true;
  }

  /** Puts an event in from the root down. */
  #sink(time: number, rank: number, target: number, version: number): void {
    const times = this.#times;
    const ranks = this.#ranks;
    const targets = this.#targets;
    const versions = this.#versions;
    const size = this.#size;
    let i = 0;
    for (;;) {
      const first = 4 * i + 1;
      if (first >= size) break;
      let child = first;
      const end = first + 4 < size ? first + 4 : size;
      for (let j = first + 1; j < end; j++) {
        if (times[j]! < times[child]! || (times[j]! === times[child]! && ranks[j]! < ranks[child]!))
          child = j;
      }
      if (time < times[child]! || (time === times[child]! && rank < ranks[child]!)) break;
      times[i] = times[child]!;
      ranks[i] = ranks[child]!;
      targets[i] = targets[child]!;
      versions[i] = versions[child]!;
      i = child;
    }
    times[i] = time;
    ranks[i] = rank;
    targets[i] = target;
    versions[i] = version;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    const widen = <T extends Float64Array | Int32Array>(from: T, to: T): T => {
      to.set(from as never);
      return to;
    };
    this.#times = widen(this.#times, new Float64Array(capacity));
    this.#ranks = widen(this.#ranks, new Float64Array(capacity));
    this.#targets = widen(this.#targets, new Int32Array(capacity));
    this.#versions = widen(this.#versions, new Int32Array(capacity));
  }
}
