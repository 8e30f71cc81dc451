import { describe, expect, test } from "vitest";
import type { BarChart, Chart, LineChart } from "../../src/report/charts/chart.ts";
import { chartJsConfiguration } from "../../src/report/charts/chart-js.ts";
import { chartsOf } from "../../src/report/charts/index.ts";
import { lightTheme } from "../../src/report/charts/palette.ts";
import { resample } from "../../src/report/charts/resample.ts";
import { feasibleOf } from "../../src/report/feasible.ts";
import { number } from "../../src/report/format.ts";
import { pngLook } from "../../src/report/render/png.ts";
import { makeEmptyOutput, makeInfeasibleOutput, makeOutput } from "./fixture.ts";

const output = makeOutput();
const charts = chartsOf(output);
const lines = (id: string) => charts.find((chart) => chart.id === id) as LineChart;
const bars = (id: string) => charts.find((chart) => chart.id === id) as BarChart;

describe("bars of predictions", () => {
  test("have whiskers over the held-out error: output with throughput, its ratio with power, cost against throughput", () => {
    for (const { name, confidence, cost, throughput } of feasibleOf(output.result)) {
      const of = (id: string) => bars(id).groups.find((group) => group.name === name)!.bars;
      const { p10, p90 } = confidence.throughput;
      const usd = cost.usdPerMillionOutputTokens!;
      expect(of("cost")[0]!.range).toEqual({ low: usd / p90, high: usd / p10 });
      const [mean, provisioned] = of("efficiency");
      const set = throughput.outputTokensPerSecondPerProvisionedMegawatt;
      expect(provisioned!.range).toEqual({ low: set * p10, high: set * p90 });
      // A ratio of two uncertain figures is less certain than either.
      expect(mean!.range!.low / mean!.value).toBeLessThan(p10);
      expect(mean!.range!.high / mean!.value).toBeGreaterThan(p90);
    }
    expect(bars("cost").subtitle).toContain("whisker: 80 % of measurements");
  });

  test("take the width there is, with round ticks below the longest", () => {
    const configuration = chartJsConfiguration(bars("cost"), pngLook(bars("cost")));
    const x = configuration.options!.scales!.x as { min: number; max: number; ticks: { stepSize: number } };
    const ends = bars("cost").groups.flatMap((group) => group.bars.map(({ range }) => range!.high));
    expect([x.min, x.max]).toEqual([0, Math.max(...ends)]);
    expect(x.max / x.ticks.stepSize).toBeLessThanOrEqual(4);
  });
});

describe("latency", () => {
  test.each([
    ["latency-ttft", "ttftSeconds"],
    ["latency-tpot", "tpotSeconds"],
    ["latency-e2e", "e2eSeconds"],
  ] as const)("%s rises, and passes through the result's quantiles", (id, key) => {
    const [panel] = lines(id).panels;
    for (const deployment of feasibleOf(output.result)) {
      const { x, y } = panel!.lines[deployment.index]!;
      for (let k = 1; k < x.length; k++) {
        expect(x[k]!).toBeGreaterThanOrEqual(x[k - 1]!);
        expect(y[k]!).toBeGreaterThan(y[k - 1]!);
      }
      for (const [statistic, share] of [
        ["p50", 0.5],
        ["p90", 0.9],
        ["p95", 0.95],
        ["p99", 0.99],
      ] as const) {
        expect(x[y.indexOf(share)]).toBeCloseTo(deployment.latency[key][statistic]!, 12);
      }
    }
  });

  test("the SLO is a line at its limit and a mark at its quantile", () => {
    expect(lines("latency-ttft").panels[0]!.references).toEqual([
      { axis: "x", at: 1, share: 0.9, label: "SLO: p90 ≤ 1 s", colour: "limit" },
    ]);
    expect(lines("latency-e2e").panels[0]!.references).toEqual([]);
  });

  test("records that are not all there are a note", () => {
    const partial = makeOutput(100);
    partial.traces[0]!.records.complete = false;
    expect(chartsOf(partial)[0]!.notes[0]).toBe(
      "monolithic: drawn from the first 100 requests that ended; the figures count all",
    );
  });

  test("nothing measured is a note", () => {
    const [ttft] = chartsOf(makeEmptyOutput()) as LineChart[];
    expect(ttft!.panels[0]!.lines).toEqual([]);
    expect(ttft!.notes).toContain("monolithic is not shown: no request to measure");
    expect(ttft!.title).toContain("nothing to measure");
  });
});

describe("timeline", () => {
  test("load is drawn once where all see the same arrivals, and no request is lost", () => {
    const [load, queue, kv] = lines("timeline").panels;
    expect(load!.lines.map(({ name }) => name)).toEqual(["offered to all"]);
    expect(queue!.lines.map(({ name }) => name)).toEqual(["monolithic", "disaggregated"]);
    for (const { y } of kv!.lines) for (const share of y) expect(share).toBeLessThanOrEqual(1);
  });

  test("the title tells the highest points that are drawn, which are the run's", () => {
    const chart = lines("timeline");
    const [, queue, kv] = chart.panels;
    for (const { name, y } of queue!.lines) {
      const { timeline } = output.traces.find((trace) => trace.name === name)!;
      expect(Math.max(...y)).toBe(Math.max(...timeline.queue));
      expect(chart.title).toContain(`${name} ${number(Math.max(...y))}`);
    }
    for (const { name, y } of kv!.lines)
      expect(chart.title).toContain(`${name} ${number(100 * Math.max(...y))} %`);
  });

  test("resampling keeps the sum", () => {
    const values = Array.from({ length: 1003 }, (_, k) => (k * 37) % 11);
    const { values: shown, atSeconds } = resample(values, 0.5, 100);
    expect(shown.length).toBeLessThanOrEqual(100);
    const group = Math.ceil(1003 / 100);
    const sum = shown.reduce((total, value, k) => total + value * Math.min(group, 1003 - k * group), 0);
    expect(sum).toBeCloseTo(
      values.reduce((total, value) => total + value, 0),
      9,
    );
    expect(atSeconds[0]).toBe((group * 0.5) / 2);
  });

  test("the power mean is the result's", () => {
    expect(lines("power").panels[0]!.references.map(({ at }) => at)).toEqual(
      feasibleOf(output.result).map(({ power }) => power.itMeanWatts),
    );
  });
});

describe("bars", () => {
  test("are the result's values, from zero, for feasible deployments only", () => {
    const [first, second] = feasibleOf(output.result);
    expect(bars("cost").groups.map(({ name, bars: [bar] }) => [name, bar!.value])).toEqual([
      ["monolithic", first!.cost.usdPerMillionOutputTokens],
      ["disaggregated", second!.cost.usdPerMillionOutputTokens],
    ]);
    expect(bars("efficiency").groups[1]!.bars.map(({ value }) => value)).toEqual([
      second!.throughput.outputTokensPerSecondPerMegawatt,
      second!.throughput.outputTokensPerSecondPerProvisionedMegawatt,
    ]);
    for (const id of ["cost", "efficiency"]) {
      const { options } = chartJsConfiguration(bars(id), pngLook(bars(id)));
      expect(options?.scales?.x?.min).toBe(0);
      expect(bars(id).notes).toEqual(["single-gpu is not shown: infeasible (memory: 12.4 GB short)"]);
    }
  });
});

test("titles state the finding, ids are file names, definitions are data", () => {
  for (const chart of charts) {
    expect(chart.id).toMatch(/^[a-z0-9-]+$/);
    expect(chart.title).toMatch(/\d/);
    expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
  }
  expect(new Set(charts.map(({ id }) => id)).size).toBe(charts.length);
});

test("a deployment has one colour in every chart", () => {
  const colours = (chart: Chart) =>
    chart.kind === "bars"
      ? chart.groups.map(({ name, colour }) => [name, colour])
      : chart.panels.flatMap((panel) => panel.lines.map(({ name, colour }) => [name, colour]));
  const pairs = new Set(charts.flatMap(colours).map((pair) => pair.join(" ")));
  expect([...pairs].sort()).toEqual(["disaggregated 1", "monolithic 0", "offered to all offered"]);
});

test("where nothing is feasible there is nothing to draw", () => {
  expect(chartsOf(makeInfeasibleOutput())).toEqual([]);
});

describe("the legend", () => {
  test("shows a dashed line dashed where marks stand beside lines", () => {
    const line = { x: [0, 1], y: [1, 2] };
    const dashed = lightTheme.deployments.length;
    const axis = { label: "", unit: { symbol: "", size: 1 }, scale: "linear" as const };
    const chart: LineChart = {
      kind: "lines",
      id: "dashes",
      title: "",
      subtitle: "",
      x: axis,
      panels: [
        {
          heading: "",
          y: axis,
          lines: [
            { ...line, name: "marks", colour: "limit", marks: true },
            { ...line, name: "solid", colour: 0 },
            { ...line, name: "dashed", colour: dashed },
          ],
          references: [{ axis: "y", at: 1, label: "cap", colour: "limit" }],
        },
      ],
      notes: [],
    };
    const { filter } = chartJsConfiguration(chart, pngLook(chart)).options!.plugins!.legend!.labels!;
    const dashOf = (text: string, datasetIndex: number) => {
      const item = { text, datasetIndex, lineDash: [] };
      expect(filter!(item, { datasets: [] })).toBe(true);
      return item.lineDash.length;
    };
    expect([dashOf("marks", 0), dashOf("solid", 1), dashOf("dashed", 2)]).toEqual([0, 0, 2]);
  });
});
