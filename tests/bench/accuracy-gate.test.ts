// The rules of the accuracy gate on predictions made up for the purpose: what each lets pass and what it stops.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { movedRows, movedStrata, predictionsCsv, readPredictions } from "../../bench/accuracy/change.ts";
import { documentText } from "../../bench/accuracy/document-text.ts";
import { bandsFile, gateResultFile, referenceFiles, reportFile } from "../../bench/accuracy/files.ts";
import { allowedOutside, bandsOf, outsideBands } from "../../bench/accuracy/gate-bands.ts";
import { effectPoints, failuresOf, judge } from "../../bench/accuracy/judge.ts";
import type { NamedPrediction } from "../../bench/accuracy/predict-files.ts";
import { readTable, select } from "../../bench/accuracy/select.ts";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { experimentsOf, root, table } from "../accuracy/cases.ts";

/** Forty rows over two devices and two models; errors from -5 to +5 %, times `scale`. */
function rowsWith(scale: number, changes: Partial<NamedPrediction> = {}): NamedPrediction[] {
  return Array.from({ length: 40 }, (_, k) => {
    const [experiment] = experimentsOf({
      point_id: `p${k}`,
      gpu: k % 2 ? "H100-SXM" : "H200-SXM",
      model: k % 4 < 2 ? "Llama-3.1-8B" : "Llama-3.1-70B",
    });
    const predicted = 100 * (0.95 + (0.1 * k) / 39) * scale;
    return {
      experiment: experiment!,
      name: "tpot_p50_ms",
      metric: "tpot",
      unit: "ms",
      measured: 100,
      predicted,
      band: null,
      heldOut: undefined,
      moe: false,
      unsaturated: true,
      reason: "",
      apart: undefined,
      ...changes,
    };
  });
}

const bands = bandsOf(rowsWith(1));
const judged = (rows: NamedPrediction[]) => judge(rows, bands);
const before = judged(rowsWith(1));
const rulesOf = (rows: NamedPrediction[]) => [
  ...new Set(failuresOf(judged(rows), before).map(({ rule }) => rule)),
];

describe("bands", () => {
  it("hold 90 % of the rows where nothing is left to learn from leaving out", () => {
    const [narrowest] = bands.filter(({ regime }) => regime === "tpot dense unsaturated");
    expect(narrowest).toMatchObject({ rows: 40, folds: 4 });
    expect(narrowest!.widthPercent).toBeGreaterThan(4.4);
    expect(narrowest!.widthPercent).toBeLessThan(5.5);
    expect(outsideBands(rowsWith(1), bands)).toMatchObject([{ regime: "tpot dense unsaturated" }]);
  });

  it("are wider where one device is worse than the others: it could be the next one", () => {
    const uneven = rowsWith(1).map((row) =>
      row.experiment.gpu === "H100-SXM" ? { ...row, predicted: 100 + 3 * (row.predicted! - 100) } : row,
    );
    expect(bandsOf(uneven)[0]!.inflation).toBeGreaterThan(1.2);
  });

  it("never exceed what is promised", () => {
    for (const { widthPercent } of bandsOf(rowsWith(2))) expect(widthPercent).toBeLessThanOrEqual(45);
  });

  it("allow what a binomial of one in ten exceeds once in a thousand", () => {
    // P(X > 19) = 0.0020, P(X > 20) = 0.00081 of 100.
    expect(allowedOutside(100)).toBe(20);
    expect(allowedOutside(1)).toBe(1);
  });
});

describe("the rules", () => {
  it("are quiet about the same predictions, and about a third of a percent", () => {
    expect(rulesOf(rowsWith(1))).toEqual([]);
    expect(rulesOf(rowsWith(1.003))).toEqual([]);
    expect(effectPoints(judged(rowsWith(1)), before)).toBe(0);
  });

  it("stop what is worse, over its bar and outside its bands", () => {
    expect(rulesOf(rowsWith(1.3))).toEqual(["bar", "bands", "worse"]);
    expect(rulesOf(rowsWith(0.7))).toEqual(["bar", "bands", "worse"]);
    expect(effectPoints(judged(rowsWith(1.3)), before)).toBeGreaterThan(20);
  });

  it("are measured by the median itself: a jump of the middle row is an effect, whether or not they fire", () => {
    const was = before.groups[0]!;
    const jumped = { ...was, medianApePercent: was.medianApePercent! + 1.3 };
    const now = { ...before, groups: [jumped, ...before.groups.slice(1)] };
    expect(failuresOf(now, before).filter(({ rule }) => rule === "worse")).toEqual([]);
    expect(effectPoints(now, before)).toBeCloseTo(1.3, 10);
    expect(effectPoints(before, now)).toBeCloseTo(1.3, 10);
  });

  it("ask for a new report where it is better, or knows fewer rows", () => {
    const halved = rowsWith(1).map((row) => ({ ...row, predicted: 100 + (row.predicted! - 100) / 10 }));
    expect(rulesOf(halved)).toEqual(["stale"]);
    const fewer = judged(rowsWith(1).slice(0, 30));
    expect(failuresOf(before, fewer).every(({ rule }) => rule === "stale")).toBe(true);
  });

  it("stop rows that are no longer predicted", () => {
    const lost = rowsWith(1).map((row, k) => (k < 3 ? { ...row, predicted: null } : row));
    expect(rulesOf(lost)).toEqual(["lost"]);
    expect(rulesOf(rowsWith(1, { predicted: null }))).toEqual(["lost"]);
  });

  it("judge bars and bands on quality A alone", () => {
    const worse = rowsWith(1.3).map((row) => ({ ...row, experiment: { ...row.experiment, quality: "B" } }));
    expect(rulesOf(worse)).toEqual(["worse"]);
  });
});

describe("the change job", () => {
  it("names every movement over 1 %, with what came nearer", () => {
    const last = readPredictions(predictionsCsv(rowsWith(1)));
    expect(movedRows(rowsWith(1.009), last)).toEqual([]);
    const moved = movedRows(
      rowsWith(1).map((row, k) => ({ ...row, predicted: k === 0 ? 99 : k === 1 ? null : row.predicted })),
      last,
    );
    expect(moved.map(({ prediction, percent }) => [prediction.experiment.pointId, percent])).toEqual([
      ["p1", null],
      ["p0", expect.closeTo(4.21, 2)],
    ]);
    const strata = movedStrata(rowsWith(1), moved);
    expect(strata.map(({ moved: count, nearer }) => [count, nearer])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });
});

describe("docs/accuracy.md", () => {
  it("is what the committed report says: npm run docs:accuracy", () => {
    const read = (file: string) => readFileSync(join(root, file), "utf8");
    const [report, gateBands] = [JSON.parse(read(reportFile)), JSON.parse(read(bandsFile))];
    expect(read("docs/accuracy.md")).toBe(documentText(report, gateBands, read(gateResultFile)));
  });
});

describe("the table of references", () => {
  const text = readFileSync(join(root, referenceFiles.cases), "utf8");
  const points = readCases("references.csv", text);

  it("has 600 points of quality A, each row with its citation", () => {
    expect(points.filter(({ quality }) => quality === "A").length).toBeGreaterThanOrEqual(600);
    for (const { pointId, columns } of points)
      expect([pointId, columns.source_title !== "" && columns.source_locator !== ""]).toEqual([
        pointId,
        true,
      ]);
  });

  it("is chosen by strata: each keeps about 2.5 roots of its points, and at least one", () => {
    const many = Array.from({ length: 100 }, (_, k) => ({ point_id: `p${k}`, load_value: String(k + 1) }));
    const one = [{ point_id: "rare", gpu: "GB200-NVL72" }];
    const chosen = select(readTable(table(...many, ...one)));
    expect(chosen).toHaveLength(26);
    expect(chosen.at(-1)!.point_id).toBe("rare");
    const loads = chosen.slice(0, 25).map(({ load_value }) => Number(load_value));
    expect(loads).toEqual(Array.from({ length: 25 }, (_, k) => 4 * k + 3));
  });

  const groundTruth = join(root, "../shared/groundtruth/cases.csv");
  it.skipIf(!existsSync(groundTruth))(
    "covers every device, model, engine and load of quality A there is",
    () => {
      const all = readCases("cases.csv", readFileSync(groundTruth, "utf8")).filter(
        ({ quality }) => quality === "A",
      );
      for (const key of ["gpu", "model", "engine", "loadKind"] as const)
        for (const value of new Set(all.map((point) => point[key])))
          expect(points.some((point) => point[key] === value)).toBe(true);
    },
  );
});
