// Load over time for charts: at most 512 bins, whose width doubles as the run gets longer. States (queue, running, KV)
// are sampled at bin ends; flows (arrivals, joules, tokens) are spread over the bins an interval covers.

/** Evenly spaced samples over the run for charts: value k covers [k, k+1) * binSeconds. */
export interface Timeline {
  binSeconds: number;
  arrivals: number[];
  queue: number[];
  running: number[];
  kvFraction: number[];
  itWatts: number[];
  outputTokens: number[];
}

const MOST_BINS = 512;
/** Of a bin: closer to its edge than this, and only the division says which bin a time is in. */
const ROUNDING = 1e-9;

export class TimelineRecorder {
  binSeconds = 1e-3;
  /** End of the bin that has not been sampled yet. */
  nextSampleSeconds = 1e-3;
  #bins = 0;
  /** The bin last written to, and what lies in it for certain, rounding aside: nothing is divided to find it again. */
  #bin = 0;
  #binFromSeconds = 0;
  #binToSeconds = 0;
  readonly #arrivals = new Float64Array(MOST_BINS);
  readonly #joules = new Float64Array(MOST_BINS);
  readonly #outputTokens = new Float64Array(MOST_BINS);
  readonly #queue = new Float64Array(MOST_BINS);
  readonly #running = new Float64Array(MOST_BINS);
  readonly #kvFraction = new Float64Array(MOST_BINS);

  addArrival(atSeconds: number): void {
    // The bin first: finding it may widen the bins.
    const bin = this.#binOf(atSeconds);
    this.#arrivals[bin]! += 1;
  }

  /** Spreads joules and tokens evenly over [startSeconds, endSeconds]. */
  addWork(startSeconds: number, endSeconds: number, joules: number, outputTokens: number): void {
    if (startSeconds > this.#binFromSeconds && endSeconds < this.#binToSeconds) {
      this.#joules[this.#bin]! += joules;
      this.#outputTokens[this.#bin]! += outputTokens;
      return;
    }
    const last = this.#binOf(endSeconds);
    const first = this.#binOf(startSeconds);
    if (first === last) {
      this.#joules[first]! += joules;
      this.#outputTokens[first]! += outputTokens;
      return;
    }
    const perSecond = 1 / (endSeconds - startSeconds);
    for (let bin = first; bin <= last; bin++) {
      const from = Math.max(startSeconds, bin * this.binSeconds);
      const to = Math.min(endSeconds, (bin + 1) * this.binSeconds);
      const share = Math.max(0, to - from) * perSecond;
      this.#joules[bin]! += joules * share;
      this.#outputTokens[bin]! += outputTokens * share;
    }
  }

  /** Records the state for every bin that has ended by `nowSeconds`. */
  sample(nowSeconds: number, queue: number, running: number, kvFraction: number): void {
    const upTo = this.#binOf(nowSeconds);
    for (let bin = this.#bins; bin < upTo; bin++) {
      this.#queue[bin] = queue;
      this.#running[bin] = running;
      this.#kvFraction[bin] = kvFraction;
    }
    this.#bins = Math.max(this.#bins, upTo);
    this.nextSampleSeconds = (this.#bins + 1) * this.binSeconds;
  }

  /** `idleWatts` of IT equipment are added to the energy of the steps. */
  finish(endSeconds: number, idleWatts: (binStartSeconds: number) => number): Timeline {
    const bins = Math.max(1, Math.min(MOST_BINS, Math.ceil(endSeconds / this.binSeconds)));
    const take = (column: Float64Array) => Array.from(column.subarray(0, bins));
    return {
      binSeconds: this.binSeconds,
      arrivals: take(this.#arrivals),
      queue: take(this.#queue),
      running: take(this.#running),
      kvFraction: take(this.#kvFraction),
      itWatts: take(this.#joules).map((joules, bin) => {
        const width = Math.min(this.binSeconds, endSeconds - bin * this.binSeconds);
        return (width > 0 ? joules / width : 0) + idleWatts(bin * this.binSeconds);
      }),
      outputTokens: take(this.#outputTokens),
    };
  }

  #binOf(seconds: number): number {
    if (seconds > this.#binFromSeconds && seconds < this.#binToSeconds) return this.#bin;
    while (seconds >= this.binSeconds * MOST_BINS) this.#widen();
    const bin = Math.floor(seconds / this.binSeconds);
    this.#bin = bin;
    this.#binFromSeconds = (bin + ROUNDING) * this.binSeconds;
    this.#binToSeconds = (bin + 1 - ROUNDING) * this.binSeconds;
    return bin;
  }

  /** Twice the bin width: neighbours merge; flows add, states keep the later sample. */
  #widen(): void {
    for (const flow of [this.#arrivals, this.#joules, this.#outputTokens]) addNeighbours(flow);
    for (const state of [this.#queue, this.#running, this.#kvFraction]) keepLater(state);
    this.#bins = Math.floor(this.#bins / 2);
    this.#binToSeconds = 0;
    this.binSeconds *= 2;
    this.nextSampleSeconds = (this.#bins + 1) * this.binSeconds;
  }
}

function addNeighbours(column: Float64Array): void {
  for (let i = 0; i < MOST_BINS / 2; i++) column[i] = column[2 * i]! + column[2 * i + 1]!;
  column.fill(0, MOST_BINS / 2);
}

function keepLater(column: Float64Array): void {
  for (let i = 0; i < MOST_BINS / 2; i++) column[i] = column[2 * i + 1]!;
  column.fill(0, MOST_BINS / 2);
}
