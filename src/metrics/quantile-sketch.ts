// Weighted quantiles of positive values in logarithmic buckets: any quantile within 0.25 % of a true one, whatever the
// number of values (the idea of DDSketch, Masson et al., VLDB 2019). Used for inter-token gaps, of which there are as
// many as tokens; takes a whole arithmetic run at once.

/** Relative error of `quantile`. */
export const SKETCH_RELATIVE_ERROR = 0.0025;
const GAMMA = (1 + SKETCH_RELATIVE_ERROR) / (1 - SKETCH_RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
/** Buckets from 1e-9 to 1e9. */
const OFFSET = Math.ceil(Math.log(1e9) / LOG_GAMMA);
const BUCKETS = 2 * OFFSET + 1;

export class QuantileSketch {
  readonly #weights = new Float64Array(BUCKETS);
  weight = 0;
  sum = 0;

  add(value: number, weight: number): void {
    this.#weights[bucketOf(value)]! += weight;
    this.weight += weight;
    this.sum += value * weight;
  }

  /** Adds first, first + slope, …: `count` values of `weight` each; slope >= 0. */
  addRun(first: number, slope: number, count: number, weight: number): void {
    let done = 0;
    while (done < count) {
      const bucket = bucketOf(first + slope * done);
      let inBucket = count - done;
      if (slope > 0) {
        const upTo = Math.floor((Math.exp((bucket - OFFSET) * LOG_GAMMA) - first) / slope) + 1 - done;
        inBucket = Math.max(1, Math.min(inBucket, upTo));
      }
      this.#weights[bucket]! += inBucket * weight;
      done += inBucket;
    }
    this.weight += count * weight;
    this.sum += weight * (count * first + (slope * count * (count - 1)) / 2);
  }

  get mean(): number {
    return this.sum / this.weight;
  }

  /** The value below which a share `p` of the weight lies; NaN when empty. */
  quantile(p: number): number {
    if (this.weight === 0) return Number.NaN;
    const rank = p * this.weight;
    let below = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      below += this.#weights[bucket]!;
      if (below >= rank && below > 0) return (2 * Math.exp((bucket - OFFSET) * LOG_GAMMA)) / (GAMMA + 1);
    }
    return Number.NaN;
  }
}

/** Bucket i holds values in (gamma^(i-1), gamma^i]. */
function bucketOf(value: number): number {
  if (value <= 1e-9) return 0;
  return Math.min(BUCKETS - 1, Math.max(0, Math.ceil(Math.log(value) / LOG_GAMMA) + OFFSET));
}
