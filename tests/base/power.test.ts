// The power function of the simulator: the usual one, within what its definition loses.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { power } from "../../src/base/power.ts";

describe("power", () => {
  it("is the power", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: -20, max: 20, noNaN: true }),
        (base, exponent) => {
          const lost = (2 + Math.abs(exponent * Math.log(base))) * Number.EPSILON;
          expect(Math.abs(power(base, exponent) / base ** exponent - 1)).toBeLessThanOrEqual(lost);
        },
      ),
    );
  });

  it("is exact where nothing is to be computed", () => {
    expect([power(0, 0), power(0, 3), power(7, 0), power(0.1, 1), power(1, 12.5)]).toEqual([1, 0, 1, 0.1, 1]);
  });
});
