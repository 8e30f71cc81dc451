// Procurement decides per quarter, books are kept per month.
import { hoursOf, MONTHS_PER_YEAR, type MonthNumber } from "./calendar.ts";

export const MONTHS_PER_QUARTER = 3;

export interface Period {
  /** Months of the plan, from 0: first and one past the last. */
  from: number;
  to: number;
  hours: number;
}

export function quartersOf(start: MonthNumber, months: number): Period[] {
  const periods: Period[] = [];
  for (let from = 0; from < months; from += MONTHS_PER_QUARTER) {
    const to = Math.min(months, from + MONTHS_PER_QUARTER);
    let hours = 0;
    for (let m = from; m < to; m++) hours += hoursOf(start + m);
    periods.push({ from, to, hours });
  }
  return periods;
}

/** Present value, at the start of the plan, of a dollar at the end of month `m`. */
export function discount(annualRate: number, m: number): number {
  return (1 + annualRate) ** (-(m + 1) / MONTHS_PER_YEAR);
}
