import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";

const draw = (seed: number, name: string, count: number) => {
  const stream = randomStream(seed, name);
  return Array.from({ length: count }, () => stream());
};

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
  const spread = (v: readonly number[], m: number) =>
    Math.sqrt(v.reduce((sum, value) => sum + (value - m) ** 2, 0));
  return covariance / (spread(x, mx) * spread(y, my));
}

describe("random streams", () => {
  it("same seed and name, same numbers", () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, name) => {
        expect(draw(seed, name, 20)).toEqual(draw(seed, name, 20));
      }),
    );
  });

  it("stay in [0, 1)", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.string(), (seed, name) => {
        for (const value of draw(seed, name, 50)) expect(value >= 0 && value < 1).toBe(true);
      }),
    );
  });

  it("interleaving another stream changes nothing", () => {
    const alone = draw(7, "arrivals", 100);
    const arrivals = randomStream(7, "arrivals");
    const other = randomStream(7, "output lengths");
    const interleaved = alone.map(() => {
      other();
      other();
      return arrivals();
    });
    expect(interleaved).toEqual(alone);
  });

  it("neighbouring seeds and similar names are uncorrelated", () => {
    const count = 20_000;
    const base = draw(1, "arrivals", count);
    const others = [
      draw(2, "arrivals", count),
      draw(0, "arrivals", count),
      draw(-1, "arrivals", count),
      draw(1, "arrivals ", count),
      draw(1, "brrivals", count),
      draw(1 + 2 ** 32, "arrivals", count),
    ];
    // 5 standard errors of a correlation of independent samples.
    for (const other of others) expect(Math.abs(correlation(base, other))).toBeLessThan(5 / Math.sqrt(count));
  });

  it("the first draws over many seeds are uniform as well", () => {
    const bins = new Array<number>(64).fill(0);
    for (let seed = 0; seed < 64_000; seed++) bins[Math.floor(randomStream(seed, "arrivals")() * 64)]!++;
    expect(chiSquare(bins, 1000)).toBeLessThan(110); // chi-square with 63 degrees of freedom: 99.98 %
  });

  it("is uniform, high and low bits alike", () => {
    const stream = randomStream(3, "uniformity");
    const high = new Array<number>(64).fill(0);
    const low = new Array<number>(64).fill(0);
    for (let i = 0; i < 640_000; i++) {
      const value = stream();
      high[Math.floor(value * 64)]!++;
      low[(value * 2 ** 53) % 64]!++;
    }
    expect(chiSquare(high, 10_000)).toBeLessThan(110);
    expect(chiSquare(low, 10_000)).toBeLessThan(110);
  });
});

function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
