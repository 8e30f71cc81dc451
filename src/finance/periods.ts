// Procurement decides per quarter, books are kept per month. A quarter in which something becomes available, or what is there
// already reaches the end of its life, is cut there: devices serve in the very months they are there.
import { power } from "../base/power.ts";
import { hoursOf, MONTHS_PER_YEAR, type MonthNumber } from "./calendar.ts";

export const MONTHS_PER_QUARTER = 3;

export interface Period {
  /** Months of the plan, from 0: first and one past the last. */
  from: number;
  to: number;
  hours: number;
}

export function quartersOf(start: MonthNumber, months: number, cuts: readonly number[] = []): Period[] {
  const periods: Period[] = [];
  let to = 0;
  for (let from = 0; from < months; from = to) {
    const quarterEnd = from - (from % MONTHS_PER_QUARTER) + MONTHS_PER_QUARTER;
    to = Math.min(months, quarterEnd, ...cuts.filter((cut) => cut > from));
    let hours = 0;
    for (let m = from; m < to; m++) hours += hoursOf(start + m);
    periods.push({ from, to, hours });
  }
  return periods;
}

/** Present value, at the start of the plan, of a dollar at the end of month `m`. */
export function discount(annualRate: number, m: number): number {
  return power(1 + annualRate, -(m + 1) / MONTHS_PER_YEAR);
}
