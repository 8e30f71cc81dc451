// A series -> quantiles at dates, doubling time, baselines beside it, what each point contributes, flags; or a refusal that says
// what to give instead. Quantiles only: the mean of an exponentiated fat-tailed law does not exist.
import { type Baselines, baselinesOf } from "./baselines.ts";
import { type CalendarDuration, countTo, datesTo, isoDate, YEAR_SECONDS } from "./calendar.ts";
import { coverageInWords } from "./coverage.ts";
import { type Demand, firstDayAbove } from "./demand.ts";
import {
  type Flag,
  type Influence,
  influenceFlag,
  kindFlag,
  outlookFlags,
  type Population,
  seasonFlag,
  seriesFlags,
} from "./flags.ts";
import type { FittedCurve } from "./growth-curves.ts";
import { quantile } from "./mixture.ts";
import { type ForecastModel, type ModelOptions, modelOf } from "./model.ts";
import { defaultPrior, growthClasses, growthPrior, type Prior, sourceOf } from "./prior.ts";
import type { Observation, Series } from "./series.ts";
import { type Ceiling, type Supply, supplyOf } from "./supply.ts";

export interface ForecastOptions {
  horizon: CalendarDuration;
  step: CalendarDuration;
  /** Besides 0.1, 0.5 and 0.9, which are always there. */
  quantiles?: readonly number[] | undefined;
  prior?: Prior | undefined;
  cap?: number | undefined;
  curves?: readonly FittedCurve[] | undefined;
  /** Observations before it are left out: the user knows that things changed. */
  regimeStartSeconds?: number | undefined;
  population?: Population | undefined;
  /** Of whoever's demand it is, in the unit of the series. */
  ceilings?: readonly Ceiling[] | undefined;
}

/** `p10`, `p50`, `p97_5` … by their key. */
export type Quantiles = Record<string, number>;

export interface DatedValue {
  date: string;
  value: number;
}

export interface Forecast {
  series: string;
  unit: string;
  step: string;
  observations: readonly DatedValue[];
  /** Shares of its kinds after the data, and where each kind is from. */
  prior: { name: string; kindShares: Record<string, number>; sources: Record<string, string> };
  members: readonly string[];
  /** What the curves under a cap were fitted on; null where there are none. */
  fitBackend: string | null;
  seasonality: string | null;
  rows: ({ date: string } & Quantiles)[];
  growth: { doublingDays: Quantile3; perYearFactor: Quantile3 };
  /** How often intervals of this kind held where that was measured, in words. */
  coverage: string;
  baselines: { linear: DatedValue[]; exponential: DatedValue[] };
  influence: Influence[];
  /** What demand cannot exceed, in the unit of the series, where it was given. */
  cap: number | null;
  /** With supply ceilings only. */
  supply?: Supply;
  flags: Flag[];
}

/** Null where there is no such value: growth that may be none has no doubling time. */
export interface Quantile3 {
  p10: number | null;
  p50: number | null;
  p90: number | null;
}

export interface Refusal {
  /** `line`: of the row that it is about, where the series is from a file. */
  refused: { code: string; message: string; needs: string; line?: number };
}

const always = [0.1, 0.5, 0.9];

/** ISO dates end here. */
const lastDaySeconds = Date.UTC(9999, 11, 31) / 1000;

/** 0.975 -> `p97_5`. */
export const quantileKey = (p: number): string =>
  `p${String(Number((100 * p).toFixed(6))).replace(".", "_")}`;

/** The observations that count, or why there can be no forecast. */
export function usable(
  series: Series,
  options: Pick<ForecastOptions, "regimeStartSeconds" | "prior" | "cap">,
) {
  const { regimeStartSeconds = Number.NEGATIVE_INFINITY, prior, cap } = options;
  const observations = series.observations.filter(({ timeSeconds }) => timeSeconds >= regimeStartSeconds);
  const refuse = (code: string, message: string, needs: string, line: number): Refusal => ({
    refused: { code, message, needs, ...(line > 0 ? { line } : {}) },
  });
  const since = Number.isFinite(regimeStartSeconds) ? ` since ${isoDate(regimeStartSeconds)}` : "";
  const [zero] = series.zeros;
  if (observations.length === 0)
    return refuse(
      "no-points",
      series.observations.length > 0
        ? `there is no value above zero${since}`
        : zero === undefined
          ? "there is no row below the header"
          : `there is no value above zero: ${series.zeros.length === 1 ? "one zero" : `${series.zeros.length} zeros`}`,
      "dated values above zero, or a start with --start 2026-01-01=1e12 and growth with --growth-prior",
      (series.observations.at(-1) ?? zero ?? series).line,
    );
  if (observations.length === 1 && prior === undefined)
    return refuse(
      "one-point",
      `one value above zero${since} has no trend`,
      "a second value, or growth to assume: --growth-prior api, or stated as --growth-prior x3/year",
      observations[0]!.line,
    );
  const { value: highest, line } = observations.reduce((most, each) =>
    each.value > most.value ? each : most,
  );
  if (cap !== undefined && cap <= highest)
    return refuse(
      "cap-below-data",
      `the cap of ${cap} ${series.unit} is not above the largest value, ${highest}`,
      `--cap above ${highest}, or none`,
      line,
    );
  return observations;
}

/** Ten years of days; each row takes a millisecond. */
const MOST_ROWS = 4000;

export function forecast(series: Series, options: ForecastOptions): Forecast | Refusal {
  const observations = usable(series, options);
  if ("refused" in observations) return observations;
  const { prior = defaultPrior(), cap, curves, population, ceilings = [] } = options;
  const last = observations.at(-1)!;
  // A zero after it was reported too: what comes next comes after both.
  const startSeconds = Math.max(last.timeSeconds, series.zeros.at(-1)?.timeSeconds ?? last.timeSeconds);
  const count = countTo(startSeconds, options.step, options.horizon);
  if (count > MOST_ROWS)
    return {
      refused: {
        code: "too-many-rows",
        message: `${count} rows up to the horizon, and no more than ${MOST_ROWS} are worked out`,
        needs: "a longer --step, or a shorter --horizon",
      },
    };
  const dates = datesTo(startSeconds, options.step, options.horizon);
  const model = modelOf(observations, { prior, cap, curves });
  // Those asked for come after those that are always there, whose columns must not move.
  const asked = [...(options.quantiles ?? [])].sort((a, b) => a - b);
  const ps = [...new Set([...always, ...asked])];
  const values = dates.map((date) => model.quantilesAt(date, ps));
  if (dates.at(-1)! > lastDaySeconds || !values.flat().every((value) => Number.isFinite(value) && value > 0))
    return {
      refused: {
        code: "out-of-range",
        message:
          "the interval at the horizon is beyond any number: the series is too short or too wild for it",
        needs: "a shorter --horizon, a --cap, or more points",
      },
    };
  const lines = baselineRows(observations, dates);
  if ([...lines.linear, ...lines.exponential].some(({ value }) => !Number.isFinite(value)))
    return {
      refused: {
        code: "out-of-range",
        message: "the exponential baseline at the horizon is beyond any number",
        needs: "a shorter --horizon, or --regime-start after the wildest steps",
      },
    };
  const keys = ps.map(quantileKey);
  const demand: Demand = {
    last,
    dates,
    rows: values.map((each) => Object.fromEntries(keys.map((key, i) => [key, each[i]!]))),
    at: (key, timeSeconds) => model.quantilesAt(timeSeconds, [ps[keys.indexOf(key)]!])[0]!,
  };
  const rows = dates.map(
    (date, k) => ({ date: isoDate(date), ...demand.rows[k]! }) as Forecast["rows"][number],
  );
  const supply = ceilings.length > 0 ? supplyOf(ceilings, demand) : undefined;
  const end = values.at(-1)!;
  const endSeconds = dates.at(-1)!;
  const influence = influences(observations, { prior, cap, whole: model }, endSeconds);
  const flags = [
    ...seriesFlags({ ...series, observations: model.deseasonalised }),
    influenceFlag(influence),
    kindFlag(observations.length > 1 ? model.kindMediansAt(endSeconds) : [], last.value, () =>
      growthClasses.map((name) => {
        const given = modelOf(observations, { prior: growthPrior(name)!, cap, curves });
        return { name, value: given.quantilesAt(endSeconds, [0.5])[0]! };
      }),
    ),
    seasonFlag(model, dates),
    ...outlookFlags({
      startSeconds,
      endSeconds,
      observations,
      firstAbove: (key, limit) => firstDayAbove(demand, key, () => limit),
      low: end[ps.indexOf(0.1)]!,
      high: end[ps.indexOf(0.9)]!,
      cap,
      population,
      unit: series.unit,
    }),
    ...supplyFlags(supply),
  ].filter((flag) => flag !== undefined);
  const answered = {
    observations: observations.map(({ timeSeconds, value }) => ({ date: isoDate(timeSeconds), value })),
    prior: {
      name: prior.name,
      kindShares: model.posterior.kindShares,
      sources: Object.fromEntries(prior.kinds.map((kind) => [kind.name, sourceOf(kind)])),
    },
    seasonality: model.seasonality?.cycle ?? null,
    cap: cap ?? null,
  };
  return {
    series: series.name,
    unit: series.unit,
    step: options.step.text,
    ...answered,
    members: model.members,
    fitBackend: curves?.[0]?.backend ?? null,
    rows,
    growth: growthOf(model, last.value, cap),
    coverage: coverageInWords(answered),
    baselines: lines,
    influence,
    ...(supply === undefined ? {} : { supply }),
    flags,
  };
}

function supplyFlags(supply: Supply | undefined): Flag[] {
  return (supply?.ceilings ?? [])
    .filter(({ already, bindsFrom }) => already || bindsFrom.p50 != null)
    .map(({ name, already, bindsFrom }) => ({
      code: "ceiling-reached",
      message: already
        ? `the last value exceeds the ceiling ${name} already: what was served cannot be above it, so data and ceiling contradict each other. Check its share, its energy of a token, and whether it is the whole or only what is added`
        : `the median exceeds the ceiling ${name} from ${bindsFrom.p50}`,
    }));
}

/** The growth rate at the last observation, as a factor a year and as the days in which it doubles: never where a cap is in the way. */
function growthOf(model: ForecastModel, lastValue: number, cap = Number.POSITIVE_INFINITY) {
  const rates = always.map((p) => quantile(model.growth, p)) as [number, number, number];
  const doubling = (rate: number) =>
    rate > 0 && 2 * lastValue < cap ? (Math.LN2 / rate) * (YEAR_SECONDS / 86_400) : null;
  const [low, middle, high] = rates;
  return {
    doublingDays: { p10: doubling(high), p50: doubling(middle), p90: doubling(low) },
    perYearFactor: { p10: Math.exp(low), p50: Math.exp(middle), p90: Math.exp(high) },
  };
}

function baselineRows(observations: readonly Observation[], dates: readonly number[]): Forecast["baselines"] {
  if (observations.length < 2) return { linear: [], exponential: [] };
  const lines: Baselines = baselinesOf(observations);
  const rows = (line: keyof Baselines) =>
    dates.map((date) => ({ date: isoDate(date), value: lines[line](date) }));
  return { linear: rows("linear"), exponential: rows("exponential") };
}

/** As many of the latest points as are left out in turn. */
const mostLeftOut = 60;

/** Largest first. */
function influences(
  observations: readonly Observation[],
  options: ModelOptions & { whole: ForecastModel },
  endSeconds: number,
): Influence[] {
  if (observations.length < 3) return [];
  const medianOf = (some: readonly Observation[]) =>
    modelOf(some, options).quantilesAt(endSeconds, [0.5])[0]!;
  const median = medianOf(observations);
  const first = Math.max(0, observations.length - mostLeftOut);
  return observations
    .slice(first)
    .map(({ timeSeconds }, k) => {
      const others = observations.filter((_, each) => each !== first + k);
      return { date: isoDate(timeSeconds), ratio: median / medianOf(others) };
    })
    .sort((a, b) => Math.abs(Math.log(b.ratio)) - Math.abs(Math.log(a.ratio)));
}
