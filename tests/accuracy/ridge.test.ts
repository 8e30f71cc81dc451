import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RidgeRow, ridge } from "../../src/accuracy/ridge.ts";

const row = (coefficients: number[], value: number, weight = 1): RidgeRow => ({
  terms: coefficients.map((coefficient, column) => [column, coefficient]),
  value,
  weight,
});

describe("least squares with priors", () => {
  it("stays at zero without observations", () => {
    expect(ridge([], [1, 2, 3])).toEqual([0, 0, 0]);
  });

  it("of one number is the precision-weighted mean of prior and measurement", () => {
    // Prior 0 +- 2, one measurement of 10 +- 1: 10 * 4 / (4 + 1).
    expect(ridge([row([1], 10)], [2])[0]).toBeCloseTo(8, 12);
  });

  it("gives shared and own parts of a sum in proportion to their prior variances", () => {
    const [shared, own] = ridge([row([1, 1], 1, 1e12)], [1, 2]) as [number, number];
    expect(shared).toBeCloseTo(0.2, 6);
    expect(own).toBeCloseTo(0.8, 6);
  });

  it("finds what generated the rows where priors are wide", () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(number, number, number), (truth) => {
        const rows = Array.from({ length: 12 }, (_, k) => {
          const terms = [1, Math.cos(k), Math.sin(2 * k)];
          return row(
            terms,
            terms.reduce((sum, a, column) => sum + a * truth[column]!, 0),
          );
        });
        ridge(rows, [1e6, 1e6, 1e6]).forEach((found, column) => {
          expect(found).toBeCloseTo(truth[column]!, 6);
        });
      }),
    );
  });

  it("is where the gradient of the sum of squares vanishes", () => {
    const rows = [row([1, 2], 3, 0.5), row([0.3, -1], 1, 2), row([2, 0.1], -1, 1)];
    const priors = [0.7, 1.3];
    const found = ridge(rows, priors);
    for (const column of [0, 1]) {
      const slope = rows.reduce(
        (sum, { terms, value, weight }) => {
          const predicted = terms.reduce((total, [k, a]) => total + a * found[k]!, 0);
          return sum + weight * (predicted - value) * terms[column]![1];
        },
        found[column]! / priors[column]! ** 2,
      );
      expect(slope).toBeCloseTo(0, 12);
    }
  });
});
