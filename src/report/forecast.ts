// A forecast for the terminal and as CSV: quantiles by date, the baselines beside them, growth in words, flags below.
import type { Forecast, Quantile3, Refusal } from "../forecast/forecast.ts";
import { readRateUnit } from "../forecast/rate-unit.ts";
import { row } from "./csv.ts";
import { type DisplayUnit, number, unitFor, unknown } from "./format.ts";
import { plainTable } from "./plain-table.ts";
import { evenColumns, highest, type Point, sparkline } from "./sparkline.ts";

/** One unit for the whole table: thousands of whatever is counted. */
const magnitudes: DisplayUnit[] = [
  { symbol: "", size: 1 },
  { symbol: "k ", size: 1e3 },
  { symbol: "M ", size: 1e6 },
  { symbol: "G ", size: 1e9 },
  { symbol: "T ", size: 1e12 },
  { symbol: "P ", size: 1e15 },
  { symbol: "E ", size: 1e18 },
];

export function quantileKeys({ rows }: Forecast): string[] {
  return Object.keys(rows[0]!).filter((key) => /^p\d/.test(key));
}

const shownKey = (key: string): string => key.toUpperCase().replace("_", ".");

/** An amount with the unit of its own size: the ends of a wide interval are magnitudes apart. */
export function amountInWords(forecast: Forecast, value: number): string {
  const own = magnitudeOf(forecast, value);
  return `${number(value / own.size)} ${own.symbol}`.trimEnd();
}

/** By a value, the last reported one where none is given: what the reader knows the series by. A unit with a scale of its own (`M tokens`, MW) stays as it is. */
export function magnitudeOf(
  forecast: Forecast,
  value: number = forecast.observations.at(-1)!.value,
): DisplayUnit {
  return isScaled(forecast) ? magnitudes[0]! : unitFor(magnitudes, [value]);
}

function isScaled({ unit }: Forecast): boolean {
  const read = readRateUnit(unit);
  return !("message" in read) && (read.scale !== 1 || /^[kMGT]W/.test(read.noun));
}

/** As `number`, with a power of ten where digits would have to be counted. */
function amount(value: number): string {
  const plain = value === 0 || (value >= 1e-3 && value < 1e7);
  return plain ? number(value) : value.toExponential(2).replace("+", "");
}

/** The rows people read: quantiles by date in `magnitudeOf`, baselines and supply beside them. */
export function forecastRows(forecast: Forecast): { head: string[]; rows: string[][] } {
  const { rows, baselines } = forecast;
  const unit = magnitudeOf(forecast);
  const shown = (value: number | undefined) => (value === undefined ? unknown : amount(value / unit.size));
  const share = (key: string) => Number(key.slice(1).replace("_", "."));
  const keys = quantileKeys(forecast).sort((a, b) => share(a) - share(b));
  const ceilings = forecast.supply === undefined ? [] : ["served", "unmet"];
  return {
    head: ["date", ...keys.map(shownKey), "straight line", "exponential", ...ceilings],
    rows: rows.map((each, k) => [
      each.date,
      ...keys.map((key) => shown(each[key] as unknown as number)),
      shown(baselines.linear[k]?.value),
      shown(baselines.exponential[k]?.value),
      ...(forecast.supply === undefined
        ? []
        : [shown(forecast.supply.rows[k]!.served.p50), shown(forecast.supply.rows[k]!.unmet.p50)]),
    ]),
  };
}

/** What was reported and the median of what comes, on one axis of time and one of amounts. */
function forecastLine(forecast: Forecast): string {
  const points = (dated: readonly { date: string; value: number }[]) =>
    dated.map(({ date, value }): Point => [Date.parse(date) / 1000, value]);
  const reported = points(forecast.observations);
  const median = points(forecast.rows.map(({ date, p50 }) => ({ date, value: p50! })));
  const all = [...reported, ...median].map(([atSeconds]) => atSeconds);
  const span = {
    fromSeconds: Math.min(...all),
    toSeconds: Math.max(...all),
    stepSeconds: Math.max(stepOf(reported), stepOf(median)),
  };
  const [before, after] = [evenColumns(reported, span), evenColumns(median, span)];
  const now = before.findLastIndex((value) => value !== null) + 1;
  const most = highest([...before, ...after]);
  const drawn = `${sparkline(before.slice(0, now), most)}│${sparkline(after.slice(now), most)}`;
  const end = median.at(-1)![1];
  return `reported │ median: ${drawn}  to ${amountInWords(forecast, end)}`;
}

/** Between neighbours, in the middle of them all. */
function stepOf(points: readonly Point[]): number {
  const gaps = points.slice(1).map(([atSeconds], k) => atSeconds - points[k]![0]);
  return gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 1;
}

/** `sparkline`: for people at a terminal. */
export function forecastTable(forecast: Forecast, { sparkline: drawn = false } = {}): string {
  const { observations, flags, prior, series, members } = forecast;
  const unit = magnitudeOf(forecast);
  const { head, rows } = forecastRows(forecast);
  const [first, last] = [observations[0]!, observations.at(-1)!];
  const points = observations.length === 1 ? "1 point" : `${observations.length} points`;
  const span = observations.length === 1 ? first.date : `${first.date} to ${last.date}`;
  const season = forecast.seasonality === null ? "" : `; ${forecast.seasonality} season`;
  const together = members.length === 1 ? "" : `; median of ${members.join(", ")}`;
  const lines = [
    `${series} in ${unit.symbol}${forecast.unit}: ${points}, ${span}; prior: ${prior.name}${together}${season}`,
    // A class is a claim about growth: said with its source.
    ...(Object.hasOwn(prior.sources, prior.name) ? [`${prior.name}: ${prior.sources[prior.name]}`] : []),
    ...(drawn ? [forecastLine(forecast)] : []),
    "",
    plainTable(head, rows),
    growthInWords(forecast),
    forecast.coverage,
    ...(forecast.supply?.ceilings.map(({ said }) => said) ?? []),
    ...(forecast.supply?.notes ?? []),
    ...flags.map(({ code, message }) => `${code}: ${message}`),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

/** "doubles every 127 days (80 %: 90 to 210)". */
export function growthInWords({ growth, cap, observations }: Forecast): string {
  const { doublingDays, perYearFactor } = growth;
  const days = (value: number | null) => (value === null ? "never" : number(value));
  const factorIn = (value: number | null) => (value === null ? unknown : amount(value));
  const factor = ({ p10, p50, p90 }: Quantile3) =>
    `x${factorIn(p50)} a year (80 %: x${factorIn(p10)} to x${factorIn(p90)})`;
  const now = `Growth now: ${factor(perYearFactor)}`;
  if (cap !== null && 2 * observations.at(-1)!.value >= cap)
    return `${now}; it cannot double: the cap is not above twice the last value.`;
  if (doublingDays.p50 === null) return `${now}; at the median it does not double.`;
  return `${now}; doubles in ${days(doublingDays.p50)} days (80 %: ${days(doublingDays.p10)} to ${days(doublingDays.p90)}).`;
}

/** Columns never move: quantiles that were asked for come after those that are always there. */
export function forecastCsv(forecast: Forecast): string {
  const { rows, baselines, unit, supply } = forecast;
  const always = ["p10", "p50", "p90"];
  const asked = quantileKeys(forecast).filter((key) => !always.includes(key));
  const supplied = (keys: readonly string[]) =>
    supply === undefined ? [] : keys.flatMap((key) => [`served_${key}`, `unmet_${key}`]);
  const ceiling = supply === undefined ? [] : ["ceiling", "binding_ceiling"];
  const head = row([
    ...["date", "unit", ...always, "linear", "exponential", ...supplied(always), ...ceiling],
    ...[...asked, ...supplied(asked)],
  ]);
  const lines = rows.map((each, k) => {
    const there = supply?.rows[k];
    const quantiles = (keys: readonly string[]) => keys.map((key) => each[key] as unknown as number);
    const served = (keys: readonly string[]) =>
      there === undefined ? [] : keys.flatMap((key) => [there.served[key], there.unmet[key]]);
    return row([
      ...[each.date, unit, ...quantiles(always)],
      ...[baselines.linear[k]?.value, baselines.exponential[k]?.value],
      ...[...served(always), ...(there === undefined ? [] : [there.ceiling, there.binding])],
      ...[...quantiles(asked), ...served(asked)],
    ]);
  });
  return head + lines.join("");
}

/** With the place in the file where it is about a row. */
export function refusalText({ refused: { code, message, needs, line } }: Refusal, file = ""): string {
  const place = line === undefined || file === "" ? "" : `${file}:${line}:1  `;
  return `${place}no forecast (${code}): ${message}\nit needs ${needs}\n`;
}
