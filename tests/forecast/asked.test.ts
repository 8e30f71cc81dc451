// What a forecast is asked for: whatever is written, it is understood or refused with the option that is wrong.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import { type Asked, askedOptions, askedSeries } from "../../src/forecast/asked.ts";
import { countTo, datesTo, readDuration } from "../../src/forecast/calendar.ts";
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
