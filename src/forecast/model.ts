// A series and what is asked -> a model of its future: quantiles and joint paths at any dates. The trend (posterior.ts) gives
// the spread; where there are enough points its median is combined with other members by their median. Works on logs, or on
// log-odds of a cap that the user states; seasons are taken out before and put back after.
import { randomNormal } from "d3-random";
import { randomStream } from "../base/random.ts";
import { YEAR_SECONDS } from "./calendar.ts";
import { gridOf, onGrid } from "./grid.ts";
import type { FittedCurve } from "./growth-curves.ts";
import { dampedSmoothing, theta } from "./members.ts";
import { type Mixture, quantile } from "./mixture.ts";
import { drawPath, growthNow, type Posterior, posterior, predictive } from "./posterior.ts";
import { defaultPrior, type Prior } from "./prior.ts";
import { type Seasonality, seasonalityOf } from "./seasonality.ts";
import type { Observation } from "./series.ts";

/** From this many points on Theta and damped smoothing join: at 10, 14 and 18 they make medians and intervals of M1 yearly worse. */
export const enoughForMembers = 20;

/** Kinds with less of the posterior than this move no quantile that people look at. */
const negligibleKind = 0.1;

export interface ModelOptions {
  prior?: Prior | undefined;
  /** What demand cannot exceed, in the unit of the series, stated by the user. */
  cap?: number | undefined;
  /** Curves fitted under the cap (growth-curves.ts). */
  curves?: readonly FittedCurve[] | undefined;
  /** Model of the whole series, where these are a part of it: seasons and members are what the whole was found to carry. */
  whole?: ForecastModel | undefined;
}

export interface ForecastModel {
  members: readonly string[];
  posterior: Posterior;
  seasonality: Seasonality | undefined;
  /** The observations with the season taken out. */
  deseasonalised: readonly Observation[];
  /** The trend's median if the series were of one kind of the prior for certain; kinds that are all but ruled out are left out. */
  kindMediansAt(timeSeconds: number): { name: string; share: number; value: number }[];
  /** Growth rate per year at the last observation. */
  growth: Mixture;
  quantilesAt(timeSeconds: number, ps: readonly number[]): number[];
  /** One joint path; the same seed and index give the same path at the same dates. */
  pathAt(datesSeconds: readonly number[], seed: number, index: number): number[];
}

interface Link {
  to(value: number): number;
  from(linked: number): number;
}

const logLink: Link = { to: Math.log, from: Math.exp };
const cappedLink = (cap: number): Link => ({
  to: (value) => Math.log(value / (cap - value)),
  from: (linked) => cap / (1 + Math.exp(-linked)),
});

/** At least one observation, values positive and below the cap, dates ascending. */
export function modelOf(observations: readonly Observation[], options: ModelOptions = {}): ForecastModel {
  const { prior = defaultPrior(), cap, curves = [], whole } = options;
  const link = cap === undefined ? logLink : cappedLink(cap);
  const timesSeconds = observations.map(({ timeSeconds }) => timeSeconds);
  const lastSeconds = timesSeconds.at(-1)!;
  const yearsOf = (timeSeconds: number) => (timeSeconds - lastSeconds) / YEAR_SECONDS;
  const raw = observations.map(({ value }) => link.to(value));
  const seasonality =
    whole === undefined
      ? seasonalityOf(timesSeconds, raw)
      : whole.seasonality && (seasonalityOf(timesSeconds, raw, true) ?? whole.seasonality);
  const season = (timeSeconds: number) => seasonality?.at(timeSeconds) ?? 0;
  const linked = raw.map((each, k) => each - season(timesSeconds[k]!));
  // Relative to the last: the scale of the series must not touch a single digit of the interval.
  const last = linked.at(-1)!;
  const times = timesSeconds.map(yearsOf);
  const now = posterior(
    prior,
    times,
    linked.map((each) => each - last),
  );

  const others = new Map<string, (years: number) => number>();
  const grid = gridOf(timesSeconds);
  const enough = whole?.members.includes("theta") ?? linked.length >= enoughForMembers;
  if (grid !== undefined && enough) {
    const relative = onGrid(
      grid,
      linked.map((each) => each - last),
    );
    const steps = (years: number) => (years * YEAR_SECONDS) / grid.stepSeconds;
    const slow = theta(relative);
    const smooth = dampedSmoothing(relative);
    others.set("theta", (years) => slow(steps(years)));
    others.set("damped-smoothing", (years) => smooth(steps(years)));
  }
  const bent = cap === undefined ? [] : curves;
  /** What the members move the trend's median by. Curves count as far as the cap is filled: one far away bends nothing. */
  const shifts = new Map<number, number>();
  const shift = (years: number): number => {
    if (others.size === 0 && bent.length === 0) return 0;
    const known = shifts.get(years);
    if (known !== undefined) return known;
    const trend = quantile(predictive(now, years), 0.5);
    const straight = [trend, ...[...others.values()].map((member) => member(years))];
    let moved = median(straight) - trend;
    if (bent.length > 0) {
      // Joined to the last observation: a curve says how it goes on, not where it stands.
      const curved = bent.map(
        ({ logOddsAt }) => logOddsAt(years * YEAR_SECONDS + lastSeconds) - logOddsAt(lastSeconds),
      );
      const filled = link.from(last + trend) / cap!;
      moved += filled * (median([...straight, ...curved]) - trend - moved);
    }
    shifts.set(years, moved);
    return moved;
  };

  return {
    members: ["local-trend", ...others.keys(), ...bent.map(({ name }) => name)],
    posterior: now,
    seasonality,
    deseasonalised:
      seasonality === undefined
        ? observations
        : observations.map((each, k) => ({ ...each, value: link.from(linked[k]!) })),
    kindMediansAt(timeSeconds) {
      return Object.entries(now.kindShares)
        .filter(([, share]) => share > negligibleKind)
        .map(([name, share]) => {
          const beliefs = now.beliefs.filter(({ kind }) => kind.name === name);
          const weights = beliefs.map((each) => ({ ...each, weight: each.weight / share }));
          const mixture = predictive({ beliefs: weights, kindShares: { [name]: 1 } }, yearsOf(timeSeconds));
          return { name, share, value: link.from(last + quantile(mixture, 0.5) + season(timeSeconds)) };
        });
    },
    growth: growthNow(now, cap === undefined ? 1 : 1 - observations.at(-1)!.value / cap),
    quantilesAt(timeSeconds, ps) {
      const years = yearsOf(timeSeconds);
      const mixture = predictive(now, years);
      const base = last + shift(years) + season(timeSeconds);
      return ps.map((p) => link.from(base + quantile(mixture, p)));
    },
    pathAt(dates, seed, index) {
      const uniform = randomStream(seed, `forecast/${index}`);
      const ahead = dates.map(yearsOf);
      const path = drawPath(now, ahead, uniform, randomNormal.source(uniform)(0, 1));
      return path.map((each, k) => link.from(last + each + shift(ahead[k]!) + season(dates[k]!)));
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
