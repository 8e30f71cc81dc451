// The smooth median: exact weights of small samples, and what any median has to do.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smoothMedian } from "../../bench/accuracy/smooth-median.ts";

const ascending = (values: readonly number[]) => Float64Array.from(values).sort();

describe("the smooth median", () => {
  it("weighs three values 7 : 13 : 7, for I_x(2, 2) = 3 x^2 - 2 x^3", () => {
    expect(smoothMedian(ascending([0, 0, 27]))).toBeCloseTo(7, 8);
    expect(smoothMedian(ascending([0, 27, 27]))).toBeCloseTo(20, 8);
  });

  it("is the value itself, and the mean of two; nothing has none", () => {
    expect(smoothMedian(ascending([3]))).toBeCloseTo(3, 9);
    expect(smoothMedian(ascending([1, 5]))).toBeCloseTo(3, 9);
    expect(smoothMedian(ascending([]))).toBeNull();
  });

  const values = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 400 });

  it("moves and grows with its values, and no further than they do", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.1, max: 3, noNaN: true }), (drawn, by) => {
        const sorted = ascending(drawn);
        const median = smoothMedian(sorted)!;
        expect(median).toBeGreaterThanOrEqual(sorted[0]! - 1e-9);
        expect(median).toBeLessThanOrEqual(sorted.at(-1)! + 1e-9);
        expect(smoothMedian(sorted.map((value) => value + by))).toBeCloseTo(median + by, 8);
        expect(smoothMedian(sorted.map((value) => value * by))).toBeCloseTo(median * by, 8);
        const half = sorted.length >> 1;
        const raised = smoothMedian(sorted.map((value, i) => (i >= half ? value + by : value)))!;
        expect(raised).toBeGreaterThan(median);
        expect(raised).toBeLessThan(median + by + 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it("is the median of what is symmetric", () => {
    const odd = Array.from({ length: 801 }, (_, i) => Math.sinh((i - 400) / 100));
    expect(smoothMedian(ascending(odd))).toBeCloseTo(0, 9);
  });
});
