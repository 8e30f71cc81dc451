// How far a prediction may be from its measurement, |predicted / measured - 1|: one width per regime (metric x dense or mixture
// of experts x saturated or not). It holds 90 % of the rows of devices and models it was not made from: every device, and every
// model, is left out in turn, and the errors of those left out are divided by the 0.9 quantile of the others'; the 0.9 quantile
// of these ratios widens the 0.9 quantile of all errors (split-conformal scaling over leave-one-out folds). Never wider than
// the p90 error the project promises: where errors are larger, the gate says so.

import { errorOf } from "../../src/accuracy/groups.ts";
import { headlineMetrics } from "../../src/accuracy/metrics.ts";
import type { Prediction } from "../../src/accuracy/predict.ts";
import { quantileSorted } from "../../src/base/statistics.ts";
import { promisedP90Percent } from "./targets.ts";

export const COVERAGE = 0.9;
/** Rows a regime must have for a width of its own; smaller ones are judged by the regime around them. */
const ENOUGH_ROWS = 30;
/** Rows that must be left to learn from in a fold. */
const ENOUGH_TO_LEARN = 15;

/** gate-bands.json. */
export interface BandsFile {
  madeBy: string;
  method: string;
  bands: BandOfRegime[];
}

export interface BandOfRegime {
  regime: string;
  rows: number;
  folds: number;
  /** What leaving out devices and models widened the band by. */
  inflation: number;
  /** Before the promise caps it. */
  crossValidatedPercent: number;
  /** Largest error inside. */
  widthPercent: number;
}

/** Regimes of a row from the narrowest to the widest; none for rows that no gate judges. */
export function regimesOf({ metric, moe, unsaturated, apart, predicted }: Prediction): string[] {
  if (predicted === null || apart !== undefined || moe === undefined) return [];
  if (!headlineMetrics.some((known) => known === metric)) return [];
  const kind = moe ? "moe" : "dense";
  const load =
    unsaturated === undefined ? [] : [`${metric} ${kind} ${unsaturated ? "unsaturated" : "saturated"}`];
  return [...load, `${metric} ${kind}`, metric];
}

const sizeOf = (prediction: Prediction) => 100 * Math.abs(errorOf(prediction)!);

const method =
  "90 % of |predicted/measured - 1| on quality A of references.csv and energy-references.csv, widened by inflation: every device " +
  "and every model left out in turn, 0.9 quantile of the left-out errors over the 0.9 quantile of the others; capped at the " +
  "promised p90 error";

export function makeBands(predictions: readonly Prediction[]): BandsFile {
  const best = predictions.filter(({ experiment }) => experiment.quality === "A");
  return { madeBy: "npm run bench:accuracy -- --bands", method, bands: bandsOf(best) };
}

export function bandsOf(predictions: readonly Prediction[]): BandOfRegime[] {
  const members = new Map<string, Prediction[]>();
  for (const prediction of predictions)
    for (const regime of regimesOf(prediction))
      members.set(regime, [...(members.get(regime) ?? []), prediction]);
  return [...members]
    .filter(([, rows]) => rows.length >= ENOUGH_ROWS)
    .map(([regime, rows]) => bandOf(regime, rows))
    .sort((a, b) => (a.regime < b.regime ? -1 : 1));
}

function bandOf(regime: string, rows: readonly Prediction[]): BandOfRegime {
  const ratios: number[] = [];
  let folds = 0;
  for (const column of ["gpu", "model"] as const)
    for (const left of new Set(rows.map(({ experiment }) => experiment[column]))) {
      const learned = rows.filter(({ experiment }) => experiment[column] !== left);
      if (learned.length < ENOUGH_TO_LEARN) continue;
      folds++;
      const width = quantile(learned.map(sizeOf));
      for (const row of rows) if (row.experiment[column] === left) ratios.push(sizeOf(row) / width);
    }
  const inflation = ratios.length === 0 ? 1 : Math.max(1, quantile(ratios));
  const width = inflation * quantile(rows.map(sizeOf));
  return {
    regime,
    rows: rows.length,
    folds,
    inflation,
    crossValidatedPercent: width,
    widthPercent: Math.min(width, promisedP90Percent(regime)),
  };
}

const quantile = (values: readonly number[]) =>
  quantileSorted(
    values.toSorted((a, b) => a - b),
    COVERAGE,
  );

export interface BandOutcome {
  regime: string;
  rows: number;
  outside: number;
  /** More rows outside than chance explains where one in ten is expected. */
  allowed: number;
}

/** A gate that passes by luck or fails by it helps nobody: chance may exceed what is allowed once in a thousand. */
const CHANCE = 0.001;

/** Rows outside the band of their narrowest known regime. */
export function outsideBands(
  predictions: readonly Prediction[],
  bands: readonly BandOfRegime[],
): BandOutcome[] {
  const widths = new Map(bands.map(({ regime, widthPercent }) => [regime, widthPercent]));
  const outcomes = new Map<string, BandOutcome>();
  for (const prediction of predictions) {
    const regime = regimesOf(prediction).find((each) => widths.has(each));
    if (regime === undefined) continue;
    const outcome = outcomes.get(regime) ?? { regime, rows: 0, outside: 0, allowed: 0 };
    outcomes.set(regime, outcome);
    outcome.rows++;
    if (sizeOf(prediction) > widths.get(regime)!) outcome.outside++;
  }
  for (const outcome of outcomes.values()) outcome.allowed = allowedOutside(outcome.rows);
  return [...outcomes.values()].sort((a, b) => (a.regime < b.regime ? -1 : 1));
}

/** Largest count that a binomial of n rows with probability 0.1 exceeds at most once in a thousand. */
export function allowedOutside(rows: number): number {
  const outside = 1 - COVERAGE;
  let term = COVERAGE ** rows;
  let below = term;
  let count = 0;
  while (below < 1 - CHANCE && count < rows) {
    count++;
    term *= ((rows - count + 1) / count) * (outside / COVERAGE);
    below += term;
  }
  return count;
}
