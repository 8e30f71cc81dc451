// The median as Harrell and Davis estimate it (Biometrika 69(3), 1982): a mean of all order statistics, the i-th weighted by how
// likely it is the median of another sample of n, I_{i/n}(a, a) - I_{(i-1)/n}(a, a) with a = (n + 1) / 2. The middle row of a few
// dozen jumps where two rows change places; this estimate moves as its rows do, and has the smaller variance.
import { incompleteBeta } from "../../src/base/statistics.ts";

/** By number of values. */
const weightsOf = new Map<number, Float64Array>();

/** Of ascending values; null of none. */
export function smoothMedian(sorted: Float64Array): number | null {
  const { length } = sorted;
  if (length === 0) return null;
  const weights = weightsOf.get(length) ?? middleWeights(length);
  weightsOf.set(length, weights);
  return sorted.reduce((sum, value, i) => sum + weights[i]! * value, 0);
}

function middleWeights(n: number): Float64Array {
  const below = (i: number) => incompleteBeta(i / n, (n + 1) / 2, (n + 1) / 2);
  return Float64Array.from({ length: n }, (_, i) => below(i + 1) - below(i));
}
