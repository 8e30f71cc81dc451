// What selection finds is what sorting would have put there.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantileInPlace, selectInPlace } from "../../src/base/order-statistics.ts";
import { quantileSorted } from "../../src/base/statistics.ts";

const values = fc.oneof(
  fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 3000, size: "max" }),
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 700, maxLength: 3000, size: "max" }),
);
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("selection", () => {
  it("finds the element that sorting puts there, and keeps them all", () => {
    fc.assert(
      fc.property(values, share, (given, p) => {
        const k = Math.floor(p * (given.length - 1));
        const sorted = Float64Array.from(given).sort();
        const reordered = Float64Array.from(given);
        expect(selectInPlace(reordered, k)).toBe(sorted[k]);
        expect(reordered.sort()).toEqual(sorted);
      }),
    );
  });

  it("gives the quantiles of the sorted values, in whatever order they are asked for", () => {
    const finite = values
      .map((given) => given.filter((value) => Math.abs(value) < 1e300))
      .filter((v) => v.length > 0);
    fc.assert(
      fc.property(finite, fc.array(share, { minLength: 1, maxLength: 6 }), (given, shares) => {
        const sorted = Float64Array.from(given).sort();
        const reordered = Float64Array.from(given);
        for (const p of shares) expect(quantileInPlace(reordered, p)).toBe(quantileSorted(sorted, p));
      }),
    );
    expect(quantileInPlace(new Float64Array(0), 0.5)).toBeNaN();
  });
});
