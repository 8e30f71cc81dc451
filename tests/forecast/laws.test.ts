// Laws of a forecast: what must not change when the same series is said differently, and what must.

import { randomNormal } from "d3-random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
import { readDuration, YEAR_SECONDS } from "../../src/forecast/calendar.ts";
import { type Forecast, forecast, type Refusal } from "../../src/forecast/forecast.ts";
import { cdf, quantile } from "../../src/forecast/mixture.ts";
import { modelOf } from "../../src/forecast/model.ts";
import { drawPath, posterior, predictive } from "../../src/forecast/posterior.ts";
import { defaultPrior, growthPrior } from "../../src/forecast/prior.ts";
import { seriesOf } from "../../src/forecast/series.ts";

const start = Date.UTC(2024, 0, 1) / 1000;
const step = YEAR_SECONDS / 4;
const points = (values: readonly number[], from = start) =>
  values.map((value, k) => ({ timeSeconds: from + k * step, value, line: 0 }));
const ps = [0.025, 0.1, 0.5, 0.9, 0.975];
const ahead = [0.25, 1, 3].map((years) => years * YEAR_SECONDS);
const quantilesOf = (values: readonly number[], from = start, options = {}) => {
  const observations = points(values, from);
  const model = modelOf(observations, options);
  return ahead.map((seconds) => model.quantilesAt(observations.at(-1)!.timeSeconds + seconds, ps));
};
const series = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 2, maxLength: 16 });
const close = (a: number[][], b: number[][], factor = 1) =>
  a.every((row, i) => row.every((value, k) => Math.abs(Math.log((value * factor) / b[i]![k]!)) < 1e-7));

describe("laws", () => {
  it("multiplying the series multiplies every quantile", () => {
    fc.assert(
      fc.property(series, fc.double({ min: 1e-9, max: 1e12, noNaN: true }), (values, factor) =>
        close(quantilesOf(values), quantilesOf(values.map((value) => value * factor)), factor),
      ),
      { numRuns: 20 },
    );
  });

  it("so does the cap's unit", () => {
    const values = [1, 2, 3.5, 5];
    const scaled = quantilesOf(
      values.map((value) => value * 1e9),
      start,
      { cap: 2e10 },
    );
    expect(close(quantilesOf(values, start, { cap: 20 }), scaled, 1e9)).toBe(true);
  });

  it("the date of the first point does not matter, the spacing does", () => {
    const values = [3, 4, 7, 9, 14];
    expect(close(quantilesOf(values), quantilesOf(values, start + 5 * YEAR_SECONDS))).toBe(true);
    const later = points(values).map((each, k) => ({ ...each, timeSeconds: start + 2 * k * step }));
    const slower = modelOf(later).quantilesAt(later.at(-1)!.timeSeconds + ahead[1]!, ps);
    expect(slower[2]).toBeLessThan(quantilesOf(values)[1]![2]!);
  });

  it("quantiles ascend, and spread with the horizon", () => {
    fc.assert(
      fc.property(series, (values) => {
        const rows = quantilesOf(values);
        const ascending = rows.every((row) => row.every((value, k) => k === 0 || value >= row[k - 1]!));
        const widths = rows.map((row) => Math.log(row[3]! / row[1]!));
        return ascending && widths[0]! < widths[1]! && widths[1]! < widths[2]!;
      }),
      { numRuns: 20 },
    );
  });

  it("more noise around the same growth is a wider interval", () => {
    const noisy = (noise: number) =>
      Array.from({ length: 8 }, (_, k) => Math.exp(0.1 * k + noise * (k % 2 === 0 ? 1 : -1)));
    const widths = [0, 0.02, 0.05, 0.1, 0.2].map((noise) => {
      const [, row] = quantilesOf(noisy(noise));
      return Math.log(row![3]! / row![1]!);
    });
    expect([...widths].sort((a, b) => a - b)).toEqual(widths);
  });

  it("steady doubling is seen as such", () => {
    const days = 90;
    const values = Array.from({ length: 10 }, (_, k) => 2 ** ((k * step) / (days * 86_400)));
    const answer = forecast(seriesOf("tokens/day", points(values)), {
      horizon: readDuration("1y")!,
      step: readDuration("1mo")!,
    }) as Forecast;
    expect(answer.growth.doublingDays.p50).toBeGreaterThan(0.9 * days);
    expect(answer.growth.doublingDays.p50).toBeLessThan(1.15 * days);
  });

  it("many points at any pace stay finite", () => {
    const values = Array.from({ length: 200 }, (_, k) => 1e12 * 1.01 ** k);
    const daily = values.map((value, k) => ({ timeSeconds: start + k * 86_400, value, line: 0 }));
    const row = modelOf(daily).quantilesAt(daily.at(-1)!.timeSeconds + 30 * 86_400, ps);
    expect(row.every(Number.isFinite)).toBe(true);
    expect(row[2]! / (values.at(-1)! * 1.01 ** 30)).toBeGreaterThan(0.9);
    expect(row[3]! / (values.at(-1)! * 1.01 ** 30)).toBeGreaterThan(0.97);
  });
});

describe("the posterior", () => {
  it("is the prior before there is a second point", () => {
    const { beliefs, kindShares } = posterior(defaultPrior(), [0], [0]);
    expect(kindShares.business).toBeCloseTo(0.95, 9);
    expect(beliefs.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  it("does not care how a gap is cut into pieces for the prediction", () => {
    const now = posterior(defaultPrior(), [-2, -1.3, -0.4, 0], [0, 0.3, 0.2, 0.6]);
    const direct = predictive(now, 1.5);
    // The path drawn in small steps must follow the same law as the one jump.
    const uniform = randomStream(1, "law");
    const normal = randomNormal.source(uniform)(0, 1);
    const draws = Array.from({ length: 20_000 }, () => drawPath(now, [0.1, 0.7, 1.5], uniform, normal)[2]!);
    for (const p of [0.1, 0.5, 0.9]) {
      const limit = quantile(direct, p);
      const below = draws.filter((draw) => draw <= limit).length / draws.length;
      expect(Math.abs(below - p)).toBeLessThan(0.01);
    }
  });

  it("inverts its own distribution", () => {
    const mixture = predictive(posterior(defaultPrior(), [-1, 0], [0, 1]), 1);
    for (const p of [0.001, 0.1, 0.5, 0.9, 0.999])
      expect(cdf(mixture, quantile(mixture, p))).toBeCloseTo(p, 9);
  });

  it("covers paths drawn from the prior it states as often as it says (bench:forecast draws 20,000)", () => {
    const prior = defaultPrior();
    const unseen = posterior(prior, [0], [0]);
    const uniform = randomStream(3, "calibration");
    const normal = randomNormal.source(uniform)(0, 1);
    const times = [-3, -2, -1, 0];
    const covered = { p80: 0, p95: 0 };
    const paths = 3000;
    for (let k = 0; k < paths; k++) {
      const path = [0, ...drawPath(unseen, [1, 2, 3, 4], uniform, normal)];
      const place = cdf(predictive(posterior(prior, times, path.slice(0, 4)), 1), path[4]!);
      if (place > 0.1 && place < 0.9) covered.p80++;
      if (place > 0.025 && place < 0.975) covered.p95++;
    }
    // Three standard errors.
    expect(Math.abs(covered.p80 / paths - 0.8)).toBeLessThan(0.022);
    expect(Math.abs(covered.p95 / paths - 0.95)).toBeLessThan(0.012);
  });

  it("of one point and stated growth follows that growth", () => {
    const prior = growthPrior("x3/year")!;
    const one = [{ timeSeconds: start, value: 10, line: 0 }];
    const [median] = modelOf(one, { prior }).quantilesAt(start + YEAR_SECONDS, [0.5]);
    expect(median! / 30).toBeCloseTo(1, 2);
  });
});

describe("the median", () => {
  it("is the trend's with few points or uneven ones, and of three members with many", () => {
    const values = Array.from({ length: 24 }, (_, k) => 100 * Math.exp(0.03 * k + 0.02 * Math.sin(k * k)));
    const membersOf = (some: ReturnType<typeof points>) => modelOf(some).members;
    expect(membersOf(points(values))).toEqual(["local-trend", "theta", "damped-smoothing"]);
    expect(membersOf(points(values.slice(0, 14)))).toEqual(["local-trend"]);
    expect(membersOf(points(values).filter((_, k) => k % 3 !== 1))).toEqual(["local-trend"]);
  });
});

describe("the sampler", () => {
  const observations = points([1, 1.4, 2.1, 2.6, 4]);
  const model = modelOf(observations);
  const dates = [0.25, 0.5, 1].map((years) => observations.at(-1)!.timeSeconds + years * YEAR_SECONDS);

  it("gives the same path for the same seed and index, another for others", () => {
    expect(model.pathAt(dates, 7, 3)).toEqual(model.pathAt(dates, 7, 3));
    expect(model.pathAt(dates, 7, 3)).not.toEqual(model.pathAt(dates, 7, 4));
  });

  it("follows the quantiles", () => {
    const ends = Array.from({ length: 4000 }, (_, k) => model.pathAt(dates, 1, k)[2]!);
    const [low, high] = model.quantilesAt(dates[2]!, [0.1, 0.9]);
    const inside = ends.filter((end) => end > low! && end < high!).length / ends.length;
    expect(Math.abs(inside - 0.8)).toBeLessThan(0.025);
  });
});

describe("refusals", () => {
  const asked = { horizon: readDuration("1y")!, step: readDuration("1mo")! };

  it("or an answer in order: there is nothing else, whatever the amounts and the gaps", () => {
    const amount = fc.oneof(
      fc.double({ min: 0, max: 1e300, noNaN: true }),
      fc.double({ min: 0, max: 10, noNaN: true }),
      fc.constantFrom(0, 1, 1e-300),
    );
    const gapped = fc.array(fc.tuple(fc.integer({ min: 1, max: 40_000 }), amount), { maxLength: 14 });
    const growth = fc.constantFrom(undefined, "api", "-90%", "1000000x");
    fc.assert(
      fc.property(gapped, fc.constantFrom("10d", "1y", "30y"), growth, (pairs, horizon, given) => {
        let timeSeconds = 0;
        const observations = pairs.map(([days, value]) => {
          timeSeconds += days * 86_400;
          return { timeSeconds, value };
        });
        const answer = forecast(seriesOf("tokens/day", observations), {
          horizon: readDuration(horizon)!,
          step: readDuration(horizon)!,
          prior: given === undefined ? undefined : growthPrior(given),
        });
        if ("refused" in answer) return answer.refused.needs !== "";
        const rows = answer.rows as unknown as Record<"p10" | "p50" | "p90", number>[];
        return rows.every(({ p10, p50, p90 }) => p10 > 0 && p10 <= p50 && p50 <= p90 && Number.isFinite(p90));
      }),
      { numRuns: 150 },
    );
  });

  const codeOf = (values: number[], options = {}) =>
    (forecast(seriesOf("MW", points(values)), { ...asked, ...options }) as Refusal).refused?.code;
  it("say that one point has no trend, and none has nothing", () => {
    expect(codeOf([])).toBe("no-points");
    expect(codeOf([0])).toBe("no-points");
    expect(codeOf([3])).toBe("one-point");
    expect(codeOf([3], { prior: growthPrior("api") })).toBeUndefined();
    expect(codeOf([3, 9], { cap: 9 })).toBe("cap-below-data");
    expect(codeOf([3, 9], { regimeStartSeconds: start + 10 * YEAR_SECONDS })).toBe("no-points");
    expect(codeOf([1e290, 1e300, 1e305], { horizon: readDuration("9y")! })).toBe("out-of-range");
    const days = { step: readDuration("1d")! };
    expect(codeOf([3, 9, 12], { ...days, horizon: readDuration("100y")! })).toBe("too-many-rows");
    expect(codeOf([3, 9, 12], { ...days, horizon: readDuration("2y")! })).toBeUndefined();
  });
});
