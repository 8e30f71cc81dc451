// What a careful reader of the series would object to, each with a code that scripts can test for.
import { isoDate, YEAR_SECONDS } from "./calendar.ts";
import { gridOf } from "./grid.ts";
import type { ForecastModel } from "./model.ts";
import type { Observation, Series } from "./series.ts";

export interface Flag {
  code: string;
  message: string;
}

/** What leaving one observation out does to the median at the horizon. */
export interface Influence {
  date: string;
  /** Median with all observations over the median without this one. */
  ratio: number;
}

const times = (ratio: number): string => `x${Number(ratio.toPrecision(2))}`;

/** A whole that a series is part of, and cannot outgrow. */
export interface Population {
  name: string;
  /** In the unit of the series. */
  value: number;
}

export function seriesFlags(series: Series): Flag[] {
  const { observations, zeros } = series;
  const flags: Flag[] = [];
  if (zeros.length > 0) flags.push(zerosFlag(observations, zeros));
  const jump = lastJump(observations);
  if (jump !== undefined) flags.push(jump);
  const shift = unitShift(observations);
  if (shift !== undefined) flags.push(shift);
  const gap = gapFlag(series);
  if (gap !== undefined) flags.push(gap);
  return flags;
}

/** A zero at the end is no hole: it may be the end of what was counted. */
function zerosFlag(observations: readonly Observation[], zeros: readonly Observation[]): Flag {
  const left = `${zeros.length} of ${zeros.length + observations.length} values ${zeros.length === 1 ? "is" : "are"} zero and left out (first ${isoDate(zeros[0]!.timeSeconds)}): growth in percent has no place for ${zeros.length === 1 ? "it" : "them"}`;
  const [last, end] = [observations.at(-1)!.timeSeconds, zeros.at(-1)!.timeSeconds];
  const ended =
    end > last
      ? `. The last value, of ${isoDate(end)}, is zero: the forecast goes on from ${isoDate(last)} as if nothing had ended, so holds only if the zero is a gap in the count`
      : "";
  return { code: "zeros", message: left + ended };
}

const manyObservations = 12;

/** The last interval grew, or fell, at over three times the mean rate of those before; how they scatter is said beside it. */
function lastJump(observations: readonly Observation[]): Flag | undefined {
  if (observations.length < 3) return undefined;
  const rate = (from: Observation, to: Observation) =>
    (Math.log(to.value / from.value) * YEAR_SECONDS) / (to.timeSeconds - from.timeSeconds);
  const [before, last] = observations.slice(-2) as [Observation, Observation];
  const mean = rate(observations[0]!, before);
  const recent = rate(before, last);
  // A season taken out of a flat series leaves the last digits of zero.
  if (Math.abs(recent) <= Math.max(3 * Math.abs(mean), 1e-9)) return undefined;
  const rates = observations.slice(1, -1).map((each, k) => rate(observations[k]!, each));
  const away = Math.abs(recent - mean) / deviation(rates);
  const scatter =
    rates.length < 2
      ? "with one interval before it nothing tells what is usual"
      : `the ${rates.length} intervals before it scatter, and it is ${away < 100 ? Number(away.toPrecision(2)) : "over 100"} of their standard deviations from their mean${away <= 3 ? ", so may be chance" : ""}`;
  return {
    code: "last-interval-jump",
    message: `since ${isoDate(before.timeSeconds)} it changed ${times(Math.exp(recent))} a year, before that ${times(Math.exp(mean))} (${scatter}): a new regime or an odd last point? If the former, give --regime-start`,
  };
}

/** What a value changes by where its unit does: a day for a week, for a month, for a year, an hour for a day; k, M, G. */
const unitFactors = [7, 365.25 / 12, 365.25, 24, 1e3, 1e6, 1e9];

/**
 * One step that is a factor between units, to within the largest of the others, all of which are far smaller: by size, and for the
 * time that they took, or a long hole in fast growth would be one.
 */
function unitShift(observations: readonly Observation[]): Flag | undefined {
  const steps = observations
    .slice(1)
    .map((each, k) => {
      const before = observations[k]!;
      const log = Math.log(each.value / before.value);
      return { date: each.timeSeconds, log, rate: Math.abs(log) / (each.timeSeconds - before.timeSeconds) };
    })
    .sort((a, b) => Math.abs(b.log) - Math.abs(a.log));
  const [largest, second] = steps;
  if (largest === undefined || second === undefined) return undefined;
  const usual = Math.abs(second.log);
  const usualRate = steps.slice(1).reduce((most, { rate }) => Math.max(most, rate), 0);
  if (Math.abs(largest.log) <= 4 * usual || largest.rate <= 4 * usualRate) return undefined;
  const tolerance = Math.max(usual, 0.1);
  const factor = unitFactors.find((each) => Math.abs(Math.abs(largest.log) - Math.log(each)) <= tolerance);
  if (factor === undefined) return undefined;
  return {
    code: "unit-mismatch",
    message: `on ${isoDate(largest.date)} the values change ${times(Math.exp(largest.log))} at once, about the ${times(factor)} between two units (days, weeks, months, years; k, M, G), and no other step comes near: is it still the same unit?`,
  };
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  return Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length);
}

/** Months of a calendar are within it; of a few dates that nobody meant to be regular it is not said that one is missing. */
const calendarEvenness = 1.15;

/** Places of a regular series without a value, zeros apart, which have their own flag; else a gap far longer than the others. */
function gapFlag({ observations, zeros }: Series): Flag | undefined {
  const gaps = observations
    .slice(1)
    .map((each, k) => ({ from: observations[k]!, seconds: each.timeSeconds - observations[k]!.timeSeconds }));
  if (gaps.length < 3) return undefined;
  const days = (seconds: number) => Math.round(seconds / 86_400);
  const grid = gridOf(
    observations.map(({ timeSeconds }) => timeSeconds),
    calendarEvenness,
  );
  if (grid !== undefined) {
    const places = grid.places.at(-1)! + 1;
    const missing = places - observations.length - zeros.length;
    if (missing <= 0) return undefined;
    const holes = gaps.filter((_, k) => grid.places[k + 1]! > grid.places[k]! + 1);
    const after = holes.slice(0, 3).map(({ from }) => isoDate(from.timeSeconds));
    const more = holes.length > after.length ? " …" : "";
    return {
      code: "gap",
      message: `${missing} of ${places} values at steps of ${days(grid.stepSeconds)} days are missing (after ${after.join(", ")}${more}): stepped over`,
    };
  }
  const sorted = gaps.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const usual = sorted[sorted.length >> 1]!;
  const longest = gaps.reduce((most, each) => (each.seconds > most.seconds ? each : most));
  if (longest.seconds > 3 * usual)
    return {
      code: "gap",
      message: `no value for ${days(longest.seconds)} days after ${isoDate(longest.from.timeSeconds)}, usually every ${days(usual)}: the spacing is taken as it is`,
    };
  if (observations.length < manyObservations) return undefined;
  return {
    code: "uneven-steps",
    message: `the dates are ${days(sorted[0]!)} to ${days(longest.seconds)} days apart: the trend takes them as they are, but seasons are looked for at even steps only`,
  };
}

export function influenceFlag(influence: readonly Influence[]): Flag | undefined {
  const [worst] = influence;
  if (worst === undefined || Math.abs(Math.log(worst.ratio)) <= Math.log(2)) return undefined;
  const with_ = worst.ratio > 1 ? `${times(worst.ratio)} higher` : `${times(1 / worst.ratio)} lower`;
  return {
    code: "influential-point",
    message: `with ${worst.date} the median at the horizon is ${with_} than without: one point carries the answer`,
  };
}

/**
 * Few points may leave open which kind of the prior a series is of: then the median goes from one's to the other's. `byClass`: the
 * median with each class that can be given instead, asked for only then.
 */
export function kindFlag(
  kinds: readonly { name: string; share: number; value: number }[],
  lastValue: number,
  byClass: () => readonly { name: string; value: number }[],
): Flag | undefined {
  const values = kinds.map(({ value }) => value);
  if (kinds.length < 2 || Math.max(...values) <= 2 * Math.min(...values)) return undefined;
  const said = kinds.map(
    ({ name, share, value }) => `${name} ${times(value / lastValue)} (${Math.round(100 * share)} %)`,
  );
  const given = byClass().map(({ name, value }) => `${name} ${times(value / lastValue)}`);
  return {
    code: "kind-undecided",
    message: `the data leave open what kind of growth this is, and the median at the horizon hangs on it: of the default's kinds, ${said.join(", ")} the last value. Say which if you know: with --growth-prior ${given.join(", ")}`,
  };
}

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Rows of a weekly season that are not of one weekday: what the last one says is of its weekday, so the week's mean is said too. */
export function seasonFlag(
  model: Pick<ForecastModel, "seasonality" | "quantilesAt">,
  dates: readonly number[],
): Flag | undefined {
  const weekday = (timeSeconds: number) => new Date(timeSeconds * 1000).getUTCDay();
  const end = dates.at(-1)!;
  if (model.seasonality?.cycle !== "weekly" || dates.every((date) => weekday(date) === weekday(end)))
    return undefined;
  const medians = weekdays.map((_, k) => model.quantilesAt(end - 86_400 * k, [0.5])[0]!);
  const mean = medians.reduce((sum, each) => sum + each, 0) / medians.length;
  return {
    code: "season-phase",
    message: `rows are of different weekdays, and the season is weekly: the last, ${isoDate(end)}, is a ${weekdays[weekday(end)]}, and the medians of the seven days up to it come to ${times(mean / medians[0]!)} of its own on average. --step 1w compares like with like`,
  };
}

export interface Outlook {
  startSeconds: number;
  endSeconds: number;
  observations: readonly Observation[];
  /** The first day on which a quantile exceeds a limit, or null. */
  firstAbove(key: "p50" | "p90", limit: number): string | null;
  low: number;
  high: number;
  cap: number | undefined;
  population: Population | undefined;
  unit: string;
}

export function outlookFlags(outlook: Outlook): Flag[] {
  const { startSeconds, endSeconds, observations, firstAbove, low, high, cap, population, unit } = outlook;
  const flags: Flag[] = [];
  const historySeconds = startSeconds - observations[0]!.timeSeconds;
  const days = (seconds: number) => `${Math.round(seconds / 86_400)} days`;
  if (observations.length <= 2)
    flags.push({
      code: "prior-driven",
      message:
        observations.length === 1
          ? "one point says next to nothing about growth: this is the prior's growth from the last value"
          : "two points say little about growth: most of the interval is the prior's",
    });
  if (observations.length > 1 && endSeconds - startSeconds > historySeconds)
    flags.push({
      code: "horizon-beyond-history",
      message: `the horizon of ${days(endSeconds - startSeconds)} is longer than the history of ${days(historySeconds)}`,
    });
  if (high > 10 * low)
    flags.push({
      code: "wide-interval",
      message: `P90 is ${times(high / low)} P10 at the horizon: plan for a range, not for the median`,
    });
  if (cap !== undefined) {
    const near = firstAbove("p50", 0.95 * cap);
    if (near !== null)
      flags.push({
        code: "ceiling-reached",
        message: `the median is within 5 % of the cap from ${near}`,
      });
  }
  const outgrown = population === undefined ? undefined : outgrows(outlook, population, unit);
  if (outgrown !== undefined) flags.push({ code: "larger-than-population", message: outgrown });
  return flags;
}

/** A part that exceeds its whole: already, at the median, or in the upper part of the interval. */
function outgrows(
  { observations, firstAbove }: Outlook,
  { name, value }: Population,
  unit: string,
): string | undefined {
  const whole = `${name} (${value.toExponential(2).replace("+", "")} ${unit})`;
  if (observations.at(-1)!.value > value)
    return `the last value exceeds ${whole} already: is the same thing counted? If so, state the whole with --population`;
  const median = firstAbove("p50", value);
  if (median !== null) return `from ${median} the median exceeds ${whole}: it must slow before`;
  const high = firstAbove("p90", value);
  return high === null
    ? undefined
    : `from ${high} P90 exceeds ${whole}: the upper part of the interval cannot come true`;
}
