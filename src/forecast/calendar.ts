// Dates of a series and calendar durations (`24mo`, `2y`, `26w`, `10d`, `4q`): UTC days as seconds since 1970, no time zones.
// A month after 31 January is the last day of February; twelve of them are the same day a year later.

const DAY_SECONDS = 86_400;
/** A mean Gregorian year as the field counts it: 365.25 days. */
export const YEAR_SECONDS = 365.25 * DAY_SECONDS;

export type DateReading = { ok: true; timeSeconds: number } | { ok: false; message: string };

const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?)?)?$/;
const quarter = /^(\d{4})-?\s?Q([1-4])$/i;
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function utc(year: number, month: number, day: number): number | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1;
  return real && day >= 1 ? date.getTime() / 1000 : undefined;
}

/** An ISO date (`2026-03-31`), month (`2026-03`, its first day), quarter (`2026-Q1`) or year (`2026`); else why not. */
export function readDate(text: string): DateReading {
  const no = (message: string): DateReading => ({ ok: false, message });
  const given = text.trim();
  if (given === "") return no("is empty: expected a date such as 2026-03-31");
  const inQuarter = quarter.exec(given);
  if (inQuarter) return dated(Number(inQuarter[1]), 3 * Number(inQuarter[2]) - 2, 1, given);
  const match = iso.exec(given);
  if (match) return dated(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1), given);
  if (/^\d{5}(\.\d+)?$/.test(given)) {
    // Day 25,569 of Excel's 1900 calendar is 1970-01-01.
    const day = isoDate(Math.floor(Number(given) - 25_569) * DAY_SECONDS);
    return no(`"${given}" is an Excel day number (${day}?): write dates as 2026-03-31`);
  }
  if (/^1\d{9}$/.test(given))
    return no(`"${given}" is seconds since 1970: write dates as ${isoDate(Number(given))}`);
  const week = /^(\d{4})-?W(\d{1,2})(?:-?\d)?$/i.exec(given);
  if (week)
    return no(
      `"${given}" is a week: write dates as ${isoDate(mondayOf(Number(week[1]), Number(week[2])))}, its Monday`,
    );
  if (/^(\d{4}[ -]?)?FY[ '-]?\d{2,4}/i.test(given))
    return no(`"${given}" is a fiscal year, which begins when its company says: write dates as 2026-03-31`);
  if (/^(Q[1-4][ '-]*\d{2}|'?\d{2}[ -]?Q[1-4])$/i.test(given))
    return no(`"${given}" has a year of two digits: write quarters as 2026-Q1`);
  const meant = inOtherWords(given);
  if (meant !== undefined) return no(`"${given}": write dates as ${meant}`);
  const yearFirst = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/.exec(given);
  if (yearFirst) return no(`"${given}": write dates with hyphens, ${yearFirst.slice(1).join("-")}`);
  if (/^(\d{1,2}[ -])?[a-z]{3,9}[ '-]+\d{2}$/i.test(given))
    return no(`"${given}" has a year of two digits: write dates as 2026-03-31`);
  if (/^\d{1,4}([/.-])\d{1,2}\1\d{1,4}/.test(given)) {
    const long = /\d{4}/.test(given);
    const only = oneReading(given);
    if (only !== undefined) return no(`"${given}": write dates as ${only}`);
    return no(
      long
        ? `"${given}" may be day/month or month/day: write dates as 2026-03-31`
        : `"${given}" has a year of two digits: write dates as 2026-03-31`,
    );
  }
  return no(`expected a date such as 2026-03-31, got "${given}"`);
}

/** Of an ISO week: the first is the one with 4 January. */
function mondayOf(year: number, week: number): number {
  const fourth = new Date(Date.UTC(year, 0, 4));
  return Date.UTC(year, 0, 4 - ((fourth.getUTCDay() + 6) % 7) + 7 * (week - 1)) / 1000;
}

/** Q3 2025, Jan 2025, 31 January 2025 and 20250131 say one thing only. */
function inOtherWords(text: string): string | undefined {
  const quarterFirst = /^Q([1-4])[ -]?(\d{4})$/i.exec(text);
  if (quarterFirst) return `${quarterFirst[2]}-Q${quarterFirst[1]}`;
  const digits = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const named = /^(?:(\d{1,2})[ .-]+)?([a-z]{3,9})[ .,-]+(\d{4})$/i.exec(text);
  const month = named ? 1 + months.indexOf(named[2]!.slice(0, 3).toLowerCase()) : Number(digits?.[2]);
  const [year, day] = named ? [named[3], named[1]] : [digits?.[1], digits?.[3]];
  const timeSeconds = month > 0 ? utc(Number(year), month, Number(day ?? 1)) : undefined;
  return timeSeconds === undefined ? undefined : isoDate(timeSeconds).slice(0, day === undefined ? 7 : 10);
}

/** 31.01.2025 and 12/31/2025 have one reading only: no month has a number over twelve. */
function oneReading(text: string): string | undefined {
  const match = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/.exec(text);
  if (!match) return undefined;
  const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])];
  const readings = [utc(year, second, first), first === second ? undefined : utc(year, first, second)].filter(
    (each) => each !== undefined,
  );
  return readings.length === 1 ? isoDate(readings[0]!) : undefined;
}

function dated(year: number, month: number, day: number, given: string): DateReading {
  const timeSeconds = utc(year, month, day);
  return timeSeconds === undefined
    ? { ok: false, message: `"${given}" is not a day of the calendar` }
    : { ok: true, timeSeconds };
}

export const isoDate = (timeSeconds: number): string =>
  new Date(timeSeconds * 1000).toISOString().slice(0, 10);

/** `months` or `days`, whichever the unit counts in. */
export interface CalendarDuration {
  months?: number;
  days?: number;
  text: string;
}

const units: Record<string, (count: number) => { months?: number; days?: number }> = {
  d: (days) => ({ days }),
  w: (weeks) => ({ days: 7 * weeks }),
  mo: (months) => ({ months }),
  q: (quarters) => ({ months: 3 * quarters }),
  y: (years) => ({ months: 12 * years }),
};
const names: Record<string, string> = {
  day: "d",
  days: "d",
  week: "w",
  weeks: "w",
  month: "mo",
  months: "mo",
  quarter: "q",
  quarters: "q",
  year: "y",
  years: "y",
  yr: "y",
};

/** Reads `24mo`, `2y`, `26w`, `1 quarter`; undefined for anything else, and for nothing at all (`0mo`). */
export function readDuration(text: string): CalendarDuration | undefined {
  const match = /^(\d{1,5})\s*([a-z]+)$/i.exec(text.trim());
  if (!match) return undefined;
  const unit = match[2]!.toLowerCase();
  const short = names[unit] ?? unit;
  const count = Number(match[1]);
  return count > 0 && Object.hasOwn(units, short)
    ? { ...units[short]!(count), text: `${count}${short}` }
    : undefined;
}

/** `times` such durations after a date; the day of the month is kept where the month has it. */
export function after(timeSeconds: number, { months = 0, days = 0 }: CalendarDuration, times = 1): number {
  const start = new Date(timeSeconds * 1000);
  const month = start.getUTCMonth() + months * times;
  const lastDay = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = months === 0 ? start.getUTCDate() : Math.min(start.getUTCDate(), lastDay);
  return Date.UTC(start.getUTCFullYear(), month, day + days * times) / 1000;
}

/** How many dates `datesTo` has. */
export function countTo(startSeconds: number, step: CalendarDuration, horizon: CalendarDuration): number {
  const endSeconds = after(startSeconds, horizon);
  const isBefore = (times: number) => after(startSeconds, step, times) < endSeconds;
  let high = 1;
  while (isBefore(high)) high *= 2;
  let low = high >> 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** Dates from one step after `startSeconds` to the horizon, which is always the last. */
export function datesTo(startSeconds: number, step: CalendarDuration, horizon: CalendarDuration): number[] {
  const endSeconds = after(startSeconds, horizon);
  const dates: number[] = [];
  for (let k = 1; after(startSeconds, step, k) < endSeconds; k++) dates.push(after(startSeconds, step, k));
  return [...dates, endSeconds];
}
