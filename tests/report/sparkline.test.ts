// A series in one line: one character a value, from zero, missing ones blank; columns of equal time keep the mean.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadLines } from "../../src/report/load-lines.ts";
import { powerLines } from "../../src/report/plan/power-lines.ts";
import { planSummaryTable } from "../../src/report/plan/summary-table.ts";
import { evenColumns, sparkline } from "../../src/report/sparkline.ts";
import { planOutput } from "../finance/plan-output.ts";
import { makeOutput } from "./fixture.ts";

describe("a sparkline", () => {
  it("has a block for every eighth, from zero", () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBe("▁▁▂▃▄▅▆▇█");
  });

  it("is full where a series is constant, and low where it is zero", () => {
    expect(sparkline([3, 3, 3])).toBe("███");
    expect(sparkline([0, 0])).toBe("▁▁");
  });

  it("leaves what is missing blank, and nothing of nothing", () => {
    expect(sparkline([1, null, Number.NaN, 1])).toBe("█  █");
    expect(sparkline([])).toBe("");
  });

  it("stands on the scale it is given", () => {
    expect(sparkline([1, 2], 4)).toBe("▂▄");
  });

  it("never turns the order of two values round, and keeps its length", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e18, noNaN: true }), { maxLength: 60 }), (values) => {
        const drawn = [...sparkline(values)];
        expect(drawn).toHaveLength(values.length);
        for (const [k, value] of values.entries())
          for (const [j, other] of values.entries())
            if (value <= other) expect(drawn[k]! <= drawn[j]!).toBe(true);
      }),
    );
  });
});

describe("columns of equal time", () => {
  it("are one per point where points are evenly spaced", () => {
    const points = [5, 6, 7].map((value, k) => [10 * k, value] as const);
    expect(evenColumns(points, { fromSeconds: 0, toSeconds: 20, stepSeconds: 10 })).toEqual([5, 6, 7]);
  });

  it("are blank where no point lies, and the mean where several do", () => {
    const points = [0, 20, 21].map((at) => [at, at] as const);
    expect(evenColumns(points, { fromSeconds: 0, toSeconds: 30, stepSeconds: 10 })).toEqual([
      0,
      null,
      20.5,
      null,
    ]);
  });

  it("fit a line however many points there are", () => {
    const points = Array.from({ length: 512 }, (_, at) => [at, 2] as const);
    const columns = evenColumns(points, { fromSeconds: 0, toSeconds: 511, stepSeconds: 1 });
    expect(columns).toHaveLength(32);
    expect(new Set(columns)).toEqual(new Set([2]));
  });

  it("are one where there is one moment", () => {
    expect(evenColumns([[7, 3]], { fromSeconds: 7, toSeconds: 7, stepSeconds: 1 })).toEqual([3]);
  });
});

describe("sparklines of results", () => {
  it("draw every deployment of a run over the same time", () => {
    const output = makeOutput();
    const lines = loadLines(output, 100);
    for (const { name } of output.traces) expect(lines.some((line) => line.includes(` ${name} `))).toBe(true);
    expect(loadLines({ ...output, traces: [] }, 100)).toEqual([]);
  });

  it.each([60, 80, 120])("give way to the figures beside them at %i columns", (width) => {
    const figures = (columns: number) =>
      loadLines(makeOutput(), columns).map((line) => /max .*/.exec(line)?.[0]);
    for (const line of loadLines(makeOutput(), width)) expect(line.length).toBeLessThanOrEqual(width);
    expect(figures(width)).toEqual(figures(200));
  });

  it("draw the power of every case of a plan, a character a quarter, and only where they are asked for", () => {
    const output = planOutput({ growth: 4, avoided: 0.1, lifeMonths: 12, spareSteps: 1, residual: 0 });
    const drawn = powerLines(output).match(/[▁-█]+/g)!;
    expect(drawn).toHaveLength(output.cases.length);
    for (const line of drawn) expect(line).toHaveLength(Math.ceil(output.plan.file.horizon / 3));
    expect(planSummaryTable({ output, analysis: null })).not.toMatch(/[▁-█]/);
    expect(planSummaryTable({ output, analysis: null }, { width: 80 })).toContain(powerLines(output));
  });
});
