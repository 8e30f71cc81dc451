// Sample statistics with their conventions named: quantiles are R-7, intervals Student's t at 95 %.

/** Mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Unbiased standard deviation; NaN for fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre) ** 2;
  return values.length < 2 ? Number.NaN : Math.sqrt(squares / (values.length - 1));
}

/** Quantile `p` of ascending values by R-7 (linear between order statistics, as NumPy and Excel); NaN for none. */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  const { length } = sorted;
  if (length === 0) return Number.NaN;
  const position = (length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, length - 1)]!;
  return low + (high - low) * (position - below);
}

export interface ConfidenceInterval {
  mean: number;
  low: number;
  high: number;
}

/** 95 % confidence interval of the mean of independent values; undefined for fewer than two. */
export function meanInterval(values: ArrayLike<number>): ConfidenceInterval | undefined {
  if (values.length < 2) return undefined;
  const centre = mean(values);
  const half = (studentT975(values.length - 1) * standardDeviation(values)) / Math.sqrt(values.length);
  return { mean: centre, low: centre - half, high: centre + half };
}

/**
 * Interval of the mean of a correlated sequence by batch means: `batches` consecutive batches are treated as
 * independent (Law, Simulation Modeling and Analysis, 9.5.3). Undefined when a batch would hold fewer than 50 values,
 * or when the batches plainly are not independent (lag-1 autocorrelation above 0.4): the run drifts or is too short.
 */
export function batchMeans(
  values: ArrayLike<number>,
  batches = 20,
  statistic: (batch: Float64Array) => number = mean,
): ConfidenceInterval | undefined {
  const size = Math.floor(values.length / batches);
  if (size < 50) return undefined;
  const all = new Float64Array(values);
  const perBatch = Array.from({ length: batches }, (_, i) => statistic(all.slice(i * size, (i + 1) * size)));
  return autocorrelation(perBatch) > 0.4 ? undefined : meanInterval(perBatch);
}

/** Of successive values; 0 where they do not vary. */
function autocorrelation(values: readonly number[]): number {
  const centre = mean(values);
  let lagged = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    squares += (values[i]! - centre) ** 2;
    if (i > 0) lagged += (values[i]! - centre) * (values[i - 1]! - centre);
  }
  return squares > 0 ? lagged / squares : 0;
}

/** By degrees of freedom: every interval of a run asks for the same. */
const quantiles975 = new Map<number, number>();

/** 97.5 % quantile of Student's t by bisection on its distribution function, to 1e-10. */
export function studentT975(degreesOfFreedom: number): number {
  const known = quantiles975.get(degreesOfFreedom);
  if (known !== undefined) return known;
  let low = 1.9;
  let high = 13;
  while (high - low > 1e-10) {
    const middle = (low + high) / 2;
    if (studentTCdf(middle, degreesOfFreedom) < 0.975) low = middle;
    else high = middle;
  }
  quantiles975.set(degreesOfFreedom, low);
  return low;
}

/** P(T <= t) for t >= 0 by the incomplete beta function: 1 - I_x(v/2, 1/2)/2 with x = v/(v + t^2). */
export function studentTCdf(t: number, degreesOfFreedom: number): number {
  return 1 - incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2;
}

/** Regularised incomplete beta function by its continued fraction (Abramowitz and Stegun 26.5.8). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front =
    Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  let fraction = 1;
  for (let m = 200; m >= 1; m--) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m - 1) * (a + b + m - 1) * x) / ((a + 2 * m - 2) * (a + 2 * m - 1));
    fraction = 1 + odd / (1 + even / fraction);
  }
  return front / fraction;
}

/** ln Gamma(x) for x > 0 by Stirling's series after shifting the argument above 10. */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 10) shift -= Math.log(z++);
  const inverse = 1 / (z * z);
  return (
    shift +
    (z - 0.5) * Math.log(z) -
    z +
    0.5 * Math.log(2 * Math.PI) +
    (1 / 12 - inverse * (1 / 360 - inverse / 1260)) / z
  );
}
