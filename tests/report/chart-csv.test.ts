// A chart's numbers are those of the picture: its units, named in the header.
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { chartCsv } from "../../src/report/charts/chart-csv.ts";
import { chartsOf } from "../../src/report/charts/index.ts";
import { makeOutput } from "./fixture.ts";

const charts = chartsOf(makeOutput());
const rowsOf = (id: string): string[][] => parse(chartCsv(charts.find((chart) => chart.id === id)!));

test("a distribution is in milliseconds or seconds and percent, not in SI", () => {
  const [chart] = charts;
  const [head, first] = rowsOf("latency-ttft");
  if (chart?.kind !== "lines") throw new Error("the first chart has lines");
  const { unit } = chart.x;
  expect(head).toEqual(["line", `Time to first token (${unit.symbol})`, "share of requests (%)"]);
  expect(Number(first![1])).toBeCloseTo(chart.panels[0]!.lines[0]!.x[0]! / unit.size, 3);
  expect(Number(first![2])).toBeCloseTo(100 * chart.panels[0]!.lines[0]!.y[0]!, 6);
});

test.each(charts.map(({ id }) => id))(
  "%s: every row is as wide as the header, and has one value at least",
  (id) => {
    const [head, ...rows] = rowsOf(id);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row.length).toBe(head!.length);
      expect(row.slice(2).some((each) => each !== "")).toBe(true);
    }
  },
);

test("panels have a column each, with their own unit", () => {
  const [head, first] = rowsOf("timeline");
  expect(head!.slice(2)).toEqual(["Load (requests/s)", "Waiting requests", "KV cache in use (% of blocks)"]);
  expect(first!.slice(3)).toEqual(["", ""]);
});
