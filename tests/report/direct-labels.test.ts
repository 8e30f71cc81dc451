// Lines are named where they run; a legend stays only where a name would not tell which line it means.
import { expect, test } from "vitest";
import type { Line, LineChart } from "../../src/report/charts/chart.ts";
import { lightTheme } from "../../src/report/charts/palette.ts";
import { drawSvg } from "../../src/report/charts/svg.ts";

const axis = { label: "", unit: { symbol: "", size: 1 }, scale: "linear" as const, min: 0 };
const chartOf = (lines: Line[], scale: "linear" | "log" = "linear"): LineChart => ({
  kind: "lines",
  id: "named",
  title: "",
  subtitle: "",
  x: { ...axis, scale, ...(scale === "log" ? { min: 1 } : {}) },
  panels: [{ heading: "", y: axis, lines, references: [] }],
  notes: [],
});
const line = (name: string, colour: number, y: number[], x = y.map((_, k) => k + 1)): Line => ({
  name,
  colour,
  x,
  y,
});
const size = 12;
const draw = (chart: LineChart, width = 440) =>
  drawSvg(
    chart,
    { theme: lightTheme, width, height: 290, fontSize: size, words: false, legend: "outside" },
    "sans-serif",
    (text) => text.length * size * 0.6,
  );
/** Where a text begins and its base line is. */
const placeOf = (markup: string, text: string) => {
  const found = new RegExp(`<text x="([\\d.]+)" y="([\\d.]+)"[^>]*>${text}<`).exec(markup);
  return found && { x: Number(found[1]), y: Number(found[2]) };
};

test("lines that end together are named at their ends, pushed apart where these are near", () => {
  const { markup, labelled } = draw(chartOf([line("upper", 0, [1, 5, 5.05]), line("lower", 1, [1, 5, 5])]));
  expect(labelled).toBe(true);
  const [upper, lower] = [placeOf(markup, "upper")!, placeOf(markup, "lower")!];
  expect(upper.x).toBe(lower.x);
  expect(lower.y - upper.y).toBeGreaterThanOrEqual(size);
});

test("names at the ends stand clear of an upright reference, and within the drawing", () => {
  const chart = chartOf([
    line("upper", 0, [1, 5, 5.05], [0, 20, 86]),
    line("lower", 1, [1, 5, 5], [0, 20, 86]),
  ]);
  chart.x.max = 100;
  const before = placeOf(draw(chart).markup, "upper")!.x;
  chart.panels[0]!.references.push({ axis: "x", at: 100, label: "limit", colour: "limit", share: 0.9 });
  const { markup } = draw(chart);
  const after = placeOf(markup, "upper")!.x;
  // What stands at the end of the axis is its last tick.
  const limit = Number(/<text x="([\d.]+)"[^>]*>100</.exec(markup)![1]);
  expect(before).toBeLessThan(limit);
  expect(after - size * 1.35).toBeGreaterThan(limit + 4.5);
  expect(after + 5 * size * 0.6).toBeLessThan(440);
});

test("lines that end apart are named where they run clear of each other, in the group that is taken out with them", () => {
  const lines = [line("early", 0, [0, 50, 100], [1, 2, 3]), line("late", 1, [0, 50, 100], [1, 10, 30])];
  const { markup, labelled } = draw(chartOf(lines, "log"));
  expect(labelled).toBe(true);
  expect(placeOf(markup, "early")!.x).toBeLessThan(placeOf(markup, "late")!.x);
  expect(markup).toMatch(/<g data-line="1">(?:(?!<\/g>).)*>late</);
});

test("lines on top of each other keep their legend, and so does a narrow drawing with long names", () => {
  const same = [line("one", 0, [1, 2, 3], [1, 2, 3]), line("two", 1, [1, 2, 3], [1, 2, 3])];
  const drawn = draw(chartOf(same, "log"));
  expect([drawn.labelled, placeOf(drawn.markup, "one")]).toEqual([false, null]);
  const long = "a-deployment-with-a-name-that-nobody-breaks-and-that-takes-its-room";
  expect(draw(chartOf([line(long, 0, [1, 2, 3]), line("two", 1, [1, 1, 1])]), 300).labelled).toBe(false);
});
