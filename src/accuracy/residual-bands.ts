// Bands from held-out error. A residual is ln(measured / predicted) of one row; the band of a regime is the 10 % and 90 %
// quantile of its residuals, with the other regimes of the metric counting together as at most `OTHERS` rows (a regime with
// few rows is hardly surer than the metric). Then one factor per metric stretches all bands about their medians so that they
// hold 80 % of rows to come: of a model that had no part in them, of a device that had none, and of neither, a third each.
// Ignores that rows of one source err alike.
import type { HeldOutBand } from "../metrics/confidence.ts";
import type { Band } from "../metrics/result.ts";

export interface Residual {
  regime: string;
  model: string;
  device: string;
  /** ln(measured / predicted) */
  logRatio: number;
}

/** Of 10, 50 and 200 the one whose bands cover rows of left-out models and devices best, and are narrowest. */
const OTHERS = 200;
const INSIDE = 0.8;

interface Quantiles {
  low: number;
  middle: number;
  high: number;
}

/** Rows are left out by the tenth where they are not left out with their model or their device. */
const FOLDS = 10;
type UnitOf = (row: Residual, index: number) => string | number;
/** What a residual is left out with: its model, its device, or neither. */
const leavings: readonly UnitOf[] = [
  ({ model }) => model,
  ({ device }) => device,
  (_, index) => index % FOLDS,
];

/**
 * Every way to part the rows into those left out and the rest. A unit that holds most of the rows stays: what remains
 * without it says nothing of it.
 */
function partings(sorted: readonly Residual[]): { out: Residual[]; rest: Residual[] }[] {
  return leavings.flatMap((unitOf) => {
    const units = sorted.map(unitOf);
    return [...new Set(units)].flatMap((unit) => {
      const out = sorted.filter((_, index) => units[index] === unit);
      const rest = sorted.filter((_, index) => units[index] !== unit);
      return out.length > rest.length ? [] : [{ out, rest }];
    });
  });
}

/** `rows` sorted by `logRatio`. A row stands in the middle of its weight; between rows quantiles are linear. */
function quantilesOf(rows: readonly Residual[], regime: string | undefined): Quantiles {
  const own = rows.reduce((count, row) => count + (row.regime === regime ? 1 : 0), 0);
  const weight = regime === undefined ? 1 : Math.min(1, OTHERS / Math.max(1, rows.length - own));
  const weightOf = (row: Residual) => (row.regime === regime ? 1 : weight);
  const total = rows.reduce((sum, row) => sum + weightOf(row), 0);
  const found: number[] = [];
  const wanted = [0.1, 0.5, 0.9];
  let below = 0;
  let before = { share: 0, log: rows[0]!.logRatio };
  for (const row of rows) {
    const share = (below + weightOf(row) / 2) / total;
    while (found.length < wanted.length && share >= wanted[found.length]!) {
      const part = (wanted[found.length]! - before.share) / (share - before.share);
      found.push(before.log + part * (row.logRatio - before.log));
    }
    below += weightOf(row);
    before = { share, log: row.logRatio };
  }
  const [low = before.log, middle = before.log, high = before.log] = found;
  return { low, middle, high };
}

/** How many times the half-width of its side a residual lies from the middle. */
function stretchNeeded({ low, middle, high }: Quantiles, log: number): number {
  const width = log < middle ? middle - low : high - middle;
  return width > 0 ? Math.abs(log - middle) / width : log === middle ? 0 : Number.POSITIVE_INFINITY;
}

/** Of every row left out: the stretch that its band would have needed. */
function needed(sorted: readonly Residual[]): number[] {
  return partings(sorted).flatMap(({ out, rest }) => {
    const bands = new Map<string, Quantiles>();
    return out.map(({ regime, logRatio }) => {
      if (!bands.has(regime)) bands.set(regime, quantilesOf(rest, regime));
      return stretchNeeded(bands.get(regime)!, logRatio);
    });
  });
}

const ordered = (rows: readonly Residual[]) => rows.toSorted((a, b) => a.logRatio - b.logRatio);

/** The stretch with which bands hold 80 % of rows to come; 1 where nothing can be left out. */
function stretchOf(sorted: readonly Residual[]): number {
  const stretches = needed(sorted).sort((a, b) => a - b);
  const found = stretches[Math.ceil(INSIDE * stretches.length) - 1];
  return found === undefined || found === Number.POSITIVE_INFINITY ? 1 : found;
}

function bandOf({ low, middle, high }: Quantiles, stretch: number): Band {
  return {
    p10: Math.exp(middle + stretch * (low - middle)),
    p90: Math.exp(middle + stretch * (high - middle)),
  };
}

/** The band of each regime of one metric, and of `any` for regimes nobody measured. */
export function heldOutBands(rows: readonly Residual[]): Record<string, HeldOutBand> {
  const sorted = ordered(rows);
  const stretch = stretchOf(sorted);
  const regimes = [...new Set(rows.map(({ regime }) => regime))].sort();
  const entry = (regime: string | undefined): HeldOutBand => ({
    ...bandOf(quantilesOf(sorted, regime), stretch),
    rows: regime === undefined ? rows.length : rows.filter((row) => row.regime === regime).length,
  });
  return Object.fromEntries([["any", entry(undefined)], ...regimes.map((regime) => [regime, entry(regime)])]);
}

/**
 * Rows left out, and whether they lie inside bands, stretch included, that were made anew from the rest: of their model, of
 * their device, or of a tenth of the rows.
 */
export function heldOutCoverage(rows: readonly Residual[]): { row: Residual; inside: boolean }[] {
  return partings(ordered(rows)).flatMap(({ out, rest }) => {
    const stretch = stretchOf(rest);
    return out.map((row) => ({
      row,
      inside: stretchNeeded(quantilesOf(rest, row.regime), row.logRatio) <= stretch,
    }));
  });
}
