// Where the bars of a chart stand: names broken into lines, and the height that bars and names need.
import type { Bar, BarChart } from "./chart.ts";
import { wrap } from "./look.ts";

/** A fifth of the picture, or on a small one what two words take. */
export const barNames = ({ groups }: BarChart, width: number, fontSize: number): string[][] =>
  groups.map(({ name }) => wrap(name, Math.max(width / 5, 10 * fontSize), fontSize));

/** Of one bar where a group's differ in what they stand for. */
export const barName = ({ key }: BarChart, group: string, { colour }: Bar): string =>
  colour === undefined ? group : `${group}: ${key?.find((each) => each.colour === colour)?.name ?? colour}`;

/** Rows are as high as the highest of them. */
export function barsHeight(chart: BarChart, width: number, fontSize: number, barHeight: number): number {
  const { groups, overlaid } = chart;
  const bars = overlaid ? groups.length : groups.reduce((count, group) => count + group.bars.length, 0);
  const lines = Math.max(0, ...barNames(chart, width, fontSize).map(({ length }) => length));
  return Math.max(bars * barHeight, groups.length * (lines * 1.25 + 0.5) * fontSize);
}
