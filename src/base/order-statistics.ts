// The k-th smallest of many values without sorting them, by Floyd and Rivest's SELECT (CACM 18(3), 1975, Algorithm 489): expected
// n + min(k, n - k) comparisons. Not for NaN.

/** Sampling pays above this many values. */
const SAMPLED = 600;

/** Reorders `values` from `left` to `right` so that the element at `k` is the one sorting would put there, no larger before it. */
export function selectInPlace(
  values: Float64Array,
  k: number,
  left = 0,
  right: number = values.length - 1,
): number {
  while (right > left) {
    if (right - left > SAMPLED) {
      const size = right - left + 1;
      const place = k - left + 1;
      const log = Math.log(size);
      const sample = 0.5 * Math.exp((2 * log) / 3);
      const deviation =
        0.5 * Math.sqrt((log * sample * (size - sample)) / size) * (place < size / 2 ? -1 : 1);
      selectInPlace(
        values,
        k,
        Math.max(left, Math.floor(k - (place * sample) / size + deviation)),
        Math.min(right, Math.floor(k + ((size - place) * sample) / size + deviation)),
      );
    }
    const pivot = values[k]!;
    let low = left;
    let high = right;
    swap(values, left, k);
    if (values[right]! > pivot) swap(values, left, right);
    while (low < high) {
      swap(values, low++, high--);
      while (values[low]! < pivot) low++;
      while (values[high]! > pivot) high--;
    }
    if (values[left] === pivot) swap(values, left, high);
    else swap(values, ++high, right);
    if (high <= k) left = high + 1;
    if (k <= high) right = high - 1;
  }
  return values[k]!;
}

function swap(values: Float64Array, one: number, other: number): void {
  const value = values[one]!;
  values[one] = values[other]!;
  values[other] = value;
}

/**
 * Quantile `p` by R-7, as `quantileSorted` of the same values sorted; reorders them. NaN for none. `left`: none before it is
 * larger than any from there on, as after a smaller quantile (`placeOf`).
 */
export function quantileInPlace(values: Float64Array, p: number, left = 0): number {
  const { length } = values;
  if (length === 0) return Number.NaN;
  const position = (length - 1) * p;
  const below = Math.floor(position);
  const low = selectInPlace(values, below, left);
  const share = position - below;
  if (share === 0) return low;
  const high = selectInPlace(values, below + 1, below + 1);
  return low + (high - low) * share;
}

/** Where finding quantile `p` leaves the value at or below it: none before is larger. */
export const placeOf = (p: number, length: number): number => Math.floor((length - 1) * p);
