import { describe, expect, it } from "vitest";
import { expectedLargestNormal } from "../../src/base/normal.ts";

describe("the largest of several standard normals", () => {
  it("has the mean that closed forms give for one, two and three", () => {
    expect(expectedLargestNormal(1)).toBeCloseTo(0, 6);
    expect(expectedLargestNormal(2)).toBeCloseTo(1 / Math.sqrt(Math.PI), 6);
    expect(expectedLargestNormal(3)).toBeCloseTo(1.5 / Math.sqrt(Math.PI), 6);
  });

  it("has the mean of published tables (Teichroew 1956) for more, below the bound sqrt(2 ln n)", () => {
    for (const [count, mean] of [
      [8, 1.4236],
      [16, 1.76599],
      [20, 1.86748],
    ] as const) {
      expect(expectedLargestNormal(count)).toBeCloseTo(mean, 4);
      expect(expectedLargestNormal(count)).toBeLessThan(Math.sqrt(2 * Math.log(count)));
    }
  });
});
