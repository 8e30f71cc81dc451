// What a series counts per which period: `tokens/day`, `M tokens per month`, `requests/s`, `MW`. Only the period and the
// decimal scale convert; tokens never become requests. A month is a twelfth of 365.25 days.
import { didYouMean } from "../base/nearest.ts";

const DAY_SECONDS = 86_400;
const periods = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: DAY_SECONDS,
  week: 7 * DAY_SECONDS,
  month: (365.25 * DAY_SECONDS) / 12,
  quarter: (365.25 * DAY_SECONDS) / 4,
  year: 365.25 * DAY_SECONDS,
} as const;
export type Period = keyof typeof periods;

const periodNames: Record<string, Period> = {
  s: "second",
  sec: "second",
  min: "minute",
  h: "hour",
  hr: "hour",
  d: "day",
  wk: "week",
  w: "week",
  mo: "month",
  q: "quarter",
  y: "year",
  yr: "year",
};
const scales: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  million: 1e6,
  g: 1e9,
  b: 1e9,
  billion: 1e9,
  t: 1e12,
  trillion: 1e12,
  q: 1e15,
  quadrillion: 1e15,
};

export interface RateUnit {
  /** `tokens`, `requests`, or any other word. */
  noun: string;
  /** Absent for what is no rate, such as MW. */
  period: Period | undefined;
  /** How many of the noun one of it is: 1e6 for `M tokens`. */
  scale: number;
}

/** Of a series that nothing gives a unit. */
export const unitless = "units";

const periodOf = (text: string): Period | undefined => {
  const word = text.trim().toLowerCase();
  const singular = word.length > 3 ? word.replace(/s$/, "") : word;
  if (Object.hasOwn(periods, singular)) return singular as Period;
  return periodNames[word];
};

/** `tokens/day`, `M tokens per month`, `tokens_per_week`, `Mtok/d`; a message where the period is none. */
export function readRateUnit(text: string): RateUnit | { message: string } {
  const plain = text.trim().replaceAll("_", " ");
  const [amount = "", after, ...rest] = plain.split(/\s*\/\s*|\s+per\s+/);
  if (amount === "" || rest.length > 0)
    return { message: `expected a unit such as tokens/day, got "${text}"` };
  const period = after === undefined ? undefined : periodOf(after);
  if (after !== undefined && period === undefined)
    return {
      message: `"${after}" is not a period: expected ${Object.keys(periods).join(", ")}.${didYouMean(after, Object.keys(periods))}`,
    };
  return { ...scaled(amount), period };
}

/** `M tokens`, `Mtok` and `million tokens` are a scale and a noun; `MW` is a noun. */
function scaled(amount: string): { noun: string; scale: number } {
  const glued = /^([kMGBTQ])(tok(?:en)?s?)$/.exec(amount);
  const apart = /^(\S+)\s+(.+)$/.exec(amount);
  const [, prefix, noun] = glued ?? apart ?? [];
  const scale = prefix === undefined ? undefined : scales[prefix.toLowerCase()];
  return scale === undefined ? { noun: nounOf(amount), scale: 1 } : { noun: nounOf(noun!), scale };
}

const nounOf = (word: string): string => (/^tok(en)?s?$/i.test(word) ? "tokens" : word);

/** `M`, `million`: how many, without of what. */
export function scaleOf(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  return Object.hasOwn(scales, word) ? scales[word] : undefined;
}

/** How many of `to` one of `from` is; undefined where they measure different things. */
export function conversion(from: RateUnit, to: RateUnit): number | undefined {
  if (from.noun !== to.noun || (from.period === undefined) !== (to.period === undefined)) return undefined;
  const time = from.period === undefined ? 1 : periods[to.period!] / periods[from.period];
  return (time * from.scale) / to.scale;
}

/** Years of `month`, `q`, `wk` …; undefined for what is no period. */
export function yearsOfPeriod(text: string): number | undefined {
  const period = periodOf(text);
  return period === undefined ? undefined : periods[period] / periods.year;
}

/** Seconds of the period; 1 for what is no rate. */
export const periodSeconds = ({ period }: RateUnit): number => (period === undefined ? 1 : periods[period]);
