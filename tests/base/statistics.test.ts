import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
import {
  batchMeans,
  logGamma,
  mean,
  meanInterval,
  quantileSorted,
  standardDeviation,
  studentT975,
  studentTCdf,
} from "../../src/base/statistics.ts";

describe("statistics", () => {
  it.each([
    // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2, upper tail 0.025.
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [5, 2.571],
    [10, 2.228],
    [19, 2.093],
    [30, 2.042],
    [60, 2.0],
    [100, 1.984],
    [1_000_000, 1.96],
  ])("Student's t, 97.5 %%, %d degrees of freedom: %d", (degrees, quantile) => {
    expect(Math.abs(studentT975(degrees) - quantile)).toBeLessThan(5.1e-4);
  });

  it("Student's t distribution function has its closed forms at one and two degrees of freedom", () => {
    for (const t of [0, 0.3, 1, 2.5, 7, 40]) {
      expect(studentTCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 9);
      expect(studentTCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 9);
    }
  });

  it("ln Gamma: factorials and the half", () => {
    let factorial = 0;
    for (let n = 1; n < 30; n++) {
      expect(logGamma(n)).toBeCloseTo(factorial, 9);
      factorial += Math.log(n);
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 9);
  });

  it("R-7 quantiles interpolate between order statistics", () => {
    // Hyndman and Fan 1996, definition 7: h = (n - 1) p.
    expect(quantileSorted([1, 2, 3, 4], 0.25)).toBe(1.75);
    expect(quantileSorted([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantileSorted([15, 20, 35, 40, 50], 0.4)).toBeCloseTo(29, 12);
    expect(quantileSorted([7], 0.99)).toBe(7);
    expect(quantileSorted([1, 5], 1)).toBe(5);
    expect(quantileSorted([], 0.5)).toBeNaN();
  });

  it("quantiles rise with p and stay within the values", () => {
    const sample = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(sample, (values) => {
        const sorted = Float64Array.from(values).sort();
        const at = [0, 0.1, 0.5, 0.9, 1].map((p) => quantileSorted(sorted, p));
        expect(at[0]).toBe(sorted[0]);
        expect(at[4]).toBe(sorted.at(-1));
        for (let i = 1; i < at.length; i++) expect(at[i]).toBeGreaterThanOrEqual(at[i - 1]!);
      }),
    );
  });

  it("mean, deviation and interval of a sample worked by hand", () => {
    const sample = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(sample)).toBe(5);
    expect(standardDeviation(sample)).toBeCloseTo(Math.sqrt(32 / 7), 12);
    const { low, high } = meanInterval(sample)!;
    // t with 7 degrees of freedom: 2.365.
    expect(high - 5).toBeCloseTo((2.365 * Math.sqrt(32 / 7)) / Math.sqrt(8), 3);
    expect(5 - low).toBeCloseTo(high - 5, 12);
    expect(meanInterval([1])).toBeUndefined();
    expect(standardDeviation([1])).toBeNaN();
    expect(mean([])).toBeNaN();
  });

  it("batch means cover the mean of a correlated sequence about 95 % of the time, where the naive interval does not", () => {
    // Autoregressive, x' = 0.8 x + noise: mean 0, variance of the mean 9 times that of independent values.
    const cover = { batches: 0, naive: 0 };
    const given: number[] = [];
    for (let seed = 0; seed < 300; seed++) {
      const random = randomStream(seed, "noise");
      let x = 0;
      const values = Array.from({ length: 4000 }, () => (x = 0.8 * x + random() + random() + random() - 1.5));
      const holds = (interval: { low: number; high: number }) =>
        interval.low <= 0 && interval.high >= 0 ? 1 : 0;
      const batches = batchMeans(values);
      if (batches) given.push(holds(batches));
      cover.naive += holds(meanInterval(values)!) / 300;
    }
    cover.batches = given.reduce((sum, held) => sum + held, 0) / given.length;
    // Few of them are refused for looking correlated by chance.
    expect(given.length).toBeGreaterThan(280);
    expect(cover.batches).toBeGreaterThan(0.9);
    expect(cover.batches).toBeLessThan(0.99);
    expect(cover.naive).toBeLessThan(0.7);
  });

  it("batch means refuse what drifts", () => {
    const random = randomStream(1, "noise");
    expect(batchMeans(Float64Array.from({ length: 4000 }, (_, i) => i / 4000 + random()))).toBeUndefined();
  });

  it("batch means refuse what is too short", () => {
    expect(batchMeans(new Float64Array(999))).toBeUndefined();
    expect(batchMeans(Float64Array.from({ length: 1000 }, (_, i) => i % 2))).toBeDefined();
  });
});
