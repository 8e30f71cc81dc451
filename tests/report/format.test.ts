import fc from "fast-check";
import { expect, test } from "vitest";
import * as format from "../../src/report/format.ts";

test.each([
  [format.seconds(0.4123), "412 ms"],
  [format.seconds(0.9996), "1.00 s"],
  [format.seconds(1.234), "1.23 s"],
  [format.seconds(0.0000405), "40.5 µs"],
  [format.seconds(599), "599 s"],
  [format.seconds(0), "0 s"],
  [format.seconds(null), "–"],
  [format.bytes(12_400_000_000), "12.4 GB"],
  [format.watts(2_345_678), "2.35 MW"],
  [format.tokensPerSecond(12_345), "12.3 k tok/s"],
  [format.usd(2.387), "$2.39"],
  [format.usd(0.0123), "$0.0123"],
  [format.usd(-1234.5), "-$1,234.50"],
  [format.usd(0), "$0.00"],
  [format.percent(1), "100 %"],
  [format.percent(0.99996), "> 99.99 %"],
  [format.percent(0.9997), "99.97 %"],
  [format.percent(0.42), "42 %"],
  [format.relative(0.2588), "26 %"],
  [format.number(1234567.8), "1,234,568"],
  [format.number(0), "0"],
  [format.amount(3, "devices"), "3 devices"],
])("%s", (shown, expected) => {
  expect(shown).toBe(expected);
});

test("three digits are kept at any size", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), (value) => {
      const back = Number(format.number(value).replaceAll(",", ""));
      expect(Math.abs(back - value)).toBeLessThanOrEqual(value * 0.005 + 1e-12);
    }),
  );
});
