// How often each length occurs: exact quantiles and moments of any number of requests, in memory that grows with the distinct
// lengths only.

export interface LengthCounts {
  /** Ascending distinct lengths in tokens, and how many requests are at most that long. */
  tokens: number[];
  cumulativeRequests: number[];
  count: number;
  meanTokens: number;
  variationRatio: number;
  /** Standard deviation of the natural logarithm. */
  logDeviationRatio: number;
  quantile(p: number): number;
}

/** Sums up a histogram: tokens to requests; at least one request. */
export function lengthCounts(histogram: ReadonlyMap<number, number>): LengthCounts {
  const tokens = [...histogram.keys()].sort((a, b) => a - b);
  const cumulativeRequests: number[] = [];
  let count = 0;
  let sum = 0;
  let logSum = 0;
  for (const length of tokens) {
    const requests = histogram.get(length)!;
    count += requests;
    sum += requests * length;
    logSum += requests * Math.log(length);
    cumulativeRequests.push(count);
  }
  const meanTokens = sum / count;
  let squares = 0;
  let logSquares = 0;
  for (const length of tokens) {
    squares += histogram.get(length)! * (length - meanTokens) ** 2;
    logSquares += histogram.get(length)! * (Math.log(length) - logSum / count) ** 2;
  }
  return {
    tokens,
    cumulativeRequests,
    count,
    meanTokens,
    variationRatio: Math.sqrt(squares / count) / meanTokens,
    logDeviationRatio: Math.sqrt(logSquares / count),
    quantile: (p) => tokens[cumulativeRequests.findIndex((below) => below >= p * count)]!,
  };
}
