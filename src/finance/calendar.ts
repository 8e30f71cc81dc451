// Months as whole numbers, counted from January of year 0, and horizons as calendar durations: `24mo`, `2y`, `26w`.
import { z } from "zod";

/** 2027-01 is 12 * 2027. */
export type MonthNumber = number;

export const MONTHS_PER_YEAR = 12;

export function monthOf(text: string): MonthNumber {
  const [year, month] = text.split("-").map(Number);
  return MONTHS_PER_YEAR * year! + month! - 1;
}

export function monthText(month: MonthNumber): string {
  const year = Math.floor(month / MONTHS_PER_YEAR);
  return `${String(year).padStart(4, "0")}-${String((month % MONTHS_PER_YEAR) + 1).padStart(2, "0")}`;
}

/** First day of the month, ISO. */
export const firstDay = (month: MonthNumber): string => `${monthText(month)}-01`;

/** Hours of a month, leap years included. */
export function hoursOf(month: MonthNumber): number {
  const year = Math.floor(month / MONTHS_PER_YEAR);
  return 24 * new Date(Date.UTC(year, (month % MONTHS_PER_YEAR) + 1, 0)).getUTCDate();
}

/** The middle of a month, seconds since 1970. */
export function middleSeconds(month: MonthNumber): number {
  const year = Math.floor(month / MONTHS_PER_YEAR);
  return Date.UTC(year, month % MONTHS_PER_YEAR, 1) / 1000 + hoursOf(month) * 1800;
}

/** A month such as `2027-01`; a day of it is taken for the month. */
export function month() {
  return z
    .string({ error: "expected a month such as 2027-01" })
    .regex(/^\d{4}-(0[1-9]|1[0-2])(-\d{2})?$/, "expected a month such as 2027-01")
    .transform(monthOf)
    .meta({ description: "a month, e.g. 2027-01", examples: ["2027-01"], calendar: "month" });
}

/** A calendar duration in months; weeks are rounded up to the month they reach into. */
export function durationInMonths() {
  return z
    .string({ error: "expected a calendar duration such as 24mo, 2y or 26w" })
    .transform((text, context) => {
      const match = /^\s*(\d+(?:\.\d+)?)\s*(w|mo|y)\s*$/.exec(text);
      const months =
        match &&
        Number(match[1]) *
          { w: (7 * MONTHS_PER_YEAR) / 365.25, mo: 1, y: MONTHS_PER_YEAR }[match[2] as "w" | "mo" | "y"];
      if (months === null || !Number.isFinite(months)) {
        context.addIssue({
          code: "custom",
          message: `expected a calendar duration such as 24mo, 2y or 26w, got "${text}"`,
        });
        return z.NEVER;
      }
      return Math.ceil(months - 1e-9);
    })
    .meta({
      description: "a calendar duration, e.g. 24mo, 2y or 26w",
      examples: ["24mo", "2y"],
      calendar: "months",
    });
}
