// Weighted quantiles of values that are not negative, in logarithmic buckets: any quantile within 0.25 % of a true one, whatever the
// number of values (the idea of DDSketch, Masson et al., VLDB 2019). Used for inter-token gaps, of which there are as
// many as tokens; takes a whole arithmetic run at once.

/** Relative error of `quantile`. */
export const SKETCH_RELATIVE_ERROR = 0.0025;
const GAMMA = (1 + SKETCH_RELATIVE_ERROR) / (1 - SKETCH_RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
/** Buckets from 1e-9 to 1e9. */
const OFFSET = Math.ceil(Math.log(1e9) / LOG_GAMMA);
const BUCKETS = 2 * OFFSET + 1;
/** The largest value of each bucket, but for rounding. */
const UPPER = Float64Array.from({ length: BUCKETS }, (_, bucket) => Math.exp((bucket - OFFSET) * LOG_GAMMA));
/** Of a bound: closer than this, and only the logarithm itself says on which side a value is. */
const ROUNDING = 1e-12;

export class QuantileSketch {
  readonly #weights = new Float64Array(BUCKETS);
  weight = 0;
  sum = 0;

  /** To `other`, too, where it is given: finding the bucket is most of the work. */
  add(value: number, weight: number, other?: QuantileSketch): void {
    const bucket = bucketOf(value);
    const sum = value * weight;
    this.#take(bucket, weight, sum);
    if (other) other.#take(bucket, weight, sum);
  }

  #take(bucket: number, weight: number, sum: number): void {
    this.#weights[bucket]! += weight;
    this.weight += weight;
    this.sum += sum;
  }

  /** Adds first, first + slope, …: `count` values of `weight` each; slope >= 0. To `other`, too, where it is given. */
  addRun(first: number, slope: number, count: number, weight: number, other?: QuantileSketch): void {
    const weights = this.#weights;
    const otherWeights = (other ?? this).#weights;
    let done = 0;
    while (done < count) {
      const bucket = bucketOf(first + slope * done);
      let inBucket = count - done;
      if (slope > 0) {
        const upTo = Math.floor((UPPER[bucket]! - first) / slope) + 1 - done;
        inBucket = Math.max(1, Math.min(inBucket, upTo));
      }
      weights[bucket]! += inBucket * weight;
      if (other) otherWeights[bucket]! += inBucket * weight;
      done += inBucket;
    }
    const sum = weight * (count * first + (slope * count * (count - 1)) / 2);
    this.weight += count * weight;
    this.sum += sum;
    if (other) {
      other.weight += count * weight;
      other.sum += sum;
    }
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
      if (below >= rank && below > 0) return bucket === 0 ? 0 : (2 * UPPER[bucket]!) / (GAMMA + 1);
    }
    return Number.NaN;
  }
}

/** Bucket i holds values in (gamma^(i-1), gamma^i], the first all up to 1e-9: none is told from zero, which it stands for. */
function bucketOfLogarithm(value: number): number {
  if (value <= 1e-9) return 0;
  return Math.min(BUCKETS - 1, Math.max(0, Math.ceil(Math.log(value) / LOG_GAMMA) + OFFSET));
}

// The same without a logarithm: exponent and first eight bits of a number make cells narrower than a bucket (2^-8 < 0.5 %), so
// that a cell has at most one bound in it.
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0]!;
const cellOf = (value: number): number => {
  double[0] = value;
  return words[HIGH_WORD]! >>> 12;
};
const FIRST_CELL = cellOf(1e-9) + 1;
const LAST_CELL = cellOf(1e9) - 1;
/** Bucket of the least value of each cell. */
const buckets = Uint16Array.from({ length: LAST_CELL - FIRST_CELL + 1 }, (_, i) => {
  words[HIGH_WORD] = (FIRST_CELL + i) << 12;
  words[1 - HIGH_WORD] = 0;
  return bucketOfLogarithm(double[0]!);
});

function bucketOf(value: number): number {
  const cell = cellOf(value);
  if (cell < FIRST_CELL || cell > LAST_CELL) return bucketOfLogarithm(value);
  const bucket = buckets[cell - FIRST_CELL]!;
  const upper = UPPER[bucket]!;
  const beyond = value - upper;
  if (beyond < -ROUNDING * upper) return bucket;
  return beyond > ROUNDING * upper ? bucket + 1 : bucketOfLogarithm(value);
}
