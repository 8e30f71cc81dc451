// Quantiles of demand: at the dates of the rows, and between them, so that the day on which a limit is first exceeded does not
// depend on how far apart the rows are.
import { isoDate } from "./calendar.ts";
import type { Observation } from "./series.ts";

const DAY_SECONDS = 86_400;

export interface Demand {
  /** The last observation. */
  last: Pick<Observation, "timeSeconds" | "value">;
  dates: readonly number[];
  /** By quantile key, at each date. */
  rows: readonly Record<string, number>[];
  at(key: string, timeSeconds: number): number;
}

/** The first day on which a quantile exceeds a limit; null where it does not at any row. */
export function firstDayAbove(
  { last, dates, rows, at }: Demand,
  key: string,
  limitAt: (timeSeconds: number) => number,
): string | null {
  const row = dates.findIndex((date, k) => rows[k]![key]! > limitAt(date));
  if (row < 0) return null;
  let below = dates[row - 1] ?? last.timeSeconds;
  let above = dates[row]!;
  while (above - below > DAY_SECONDS) {
    const middle = below + DAY_SECONDS * Math.floor((above - below) / (2 * DAY_SECONDS));
    if (at(key, middle) > limitAt(middle)) above = middle;
    else below = middle;
  }
  return isoDate(above);
}
