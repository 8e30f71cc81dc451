// What a forecast is asked for: whatever is written, it is understood or refused with the option that is wrong.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import { type Asked, askedOptions, askedSeries } from "../../src/forecast/asked.ts";
import { countTo, datesTo, readDuration } from "../../src/forecast/calendar.ts";
import { growthPrior } from "../../src/forecast/prior.ts";
import { seriesOf } from "../../src/forecast/series.ts";

const series = seriesOf("tokens/day", []);
const asked = (some: Partial<Asked>): Asked => ({ horizon: "2y", step: "1q", quantiles: [], ...some });

const word = fc.oneof(
  fc.constantFrom(
    "2y",
    "0mo",
    "99999d",
    "x3/year",
    "-40%",
    "agent",
    "2.5,97.5",
    "0",
    "1e400",
    "2026-01-01",
    "=",
    "5 M tokens/d",
  ),
  fc.string({ maxLength: 8 }),
);

describe("what is asked", () => {
  it("is understood or refused with its options, whatever it is", () => {
    const any = fc.record({
      horizon: word,
      step: word,
      quantiles: fc.array(word, { maxLength: 2 }),
      cap: word,
      "growth-prior": word,
      "regime-start": word,
      population: word,
      start: word,
    });
    fc.assert(
      fc.property(any, (some) => {
        for (const read of [
          () => askedOptions(asked(some), series, undefined),
          () => askedSeries(undefined, asked(some)),
        ])
          try {
            read();
          } catch (error) {
            if (!(error instanceof InputError)) return false;
            if (!error.problems.every(({ path }) => /^--[a-z-]+$/.test(path))) return false;
          }
        return true;
      }),
      { numRuns: 300 },
    );
  });

  it("is refused for every option that is wrong", () => {
    const wrong = asked({
      horizon: "soon",
      step: "0d",
      cap: "much",
      "growth-prior": "agnet",
      "regime-start": "1/2/26",
    });
    const read = () => askedOptions(wrong, series, undefined);
    expect(read).toThrow(InputError);
    try {
      read();
    } catch (error) {
      const paths = (error as InputError).problems.map(({ path }) => path);
      expect(paths).toEqual(["--horizon", "--step", "--growth-prior", "--regime-start", "--cap"]);
      expect((error as InputError).message).toContain('Did you mean "agent"?');
    }
  });

  it("takes growth per any period and amounts with a scale", () => {
    const rate = (text: string) => growthPrior(text)!.kinds[0]!.growth.nowRate;
    expect(rate("x2/quarter")).toBeCloseTo(4 * Math.log(2), 12);
    expect(rate("5%/month")).toBeCloseTo(12 * Math.log(1.05), 12);
    expect(rate("3x per year")).toBeCloseTo(Math.log(3), 12);
    expect(growthPrior("x3/fortnight")).toBeUndefined();
    const cap = (given: string, unit = "tokens/day") =>
      askedOptions(asked({ cap: given }), seriesOf(unit, []), undefined).cap;
    expect([cap("20G"), cap("20 B"), cap("2e10"), cap("7e10 tokens/week"), cap("20 G tokens/day")]).toEqual([
      2e10, 2e10, 2e10, 1e10, 2e10,
    ]);
    expect(() => cap("20G", "M tokens/day")).toThrow(
      /may be of M tokens\/day or of what that is a multiple of/,
    );
    const { series: own } = askedSeries(undefined, asked({ start: "2026-01-01=2G", unit: "tokens/day" }));
    expect(own.observations[0]!.value).toBe(2e9);
  });

  it("takes quantiles as shares or in percent, not both in one list", () => {
    const quantiles = (text: string) =>
      askedOptions(asked({ quantiles: [text] }), series, undefined).quantiles;
    expect(quantiles("0.9,0.95")).toEqual([0.9, 0.95]);
    expect(quantiles("0.5%,95")).toEqual([0.005, 0.95]);
    expect(() => quantiles("0.9,95")).toThrow(
      /--quantiles {2}are shares .* write 0\.9% if percent is meant, else 90$/,
    );
  });

  it("its rows are counted without being written down", () => {
    const durations = fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom("d", "w", "mo", "q", "y"))
      .map(([count, unit]) => readDuration(`${count}${unit}`)!);
    const start = Date.UTC(2024, 0, 31) / 1000;
    fc.assert(
      fc.property(durations, durations, (step, horizon) => {
        expect(countTo(start, step, horizon)).toBe(datesTo(start, step, horizon).length);
      }),
      { numRuns: 200 },
    );
    expect(countTo(start, readDuration("1d")!, readDuration("99999y")!)).toBe(36_523_885);
  });
});
