// A level that wanders with a growth rate that wanders and returns to its long-run rate (Ornstein-Uhlenbeck), in continuous
// time, so that any spacing is exact: dl = b dt + dW, db = -decay (b - longRun) dt + dV; Kalman filter at unit volatility.
// Formulas: Harvey, Forecasting, Structural Time Series Models (1989), chapter 9. Ignores jumps.
import type { ExpectedGrowth, TrendShape } from "./prior.ts";

/** Over one gap: how growth carries over, what it adds to the level, and the covariance of what comes new. */
export interface Transition {
  keep: number;
  carry: number;
  levelVariance: number;
  covariance: number;
  growthVariance: number;
  /** What long-run growth of 1 adds to the level and to the growth. */
  levelDrift: number;
  growthDrift: number;
}

export function transition({ growthSpreadRatio, decayRate }: TrendShape, gap: number): Transition {
  const keep = Math.exp(-decayRate * gap);
  const carry = -Math.expm1(-decayRate * gap) / decayRate;
  const squares = -Math.expm1(-2 * decayRate * gap) / (2 * decayRate);
  // Keeps the variance of growth at its prior value for ever.
  const diffusion = 2 * decayRate * growthSpreadRatio ** 2;
  // (gap - 2 carry + squares)/decay^2 cancels to nothing for short gaps, where it is gap^3/3.
  const x = decayRate * gap;
  const integrated =
    x < 1e-3 ? (gap ** 3 / 3) * (1 - 0.75 * x) : (gap - 2 * carry + squares) / decayRate ** 2;
  return {
    keep,
    carry,
    levelVariance: gap + diffusion * integrated,
    covariance: (diffusion * carry ** 2) / 2,
    growthVariance: diffusion * squares,
    levelDrift: gap - carry,
    growthDrift: 1 - keep,
  };
}

/** What a filter knows of level and growth: both means are `data + volatility * perVolatility`, variances times volatility squared. */
export interface TrendState {
  level: number;
  growth: number;
  levelPerVolatility: number;
  growthPerVolatility: number;
  levelVariance: number;
  covariance: number;
  growthVariance: number;
}

export interface Filtered {
  state: TrendState;
  /** -2 log likelihood at volatility v is `logDeterminant + 2 gaps ln v + squares/v^2 + 2 cross/v + unitSquares`. */
  logDeterminant: number;
  squares: number;
  cross: number;
  unitSquares: number;
}

export function startOf(shape: TrendShape, growth: ExpectedGrowth, level: number): TrendState {
  return {
    level,
    growth: growth.nowRate,
    levelPerVolatility: 0,
    growthPerVolatility: growth.perVolatilityRatio,
    levelVariance: shape.noiseRatio ** 2,
    covariance: 0,
    growthVariance: shape.growthSpreadRatio ** 2,
  };
}

/** The state after a gap in which nothing was seen: growth goes to its long run. */
export function advance(
  state: TrendState,
  gap: Transition,
  { longRunRate, longRunPerVolatilityRatio }: ExpectedGrowth,
): TrendState {
  const { keep, carry } = gap;
  return {
    level: state.level + carry * state.growth + longRunRate * gap.levelDrift,
    growth: keep * state.growth + longRunRate * gap.growthDrift,
    levelPerVolatility:
      state.levelPerVolatility +
      carry * state.growthPerVolatility +
      longRunPerVolatilityRatio * gap.levelDrift,
    growthPerVolatility: keep * state.growthPerVolatility + longRunPerVolatilityRatio * gap.growthDrift,
    levelVariance:
      state.levelVariance +
      2 * carry * state.covariance +
      carry ** 2 * state.growthVariance +
      gap.levelVariance,
    covariance: keep * (state.covariance + carry * state.growthVariance) + gap.covariance,
    growthVariance: keep ** 2 * state.growthVariance + gap.growthVariance,
  };
}

/** `times` in years and the logs at them, in order. The first observation sets the level. */
export function filterTrend(
  times: readonly number[],
  logs: readonly number[],
  shape: TrendShape,
  growth: ExpectedGrowth,
  transitions: readonly Transition[],
): Filtered {
  const noise = shape.noiseRatio ** 2;
  let state = startOf(shape, growth, logs[0]!);
  const sums = { logDeterminant: 0, squares: 0, cross: 0, unitSquares: 0 };
  for (let k = 1; k < times.length; k++) {
    state = advance(state, transitions[k - 1]!, growth);
    const variance = state.levelVariance + noise;
    const surprise = logs[k]! - state.level;
    const unitSurprise = -state.levelPerVolatility;
    const gain = state.levelVariance / variance;
    const growthGain = state.covariance / variance;
    sums.logDeterminant += Math.log(variance);
    sums.squares += surprise ** 2 / variance;
    sums.cross += (surprise * unitSurprise) / variance;
    sums.unitSquares += unitSurprise ** 2 / variance;
    state = {
      level: state.level + gain * surprise,
      growth: state.growth + growthGain * surprise,
      levelPerVolatility: state.levelPerVolatility + gain * unitSurprise,
      growthPerVolatility: state.growthPerVolatility + growthGain * unitSurprise,
      levelVariance: gain * noise,
      covariance: state.covariance * (noise / variance),
      growthVariance: state.growthVariance - growthGain * state.covariance,
    };
  }
  return { state, ...sums };
}
