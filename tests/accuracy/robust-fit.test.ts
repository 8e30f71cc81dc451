// Constants from rows made by hand: log residuals linear in two constants.
import { describe, expect, it } from "vitest";
import { type LinearRow, robustStep } from "../../src/accuracy/robust-fit.ts";

const free = { offset: 0, spread: 100 };
/** Rows that vanish at the step (0.3, -0.2). */
const rows: LinearRow[] = [
  [1, 0],
  [0.5, 0.5],
  [0.2, 0.9],
  [0.9, 0.1],
].map((slopes) => ({ residual: -(0.3 * slopes[0]! - 0.2 * slopes[1]!), slopes, weight: 1 }));

describe("the robust step", () => {
  it("solves exactly what can be solved", () => {
    const [a, b] = robustStep(rows, [free, free]);
    expect(a).toBeCloseTo(0.3, 6);
    expect(b).toBeCloseTo(-0.2, 6);
  });

  it("is hardly moved by a row that is far off", () => {
    const [a, b] = robustStep([...rows, { residual: 5, slopes: [1, 1], weight: 1 }], [free, free]);
    expect(Math.abs(a! - 0.3)).toBeLessThan(0.15);
    expect(Math.abs(b! + 0.2)).toBeLessThan(0.15);
  });

  it("goes back to the prior where no row speaks", () => {
    const silent = rows.map((row) => ({ ...row, slopes: [row.slopes[0]!, 0] }));
    const [, b] = robustStep(silent, [free, { offset: 0.4, spread: 0.3 }]);
    expect(b).toBeCloseTo(-0.4, 9);
    // A tight prior holds against four rows, a loose one lets them have their way.
    const [tight] = robustStep(rows, [{ offset: 0, spread: 0.001 }, free]);
    expect(Math.abs(tight!)).toBeLessThan(0.01);
  });
});
