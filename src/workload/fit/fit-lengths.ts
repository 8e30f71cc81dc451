// The length distribution of a scenario that comes closest to the lengths of a log. Each shape is judged by two errors that a
// planner would pay for: the largest gap between the two distribution functions (Kolmogorov-Smirnov) and the error of the mean,
// which is the load itself; the smallest sum wins.
import { normalCdf } from "../../base/normal.ts";
import { type Lognormal, lognormalParameters } from "../lengths/lognormal.ts";
import type { LengthDistribution } from "../lengths/schema.ts";
import type { LengthCounts } from "./length-counts.ts";
import { stated } from "./stated.ts";

export interface LengthFit {
  distribution: LengthDistribution;
  /** Mean of the log and of the fit, in tokens. */
  meanTokens: number;
  fittedMeanTokens: number;
  /** Largest gap between the distribution functions, 0 to 1. */
  distanceFraction: number;
}

interface Shape {
  distribution: LengthDistribution;
  meanTokens: number;
  /** Share of requests of at most so many tokens. */
  cdf(tokens: number): number;
}

/** Share of all requests at the longest length from which that is a token limit, not chance. */
const limitShare = 0.01;

export function fitLengths(counts: LengthCounts): LengthFit {
  const fits = shapesFor(counts).map((shape) => ({
    distribution: shape.distribution,
    meanTokens: counts.meanTokens,
    fittedMeanTokens: shape.meanTokens,
    distanceFraction: distanceFraction(counts, shape),
  }));
  return fits.reduce((best, fit) => (errorOf(fit) < errorOf(best) ? fit : best));
}

/** What a fit is judged by. */
export function errorOf({ distanceFraction, meanTokens, fittedMeanTokens }: LengthFit): number {
  return distanceFraction + Math.abs(fittedMeanTokens / meanTokens - 1);
}

function shapesFor(counts: LengthCounts): Shape[] {
  const { tokens, meanTokens, variationRatio, logDeviationRatio, quantile } = counts;
  const low = tokens[0]!;
  const high = tokens[tokens.length - 1]!;
  if (low === high) return [{ distribution: { fixed: low }, meanTokens: low, cdf: (t) => (t < low ? 0 : 1) }];
  const median = quantile(0.5);
  const max = limitOf(counts);
  // Above a token limit nothing is seen of the distribution: its width comes from below.
  const seen = max === undefined ? 0.9 : Math.min(0.9, shareBelow(counts, max) * 0.98);
  const p90 = seen > 0.5 ? median * (quantile(seen) / median) ** (z(0.9) / z(seen)) : median;
  return [
    uniform(low, high),
    ...(p90 > median ? [lognormal({ median, p90: stated(p90), max })] : []),
    lognormal({ mean: stated(meanTokens), cv: stated(variationRatio), max }),
    lognormal({ mean: stated(meanTokens), cv: stated(Math.sqrt(Math.expm1(logDeviationRatio ** 2))), max }),
  ];
}

/** The longest length, where so many requests have it that it must be a limit. */
function limitOf(counts: LengthCounts): number | undefined {
  return 1 - shareBelow(counts, counts.tokens.at(-1)!) >= limitShare ? counts.tokens.at(-1) : undefined;
}

function shareBelow({ tokens, cumulativeRequests, count }: LengthCounts, limit: number): number {
  const at = tokens.indexOf(limit);
  return at === 0 ? 0 : cumulativeRequests[at - 1]! / count;
}

function uniform(low: number, high: number): Shape {
  return {
    distribution: { uniform: { low, high } },
    meanTokens: (low + high) / 2,
    cdf: (t) => Math.min(1, Math.max(0, (t - low + 1) / (high - low + 1))),
  };
}

function lognormal(given: Lognormal): Shape {
  const { mu, sigma } = lognormalParameters(given);
  const { max } = given;
  const standard = (tokens: number) => (Math.log(tokens) - mu) / sigma;
  const mean = Math.exp(mu + sigma ** 2 / 2);
  return {
    distribution: { lognormal: max === undefined ? without(given, "max") : given },
    // E min(X, max) of a lognormal X.
    meanTokens:
      max === undefined
        ? mean
        : mean * normalCdf(standard(max) - sigma) + max * (1 - normalCdf(standard(max))),
    // Draws are rounded to whole tokens.
    cdf: (t) => (max !== undefined && t >= max ? 1 : normalCdf(standard(t + 0.5))),
  };
}

function without<T extends object, K extends keyof T>(given: T, key: K): Omit<T, K> & T {
  const { [key]: _, ...rest } = given;
  return rest as Omit<T, K> & T;
}

function distanceFraction({ tokens, cumulativeRequests, count }: LengthCounts, { cdf }: Shape): number {
  let largest = 0;
  for (let i = 0; i < tokens.length; i++) {
    const below = i === 0 ? 0 : cumulativeRequests[i - 1]! / count;
    largest = Math.max(
      largest,
      Math.abs(cdf(tokens[i]!) - cumulativeRequests[i]! / count),
      Math.abs(cdf(tokens[i]! - 1) - below),
    );
  }
  return largest;
}

/** Quantile of the standard normal by bisection. */
function z(p: number): number {
  let low = 0;
  let high = 8;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return low;
}
