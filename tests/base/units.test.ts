import { describe, expect, it } from "vitest";
import { type Dimension, dimensions, mathjsFactor, parseQuantity } from "../../src/base/units.ts";

const usual = (Object.keys(dimensions) as Dimension[]).flatMap((dimension) =>
  Object.entries(dimensions[dimension].units).map(([unit, factor]) => ({ dimension, unit, factor })),
);

describe("units", () => {
  it.each(usual)("$unit is the factor mathjs gives", ({ dimension, unit, factor }) => {
    expect(Math.abs(mathjsFactor(unit, dimension) / factor - 1)).toBeLessThan(1e-14);
  });

  it("keeps decimal digits exact", () => {
    expect(parseQuantity("40 us", "seconds")).toEqual({ ok: true, value: 40e-6 });
    expect(parseQuantity("50 ms", "seconds")).toEqual({ ok: true, value: 0.05 });
  });

  it("tells GB from GiB", () => {
    expect(parseQuantity("80 GB", "bytes")).toEqual({ ok: true, value: 80e9 });
    expect(parseQuantity("80 GiB", "bytes")).toEqual({ ok: true, value: 80 * 2 ** 30 });
  });

  it.each([
    ["500", "seconds", "without a unit"],
    [500, "seconds", "expected a time"],
    ["80 Gb", "bytes", "bits where bytes are meant"],
    ["900 Gbit/s", "bytesPerSecond", "bits where bytes are meant"],
    ["1e400 s", "seconds", "finite"],
    ["5 GB", "seconds", "not a unit of this kind"],
    ["5 sx", "seconds", "Did you mean"],
    [Number.NaN, "tokens", "expected a number of tokens"],
    [null, "watts", "expected a power"],
  ] as const)("refuses %s as %s", (given, dimension, expected) => {
    const parsed = parseQuantity(given, dimension);
    expect(parsed.ok ? "" : parsed.message).toContain(expected);
  });
});
