import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/base/errors.ts";
import { randomStream } from "../../../src/base/random.ts";
import { empiricalKey } from "../../../src/workload/lengths/empirical.ts";
import { lengthSampler } from "../../../src/workload/lengths/index.ts";
import { lognormalParameters } from "../../../src/workload/lengths/lognormal.ts";
import { readEmpirical } from "../../../src/workload/lengths/read-empirical.ts";
import { type LengthDistribution, lengthDistributionSchema } from "../../../src/workload/schema.ts";
import { cv, ksDistance, ksLimit, mean, traceOf } from "../sources.ts";

const draw = (given: object, count: number, empirical = new Map<string, readonly number[]>()) => {
  const distribution: LengthDistribution = lengthDistributionSchema.parse(given);
  const sampler = lengthSampler(distribution, randomStream(1, "input lengths"), empirical);
  return Array.from({ length: count }, () => sampler());
};
const quantile = (values: readonly number[], p: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(p * values.length)]!;

describe("length distributions", () => {
  it("give whole tokens of at least 1", () => {
    const any = fc.oneof(
      fc.record({
        lognormal: fc.record({
          mean: fc.double({ min: 0.01, max: 1e9, noNaN: true }),
          cv: fc.double({ min: 0, max: 50, noNaN: true }),
        }),
      }),
      fc.integer({ min: 1, max: 1e6 }).chain((low) =>
        fc.record({
          uniform: fc.record({ low: fc.constant(low), high: fc.integer({ min: low, max: 2e6 }) }),
        }),
      ),
    );
    fc.assert(
      fc.property(any, (given) => {
        for (const tokens of draw(given, 50))
          expect(Number.isInteger(tokens) && tokens >= 1 && tokens < 2 ** 31).toBe(true);
      }),
    );
  });

  it("fixed", () => expect(draw({ fixed: "1024 tokens" }, 3)).toEqual([1024, 1024, 1024]));

  it("uniform reaches both ends, equally often", () => {
    const values = draw({ uniform: { low: 3, high: 6 } }, 40_000);
    for (const value of [3, 4, 5, 6]) {
      expect(Math.abs(values.filter((v) => v === value).length - 10_000)).toBeLessThan(4.5 * Math.sqrt(7500));
    }
    expect(new Set(values).size).toBe(4);
  });

  it("lognormal by median and p90 has that median and p90", () => {
    const values = draw({ lognormal: { median: 1020, p90: 2734 } }, 200_000);
    expect(Math.abs(quantile(values, 0.5) / 1020 - 1)).toBeLessThan(0.01);
    expect(Math.abs(quantile(values, 0.9) / 2734 - 1)).toBeLessThan(0.01);
    const { mu, sigma } = lognormalParameters({ median: 1020, p90: 2734 });
    expect(mu).toBeCloseTo(Math.log(1020), 12);
    expect(sigma).toBeCloseTo(Math.log(2734 / 1020) / 1.2815515655446004, 12);
    const normals = values.slice(0, 20_000).map((value) => (Math.log(value) - mu) / sigma);
    expect(ksDistance(normals, normalCdf)).toBeLessThan(ksLimit(20_000));
  });

  it("lognormal by mean and cv has that mean and cv", () => {
    const values = draw({ lognormal: { mean: 2000, cv: 0.8 } }, 200_000);
    expect(Math.abs(mean(values) / 2000 - 1)).toBeLessThan((5 * 0.8) / Math.sqrt(200_000));
    expect(Math.abs(cv(values) / 0.8 - 1)).toBeLessThan(0.03);
  });

  it("max cuts, and changes no other draw", () => {
    const free = draw({ lognormal: { median: 100, p90: 400 } }, 1000);
    const cut = draw({ lognormal: { median: 100, p90: 400, max: 300 } }, 1000);
    expect(cut).toEqual(free.map((tokens) => Math.min(tokens, 300)));
  });

  it("empirical draws only the file's values, each as often", () => {
    const given = { empirical: { file: "a.csv", column: "x" } };
    const values = draw(given, 30_000, new Map([[empiricalKey(given.empirical), [5, 7, 9]]]));
    for (const value of [5, 7, 9]) {
      expect(Math.abs(values.filter((v) => v === value).length - 10_000)).toBeLessThan(4.5 * Math.sqrt(6667));
    }
    expect(() => draw(given, 1)).toThrow(InputError);
  });
});

describe("empirical files", () => {
  it("one number a line, one column, or a column by name", () => {
    expect(readEmpirical(traceOf("5\n7\n\n9\n"))).toEqual([5, 7, 9]);
    expect(readEmpirical(traceOf("tokens\r\n5\r\n7\r\n"))).toEqual([5, 7]);
    expect(readEmpirical(traceOf("a,b\n1,2\n3,4\n"), "b")).toEqual([2, 4]);
  });

  it("says what is wrong, all of it", () => {
    expect(() => readEmpirical(traceOf(""))).toThrow(/empty/);
    expect(() => readEmpirical(traceOf("a,b\n1,2\n"))).toThrow(/several columns.*a, b/);
    expect(() => readEmpirical(traceOf("prompt,b\n1,2\n"), "promt")).toThrow(/Did you mean "prompt"/);
    expect(() => readEmpirical(traceOf("a,b\n1,x\n2,-3\n4,5\n", "lengths.csv"), "b")).toThrow(
      /lengths.csv:2:3 {2}b .*"x"[\s\S]*lengths.csv:3:3 {2}b .*"-3"/,
    );
  });
});

/** Abramowitz and Stegun 7.1.26, good to 1.5e-7. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.3275911 * (Math.abs(z) / Math.SQRT2));
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp((-z * z) / 2);
  return z >= 0 ? 1 - tail / 2 : tail / 2;
}
