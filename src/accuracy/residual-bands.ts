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

/** How a residual is left out: with its model, or with its device. */
const leavings = [(row: Residual) => row.model, (row: Residual) => row.device] as const;

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

/** Of every row, once without its model and once without its device: the stretch that its band would have needed. */
function leftOut(sorted: readonly Residual[]): { row: Residual; needed: number }[] {
  return leavings.flatMap((unitOf) => {
    const units = new Set(sorted.map(unitOf));
    return [...units].flatMap((unit) => {
      const rest = sorted.filter((row) => unitOf(row) !== unit);
      if (rest.length === 0) return [];
      const bands = new Map<string, Quantiles>();
      return sorted.flatMap((row) => {
        if (unitOf(row) !== unit) return [];
        if (!bands.has(row.regime)) bands.set(row.regime, quantilesOf(rest, row.regime));
        return [{ row, needed: stretchNeeded(bands.get(row.regime)!, row.logRatio) }];
      });
    });
  });
}

const ordered = (rows: readonly Residual[]) => rows.toSorted((a, b) => a.logRatio - b.logRatio);

/** Of every row, where its model and its device are known. */
function kept(sorted: readonly Residual[]): number[] {
  const bands = new Map<string, Quantiles>();
  return sorted.map(({ regime, logRatio }) => {
    if (!bands.has(regime)) bands.set(regime, quantilesOf(sorted, regime));
    return stretchNeeded(bands.get(regime)!, logRatio);
  });
}

/** The stretch with which bands hold 80 % of rows to come; 1 where nothing can be left out. */
function stretchOf(sorted: readonly Residual[]): number {
  const apart = leftOut(sorted).map((each) => each.needed);
  if (apart.length === 0) return 1;
  const needed = [...apart, ...kept(sorted)].sort((a, b) => a - b);
  const found = needed[Math.ceil(INSIDE * needed.length) - 1];
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
 * Share of rows inside bands that neither they nor anything of their model (or device) had a part in, the stretch
 * included: every unit is left out, the bands are made anew from the rest, and its rows are counted.
 */
export function heldOutCoverage(rows: readonly Residual[]): { row: Residual; inside: boolean }[] {
  const sorted = ordered(rows);
  return leavings.flatMap((unitOf) =>
    [...new Set(sorted.map(unitOf))].flatMap((unit) => {
      const rest = sorted.filter((row) => unitOf(row) !== unit);
      if (rest.length === 0) return [];
      const stretch = stretchOf(rest);
      return sorted
        .filter((row) => unitOf(row) === unit)
        .map((row) => ({
          row,
          inside: stretchNeeded(quantilesOf(rest, row.regime), row.logRatio) <= stretch,
        }));
    }),
  );
}
