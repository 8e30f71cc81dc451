// A mixture of normal distributions and its quantiles, by bisection. Volatility is unknown, so the mixture has fat tails; in
// units of the series its mean may not exist, and is never asked for.
import { normalCdf } from "../base/normal.ts";

export interface Mixture {
  shares: Float64Array;
  means: Float64Array;
  deviations: Float64Array;
}

export function cdf({ shares, means, deviations }: Mixture, x: number): number {
  let sum = 0;
  for (let k = 0; k < shares.length; k++) {
    const z = (x - means[k]!) / deviations[k]!;
    // A normal tail beyond six is nothing.
    if (z > 6) sum += shares[k]!;
    else if (z > -6) sum += shares[k]! * normalCdf(z);
  }
  return sum;
}

export function quantile(mixture: Mixture, p: number): number {
  const { shares, means, deviations } = mixture;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < shares.length; k++) {
    low = Math.min(low, means[k]! - 7 * deviations[k]!);
    high = Math.max(high, means[k]! + 7 * deviations[k]!);
  }
  const precision = 1e-12 * Math.max(1, Math.abs(low), Math.abs(high));
  while (high - low > precision) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (cdf(mixture, middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
