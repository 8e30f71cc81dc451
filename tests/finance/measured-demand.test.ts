// Demand from a forecast.json: its quantiles at its dates, lognormal between them, the last observation before them.
import { describe, expect, it } from "vitest";
import { monthOf } from "../../src/finance/calendar.ts";
import { readForecast } from "../../src/finance/measured-demand.ts";

const text = JSON.stringify({
  schema: "forewatt.forecast/1",
  unit: "tokens/day",
  observations: [
    { date: "2026-10-01", value: 50 * 86_400 },
    { date: "2026-12-01", value: 100 * 86_400 },
  ],
  rows: [
    { date: "2027-01-01", p10: 90 * 86_400, p50: 110 * 86_400, p90: 150 * 86_400 },
    { date: "2027-03-01", p10: 80 * 86_400, p50: 160 * 86_400, p90: 640 * 86_400 },
  ],
});
const at = (date: string) => Date.parse(date) / 1000;
const read = (end = "2027-03") => readForecast("forecast.json", text, monthOf(end));

describe("a forecast as demand", () => {
  it("has the quantiles of its rows, in tokens per second", () => {
    const [p10, p50, p90] = read().quantilesAt(at("2027-01-01"), [0.1, 0.5, 0.9]) as [number, number, number];
    expect(p10).toBeCloseTo(90, 8);
    expect(p50).toBeCloseTo(110, 8);
    expect(p90).toBeCloseTo(150, 8);
  });

  it("starts from the last observation, and is a straight line in logs between dates", () => {
    expect(read().quantilesAt(at("2026-12-01"), [0.1, 0.9])).toEqual([
      expect.closeTo(100, 8),
      expect.closeTo(100, 8),
    ]);
    const middle = (at("2027-01-01") + at("2027-03-01")) / 2;
    expect(read().quantilesAt(middle, [0.5])[0]).toBeCloseTo(Math.sqrt(110 * 160), 6);
  });

  it("rises with the quantile, each side of the median by its own width", () => {
    const all = read().quantilesAt(at("2027-03-01"), [0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99]);
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(all[5]! / all[3]!).toBeCloseTo(4, 6);
    expect(all[3]! / all[1]!).toBeCloseTo(2, 6);
  });

  it("must reach the end of the plan, and be what it says", () => {
    expect(() => read("2027-04")).toThrow(/ends in 2027-03, the plan in 2027-04/);
    expect(() => readForecast("x.json", "{", 0)).toThrow(/is no JSON/);
    expect(() => readForecast("x.json", '{"schema":"forewatt.run/1"}', 0)).toThrow(/is no forecast\.json/);
    expect(() => readForecast("x.json", text.replace("tokens/day", "MW"), 0)).toThrow(
      /expected tokens over time/,
    );
  });
});
