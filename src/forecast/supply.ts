// Demand under supply ceilings: served = min(demand, ceiling), the rest is unmet. A ceiling is a dated path in the unit of the
// series; between its dates it is a straight line. Before the first it is not known and limits nothing; after the last it stays, which
// is said. Which one binds, and from when.
import { isoDate } from "./calendar.ts";
import { type Demand, firstDayAbove } from "./demand.ts";

export interface CeilingPoint {
  timeSeconds: number;
  /** In the unit of the series. */
  value: number;
}

export interface Ceiling {
  name: string;
  points: readonly CeilingPoint[];
  source: string;
  /** What to know of it, and of those it is a share of. */
  notes?: readonly string[];
}

export interface SupplyRow {
  /** Null before the first date of any. */
  ceiling: number | null;
  /** Name of the lowest ceiling if the median is above it, else null. */
  binding: string | null;
  served: Record<string, number>;
  unmet: Record<string, number>;
}

export interface Supply {
  rows: SupplyRow[];
  /** What to know of the ceilings, each said once. */
  notes: string[];
  /** The day on which each is first exceeded, by quantile of demand, null where it is not; its value at each row. */
  ceilings: {
    name: string;
    source: string;
    /** The last observation is above it: one of the two is wrong. */
    already: boolean;
    bindsFrom: Record<string, string | null>;
    said: string;
    values: (number | null)[];
  }[];
}

export function valueAt(points: readonly CeilingPoint[], timeSeconds: number): number {
  const after = points.findIndex((point) => point.timeSeconds >= timeSeconds);
  if (after === 0) return points[0]!.value;
  if (after < 0) return points.at(-1)!.value;
  const [from, to] = [points[after - 1]!, points[after]!];
  const share = (timeSeconds - from.timeSeconds) / (to.timeSeconds - from.timeSeconds);
  return from.value + share * (to.value - from.value);
}

/** What a ceiling allows: anything before its first date. */
const limitOf = ({ points }: Ceiling, timeSeconds: number): number =>
  timeSeconds < points[0]!.timeSeconds ? Number.POSITIVE_INFINITY : valueAt(points, timeSeconds);

const known = (limit: number): number | null => (Number.isFinite(limit) ? limit : null);

export function supplyOf(ceilings: readonly Ceiling[], demand: Demand): Supply {
  const keys = Object.keys(demand.rows[0] ?? {});
  const rows = demand.dates.map((date, k) => {
    const lowest = ceilings
      .map((ceiling) => ({ name: ceiling.name, value: limitOf(ceiling, date) }))
      .reduce((least, each) => (each.value < least.value ? each : least));
    const asked = demand.rows[k]!;
    const served = Object.fromEntries(keys.map((key) => [key, Math.min(asked[key]!, lowest.value)]));
    return {
      ceiling: known(lowest.value),
      binding: asked.p50! > lowest.value ? lowest.name : null,
      served,
      unmet: Object.fromEntries(keys.map((key) => [key, asked[key]! - served[key]!])),
    };
  });
  return {
    rows,
    notes: [
      ...new Set(ceilings.flatMap((each) => [...(each.notes ?? []), ...outsideItsDates(each, demand)])),
    ],
    ceilings: ceilings.map((ceiling) => {
      const limitAt = (date: number) => limitOf(ceiling, date);
      const already = demand.last.value > limitAt(demand.last.timeSeconds);
      const bindsFrom = Object.fromEntries(keys.map((key) => [key, firstDayAbove(demand, key, limitAt)]));
      return {
        name: ceiling.name,
        source: ceiling.source,
        already,
        bindsFrom,
        said: already
          ? `${ceiling.name}: the last value exceeds it already.`
          : inWords(ceiling.name, bindsFrom),
        values: demand.dates.map((date) => known(limitAt(date))),
      };
    }),
  };
}

/** Where the forecast goes beyond the dates that a ceiling states. */
function outsideItsDates({ name, points }: Ceiling, { last: observed, dates }: Demand): string[] {
  const [first, last] = [points[0]!.timeSeconds, points.at(-1)!.timeSeconds];
  const before =
    first > observed.timeSeconds
      ? [`${name}: states nothing before ${isoDate(first)}, so limits nothing until then.`]
      : [];
  // One point alone is a level for good.
  const after =
    points.length > 1 && last < dates.at(-1)!
      ? [`${name}: states nothing after ${isoDate(last)}, and is taken to stay as it is there.`]
      : [];
  return [...before, ...after];
}

function inWords(name: string, bindsFrom: Record<string, string | null>): string {
  const { p10, p50, p90 } = bindsFrom;
  if (p90 == null) return `${name}: does not bind within the horizon.`;
  const median = p50 == null ? "the median stays below it" : `the median from ${p50}`;
  const low = p10 == null ? "" : `, P10 from ${p10}`;
  return `${name}: P90 exceeds it from ${p90}, ${median}${low}.`;
}
