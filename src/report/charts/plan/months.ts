// What charts of a plan share: the axis of months, rows added up by month, months in words.
import { firstDay, monthText } from "../../../finance/calendar.ts";
import type { PlanCase, PlanOutput } from "../../../finance/plan.ts";
import type { PlanRow } from "../../../finance/plan-row.ts";
import type { DisplayUnit } from "../../format.ts";
import type { Axis, Line } from "../chart.ts";

/** Start of every month, seconds since 1970. */
export const monthStarts = ({ plan: { file } }: PlanOutput): number[] =>
  Array.from({ length: file.horizon }, (_, m) => Date.parse(firstDay(file.start + m)) / 1000);

export function monthAxis(output: PlanOutput): Axis {
  const starts = monthStarts(output);
  return {
    label: "",
    unit: { symbol: "", size: 1 },
    scale: "date",
    min: starts[0]!,
    max: starts.at(-1)!,
  };
}

export const monthName = ({ plan }: PlanOutput, m: number): string => monthText(plan.file.start + m);

/** What stands from the first of a month to the first of the next, and what is of one month alone. */
export const monthly = (lines: readonly Line[]): Line[] => lines.map((line) => ({ ...line, steps: true }));

/** Sum over the rows of each month. */
export function byMonth({ rows }: PlanCase, months: number, of: (row: PlanRow) => number): number[] {
  const sums = Array.from({ length: months }, () => 0);
  for (const row of rows) sums[row.month]! += of(row);
  return sums;
}

export const percentile = (quantile: number): string => `P${Math.round(100 * quantile)}`;

export const megawattUnits: readonly DisplayUnit[] = [
  { symbol: "kW", size: 1e3 },
  { symbol: "MW", size: 1e6 },
  { symbol: "GW", size: 1e9 },
];

export const moneyUnits: readonly DisplayUnit[] = [
  { symbol: "$", size: 1 },
  { symbol: "$k", size: 1e3 },
  { symbol: "$M", size: 1e6 },
  { symbol: "$bn", size: 1e9 },
];

/** "b200-sxm (rent)": what a source is made of, and its name. */
export function sourceLabel({ plan: { file } }: PlanOutput, name: string): string {
  const source = file.sources[name]!;
  if (source.procure === "api") return name;
  const ids = [...new Set(source.pools?.map((pool) => pool.hardware) ?? [source.hardware!])];
  return `${name}: ${ids.join(" + ")}`;
}

/** Lines of a figure that lie on each other look like one: said below the chart. */
export function coincidences(figure: string, lines: readonly Line[]): string[] {
  return lines.flatMap((line, index) =>
    lines
      .slice(0, index)
      .filter((other) => line.y.every((value, k) => !(Math.abs(value / other.y[k]! - 1) > 0.02)))
      .slice(0, 1)
      .map((other) => `${figure}: ${line.name} and ${other.name} are within 2 % of each other throughout.`),
  );
}
