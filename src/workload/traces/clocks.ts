// Time columns of traces to seconds since the trace's first row. The first value is subtracted before the unit is
// applied: Unix nanoseconds (1.8e18) or seconds (1.8e9) as a double are good to about 0.25 us only once they are
// differences.
import { type Clock, numberOf } from "./format.ts";

/** A column of numbers, so many to the second. */
export function ticks(perSecond: number): Clock {
  return () => {
    let first: number | undefined;
    return (value) => {
      const tick = numberOf(value);
      if (!(tick >= 0 && tick < Number.POSITIVE_INFINITY)) return Number.NaN;
      first ??= tick;
      return (tick - first) / perSecond;
    };
  };
}

export const seconds = ticks(1);
export const milliseconds = ticks(1e3);
export const microseconds = ticks(1e6);
export const nanoseconds = ticks(1e9);

const dateTime = /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d):(\d\d):(\d\d)(\.\d+)?\s*(?:(Z)|([+-])(\d\d):?(\d\d))?\s*$/;

/** "2023-11-16 18:17:03.9799600", UTC unless an offset says otherwise. All digits of the fraction count. */
export const utcDateTime: Clock = () => {
  let firstWhole: number | undefined;
  let firstFraction = 0;
  let day = "";
  let daySeconds = 0;
  return (value) => {
    const match = typeof value === "string" ? dateTime.exec(value) : null;
    if (!match) return Number.NaN;
    if (match[1] !== day) {
      day = match[1]!;
      daySeconds = utcDaySeconds(day);
    }
    const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4])];
    if (hour > 23 || minute > 59 || second > 60) return Number.NaN;
    const offset = match[7]
      ? (match[7] === "-" ? -1 : 1) * (Number(match[8]) * 3600 + Number(match[9]) * 60)
      : 0;
    const whole = daySeconds + hour * 3600 + minute * 60 + second - offset;
    const fraction = match[5] ? Number(match[5]) : 0;
    if (firstWhole === undefined && !Number.isNaN(whole)) {
      firstWhole = whole;
      firstFraction = fraction;
    }
    return whole - (firstWhole ?? 0) + (fraction - firstFraction);
  };
};

/** Seconds of midnight UTC since 1970; NaN for a date the calendar does not have. */
function utcDaySeconds(day: string): number {
  const date = new Date(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
  return exists ? date.getTime() / 1000 : Number.NaN;
}
