// What a spreadsheet would say, beside every forecast: least squares through the values and through their logarithms.
import { YEAR_SECONDS } from "./calendar.ts";
import type { Observation } from "./series.ts";

export interface LineParameters {
  intercept: number;
  slope: number;
}

export function leastSquares(x: readonly number[], y: readonly number[]): LineParameters {
  const meanX = x.reduce((sum, each) => sum + each, 0) / x.length;
  const meanY = y.reduce((sum, each) => sum + each, 0) / y.length;
  let products = 0;
  let squares = 0;
  x.forEach((each, k) => {
    products += (each - meanX) * (y[k]! - meanY);
    squares += (each - meanX) ** 2;
  });
  const slope = squares > 0 ? products / squares : 0;
  return { intercept: meanY - slope * meanX, slope };
}

/** Values at a time; a straight line that would fall below zero stays there. */
export interface Baselines {
  linear(timeSeconds: number): number;
  exponential(timeSeconds: number): number;
}

export function baselinesOf(observations: readonly Observation[]): Baselines {
  const startSeconds = observations.at(-1)!.timeSeconds;
  const yearsOf = (timeSeconds: number) => (timeSeconds - startSeconds) / YEAR_SECONDS;
  const times = observations.map(({ timeSeconds }) => yearsOf(timeSeconds));
  // In units of the largest value, so that no square overflows.
  const scale = Math.max(...observations.map(({ value }) => value));
  const line = leastSquares(
    times,
    observations.map(({ value }) => value / scale),
  );
  const log = leastSquares(
    times,
    observations.map(({ value }) => Math.log(value)),
  );
  return {
    linear: (timeSeconds) => Math.max(0, line.intercept + line.slope * yearsOf(timeSeconds)) * scale,
    exponential: (timeSeconds) => Math.exp(log.intercept + log.slope * yearsOf(timeSeconds)),
  };
}
