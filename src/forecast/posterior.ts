// Prior and observed logs -> what is believed now: every hypothesis (kind, shape, volatility) with its weight and its state.
// The prior is a grid, so Bayes' rule is a sum and nothing is approximated: paths drawn from the prior are covered as stated.
import type { RandomStream } from "../base/random.ts";
import {
  advance,
  type Filtered,
  filterTrend,
  type Transition,
  type TrendState,
  transition,
} from "./local-trend.ts";
import type { Mixture } from "./mixture.ts";
import { type Kind, type Prior, shapesOf, type TrendShape, volatilities } from "./prior.ts";

/** A shape with its state and the weights of its volatilities. */
interface Believed {
  kind: Kind;
  shape: TrendShape;
  state: TrendState;
  volatility: number;
  weight: number;
}

export interface Posterior {
  beliefs: readonly Believed[];
  /** Share of each kind of the prior, by name. */
  kindShares: Record<string, number>;
}

/** Hypotheses below this share of the best are dropped: together they move no quantile by a thousandth. */
const negligible = 1e-7;

export function posterior(prior: Prior, times: readonly number[], logs: readonly number[]): Posterior {
  const gaps = times.slice(1).map((time, k) => time - times[k]!);
  const beliefs: (Believed & { log: number })[] = [];
  let best = Number.NEGATIVE_INFINITY;
  for (const kind of prior.kinds) {
    const grid = volatilities(kind);
    for (const { shape, logShare } of shapesOf(kind)) {
      const filtered = filterTrend(times, logs, shape, kind.growth, memoised(shape, gaps));
      for (const { at: volatility, share } of grid) {
        const log = logShare + Math.log(share) + logLikelihood(filtered, gaps.length, volatility);
        best = Math.max(best, log);
        beliefs.push({ kind, shape, state: filtered.state, volatility, weight: 0, log });
      }
    }
  }
  const kept = beliefs.filter(({ log }) => log > best + Math.log(negligible));
  const total = kept.reduce((sum, { log }) => sum + Math.exp(log - best), 0);
  const kindShares = Object.fromEntries(prior.kinds.map(({ name }) => [name, 0]));
  for (const belief of kept) {
    belief.weight = Math.exp(belief.log - best) / total;
    kindShares[belief.kind.name]! += belief.weight;
  }
  return { beliefs: kept, kindShares };
}

function memoised(shape: TrendShape, gaps: readonly number[]): Transition[] {
  const known = new Map<number, Transition>();
  return gaps.map((gap) => {
    const found = known.get(gap) ?? transition(shape, gap);
    known.set(gap, found);
    return found;
  });
}

function logLikelihood(filtered: Filtered, gaps: number, volatility: number): number {
  const { logDeterminant, squares, cross, unitSquares } = filtered;
  const quadratic = squares / volatility ** 2 + (2 * cross) / volatility + unitSquares;
  return -0.5 * (logDeterminant + quadratic) - gaps * Math.log(volatility);
}

/** The log that would be reported `ahead` years from the last observation. */
export function predictive({ beliefs }: Posterior, ahead: number): Mixture {
  const size = beliefs.length;
  const mixture = {
    shares: new Float64Array(size),
    means: new Float64Array(size),
    deviations: new Float64Array(size),
  };
  const states = new Map<TrendShape, TrendState>();
  beliefs.forEach(({ kind, shape, state, volatility, weight }, k) => {
    let there = states.get(shape);
    if (there === undefined) {
      there = advance(state, transition(shape, ahead), kind.growth);
      states.set(shape, there);
    }
    mixture.shares[k] = weight;
    mixture.means[k] = there.level + volatility * there.levelPerVolatility;
    mixture.deviations[k] = volatility * Math.sqrt(there.levelVariance + shape.noiseRatio ** 2);
  });
  return mixture;
}

/** The growth rate per year at the last observation; times `factor` where what the trend runs in is not the log itself. */
export function growthNow({ beliefs }: Posterior, factor = 1): Mixture {
  const of = (value: (belief: Believed) => number) =>
    Float64Array.from(beliefs, (belief) => factor * value(belief));
  return {
    shares: Float64Array.from(beliefs, ({ weight }) => weight),
    means: of(({ state, volatility }) => state.growth + volatility * state.growthPerVolatility),
    deviations: of(({ state, volatility }) => volatility * Math.sqrt(state.growthVariance) + 1e-12),
  };
}

/** One joint path of logs at ascending times ahead: a hypothesis by its weight, then its trend step by step. */
export function drawPath(
  { beliefs }: Posterior,
  ahead: readonly number[],
  uniform: RandomStream,
  normal: RandomStream,
): number[] {
  const { kind, shape, state, volatility } = chosen(beliefs, uniform());
  let [level, growth] = correlated(
    state.level + volatility * state.levelPerVolatility,
    state.growth + volatility * state.growthPerVolatility,
    state,
    volatility,
    normal,
  );
  const longRun = kind.growth.longRunRate + volatility * kind.growth.longRunPerVolatilityRatio;
  let before = 0;
  return ahead.map((time) => {
    const gap = transition(shape, time - before);
    before = time;
    const meanLevel = level + gap.carry * growth + longRun * gap.levelDrift;
    const meanGrowth = gap.keep * growth + longRun * gap.growthDrift;
    [level, growth] = correlated(meanLevel, meanGrowth, gap, volatility, normal);
    return level + volatility * shape.noiseRatio * normal();
  });
}

function chosen(beliefs: readonly Believed[], at: number): Believed {
  let sum = 0;
  for (const belief of beliefs) {
    sum += belief.weight;
    if (at < sum) return belief;
  }
  return beliefs.at(-1)!;
}

function correlated(
  level: number,
  growth: number,
  {
    levelVariance,
    covariance,
    growthVariance,
  }: Pick<TrendState, "levelVariance" | "covariance" | "growthVariance">,
  volatility: number,
  normal: RandomStream,
): [level: number, growth: number] {
  const first = normal();
  const second = normal();
  const deviation = Math.sqrt(levelVariance);
  const slope = deviation > 0 ? covariance / deviation : 0;
  const rest = Math.sqrt(Math.max(0, growthVariance - slope ** 2));
  return [level + volatility * deviation * first, growth + volatility * (slope * first + rest * second)];
}
