import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QuantileSketch, SKETCH_RELATIVE_ERROR } from "../../src/metrics/quantile-sketch.ts";

const levels = [0, 0.01, 0.1, 0.5, 0.9, 0.99, 1];
const value = fc.double({ min: 1e-6, max: 1e4, noNaN: true });

/** The smallest value with at least a share p of the weight at or below it. */
function exact(values: { value: number; weight: number }[], p: number): number {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const rank = p * sorted.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const { value, weight } of sorted) {
    below += weight;
    if (below >= rank) return value;
  }
  throw new Error("rank beyond the weight");
}

describe("quantile sketch", () => {
  it("is within its stated error of the exact weighted quantile", () => {
    expect(SKETCH_RELATIVE_ERROR).toBeLessThanOrEqual(0.005);
    const weighted = fc.record({ value, weight: fc.integer({ min: 1, max: 200 }) });
    fc.assert(
      fc.property(fc.array(weighted, { minLength: 1, maxLength: 200 }), (values) => {
        const sketch = new QuantileSketch();
        for (const { value, weight } of values) sketch.add(value, weight);
        for (const p of levels) {
          const truth = exact(values, p);
          expect(Math.abs(sketch.quantile(p) / truth - 1)).toBeLessThanOrEqual(
            SKETCH_RELATIVE_ERROR * (1 + 1e-9),
          );
        }
        const weight = values.reduce((sum, each) => sum + each.weight, 0);
        const total = values.reduce((sum, each) => sum + each.value * each.weight, 0);
        expect(sketch.weight).toBe(weight);
        expect(Math.abs(sketch.mean / (total / weight) - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it("a run added at once equals its values added one by one", () => {
    const run = fc.record({
      first: value,
      slope: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 10, noNaN: true })),
      count: fc.integer({ min: 1, max: 3000 }),
      weight: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(run, ({ first, slope, count, weight }) => {
        const atOnce = new QuantileSketch();
        const oneByOne = new QuantileSketch();
        atOnce.addRun(first, slope, count, weight);
        for (let i = 0; i < count; i++) oneByOne.add(first + slope * i, weight);
        expect(atOnce.weight).toBe(oneByOne.weight);
        expect(Math.abs(atOnce.mean / oneByOne.mean - 1)).toBeLessThan(1e-9);
        // On the edge of a bucket rounding may choose either.
        for (const p of levels)
          expect(Math.abs(atOnce.quantile(p) / oneByOne.quantile(p) - 1)).toBeLessThan(0.00502);
      }),
      { numRuns: 200 },
    );
  });

  it("is empty without values and finite whatever it is given", () => {
    expect(new QuantileSketch().quantile(0.5)).toBeNaN();
    const sketch = new QuantileSketch();
    sketch.add(1e-12, 1);
    sketch.add(1e12, 1);
    expect(sketch.quantile(0)).toBe(0);
    expect(sketch.quantile(1)).toBeGreaterThan(0.99e9);
  });

  it("says zero where most are zero: a step that yields four tokens is one gap and three of nothing", () => {
    const sketch = new QuantileSketch();
    sketch.add(0, 3);
    sketch.add(0.02, 1);
    expect(sketch.quantile(0.5)).toBe(0);
    expect(Math.abs(sketch.quantile(0.9) / 0.02 - 1)).toBeLessThan(SKETCH_RELATIVE_ERROR);
  });

  it("finds the bucket that the logarithm gives, at the bounds of buckets too", () => {
    const gamma = (1 + SKETCH_RELATIVE_ERROR) / (1 - SKETCH_RELATIVE_ERROR);
    const middle = (value: number) =>
      (2 * Math.exp(Math.ceil(Math.log(value) / Math.log(gamma)) * Math.log(gamma))) / (gamma + 1);
    const bound = fc
      .tuple(fc.integer({ min: -4000, max: 4000 }), fc.integer({ min: -3, max: 3 }))
      .map(([power, ulps]) => gamma ** power * (1 + ulps * Number.EPSILON));
    fc.assert(
      fc.property(fc.oneof(fc.double({ min: 1e-8, max: 1e8, noNaN: true }), bound), (value) => {
        const sketch = new QuantileSketch();
        const other = new QuantileSketch();
        sketch.add(value, 1, other);
        expect(Math.abs(sketch.quantile(0.5) / middle(value) - 1)).toBeLessThan(1e-9);
        expect(other.quantile(0.5)).toBe(sketch.quantile(0.5));
      }),
      { numRuns: 2000 },
    );
  });
});
