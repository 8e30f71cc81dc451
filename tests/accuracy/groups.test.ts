import { describe, expect, it } from "vitest";
import { failedBars } from "../../src/accuracy/gate.ts";
import { fixedGroups, groupErrors } from "../../src/accuracy/groups.ts";
import { headlineMetrics } from "../../src/accuracy/metrics.ts";
import type { Prediction } from "../../src/accuracy/predict.ts";
import {
  accuracyMarkdown,
  accuracyTable,
  predictionsCsv,
  unmodelledReasons,
} from "../../src/report/accuracy.ts";
import { parityCharts } from "../../src/report/charts/parity.ts";
import { experimentsOf } from "./cases.ts";

const [experiment] = experimentsOf({});
const prediction = (predicted: number | null, changes: Partial<Prediction> = {}): Prediction => ({
  experiment: experiment!,
  metric: "tpot",
  unit: "ms",
  measured: 100,
  predicted,
  band: predicted === null ? null : { p10: 0.9, p90: 1.1 },
  heldOut: undefined,
  moe: false,
  unsaturated: true,
  reason: predicted === null ? "no profile" : "",
  apart: undefined,
  ...changes,
});
// Errors -10 %, +20 %, +30 %, one unmodelled.
const four = [
  prediction(90),
  prediction(120, { moe: true }),
  prediction(130, { unsaturated: false }),
  prediction(null),
];
const find = (groups: ReturnType<typeof groupErrors>, metric: string, group: string) =>
  groups.find((each) => each.metric === metric && each.group === group);

describe("groups", () => {
  it("worked out by hand", () => {
    const all = find(groupErrors(four, []), "tpot", "all")!;
    expect(Object.keys(all)).toEqual([
      "metric",
      "group",
      "points",
      "unmodelled",
      "mapePercent",
      "medianApePercent",
      "p90ApePercent",
      "biasPercent",
      "insideBandPercent",
    ]);
    expect(all).toMatchObject({ points: 3, unmodelled: 1 });
    expect(all.mapePercent).toBeCloseTo(20, 9);
    expect(all.medianApePercent).toBeCloseTo(20, 9);
    expect(all.p90ApePercent).toBeCloseTo(28, 9);
    expect(all.biasPercent).toBeCloseTo(40 / 3, 9);
    // 100/90 = 1.11, 100/120 = 0.83, 100/130 = 0.77: none within 0.9 to 1.1.
    expect(all.insideBandPercent).toBe(0);
    expect(find(groupErrors([prediction(105)], []), "tpot", "all")!.insideBandPercent).toBe(100);
  });

  it("are there for every metric, points or not", () => {
    const groups = groupErrors(four, []);
    for (const metric of headlineMetrics)
      for (const group of fixedGroups) expect(find(groups, metric, group)).toBeDefined();
    expect(find(groups, "energy", "all")).toMatchObject({ points: 0, mapePercent: null });
    expect(fixedGroups.map((group) => find(groups, "tpot", group)!.points)).toEqual([3, 2, 1, 2, 1]);
  });

  it("one more per value of a column, named with the column where there are several", () => {
    expect(find(groupErrors(four, ["gpu"]), "tpot", "H100-SXM")!.points).toBe(3);
    const both = groupErrors(four, ["gpu", "ep"]);
    expect(find(both, "tpot", "gpu=H100-SXM")!.points).toBe(3);
    expect(find(both, "tpot", "ep=(blank)")!.unmodelled).toBe(1);
  });

  it("keep unrecorded speculation out of all others", () => {
    const groups = groupErrors([...four, prediction(1000, { apart: "speculation-unknown" })], ["gpu"]);
    expect(find(groups, "tpot", "all")!.points).toBe(3);
    expect(find(groups, "tpot", "H100-SXM")!.points).toBe(3);
    expect(find(groups, "tpot", "speculation-unknown")!.points).toBe(1);
  });
});

describe("bars", () => {
  it("hold, or fail by their metric", () => {
    const groups = groupErrors(four, []);
    expect(failedBars(groups, [{ metric: "tpot", percent: 20.1 }])).toEqual([]);
    expect(failedBars(groups, [{ metric: "tpot", percent: 19.9 }])).toMatchObject([{ metric: "tpot" }]);
    expect(failedBars(groups, [{ metric: "ttft", percent: 99 }])).toEqual([
      { metric: "ttft", percent: 99, mapePercent: null },
    ]);
  });
});

describe("output", () => {
  it("a CSV line per row, unmodelled ones with their reason", () => {
    const lines = predictionsCsv([four[0]!, four[3]!]).trimEnd().split("\n");
    expect(lines).toEqual([
      "point_id,metric,measured,predicted,unit,error_percent,p10,p90,inside_band,status,reason",
      "p1,tpot,100,90,ms,-10,0.9,1.1,false,modelled,",
      "p1,tpot,100,,ms,,,,,unmodelled,no profile",
    ]);
  });

  it("Markdown with a table and the reasons", () => {
    const text = accuracyMarkdown(groupErrors(four, []), unmodelledReasons(four));
    expect(text).toContain("| tpot | all | 3 | 1 | 20.0 | 20.0 | 28.0 | 13.3 | 0 |");
    expect(text).toContain("- 1: no profile");
    expect(text).not.toContain("| energy |");
  });

  it("a parity chart per metric and unit: every modelled row once, and the diagonal", () => {
    const [chart, ...others] = parityCharts([...four, prediction(5, { apart: "speculation-unknown" })]);
    expect(others).toEqual([]);
    expect(chart!.id).toBe("parity-tpot");
    const [dense, moe, diagonal] = chart!.panels[0]!.lines;
    expect([dense!.y, moe!.y]).toEqual([[90, 130], [120]]);
    expect(diagonal!.x).toEqual(diagonal!.y);
    const perUnit = parityCharts([prediction(90), prediction(150, { unit: "s" })]);
    expect(perUnit.map(({ id }) => id)).toEqual(["parity-tpot-ms", "parity-tpot-s"]);
    // Each title is of the rows that the chart draws.
    expect(perUnit.map(({ title }) => title)).toEqual([
      "TPOT: on average 10.0 % off",
      "TPOT: on average 50.0 % off",
    ]);
  });

  it("speaks of half of the rows, and of nine of ten, where there are ten", () => {
    const chartOf = (rows: number) => parityCharts(Array.from({ length: rows }, () => prediction(90)))[0]!;
    const bands = (rows: number) => chartOf(rows).panels[0]!.lines.filter(({ band }) => band).length;
    expect([chartOf(9).title, bands(9)]).toEqual(["TPOT: on average 10.0 % off", 0]);
    expect(chartOf(10).title).toBe("TPOT: half of the 10 rows are within 10.0 %, on average 10.0 % off");
    expect([chartOf(10).subtitle.includes("nine of ten"), bands(10)]).toEqual([true, 1]);
  });

  it("a table for people: rows where they are few, groups where one has several", () => {
    const tableOf = (predictions: Prediction[]) =>
      accuracyTable(predictions, groupErrors(predictions, []), [], "Every row: there.\n");
    expect(tableOf([prediction(90)])).toMatch(
      /p1 +tpot +100 ms +90 ms +-10\.0 +81 to 99\.0 +no\n\nEvery row: there\.\n$/,
    );
    const many = tableOf(Array.from({ length: 21 }, () => prediction(90)));
    expect(many).toMatch(/^metric .*\n─.*\ntpot +all +21 /);
    expect(tableOf(four)).toMatch(/^point [\s\S]*\n\nmetric [\s\S]*\n\n1 row unmodelled: no profile\n/);
  });
});
