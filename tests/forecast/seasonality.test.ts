import { randomNormal } from "d3-random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
import { dampedSmoothing, theta } from "../../src/forecast/members.ts";
import { modelOf } from "../../src/forecast/model.ts";
import { seasonalityOf } from "../../src/forecast/seasonality.ts";

const months = (count: number) => Array.from({ length: count }, (_, k) => Date.UTC(2022, k, 1) / 1000);
const season = (k: number) => 0.3 * Math.sin((2 * Math.PI * k) / 12);

describe("seasonality", () => {
  const normal = randomNormal.source(randomStream(5, "seasons"))(0, 1);

  it("is found where it is, and carried forward", () => {
    const times = months(48);
    const logs = times.map((_, k) => 0.02 * k + season(k) + 0.02 * normal());
    const found = seasonalityOf(times, logs)!;
    expect([found.cycle, found.phases]).toEqual(["yearly", 12]);
    for (const [k, time] of times.slice(0, 12).entries())
      expect(Math.abs(found.at(time) - season(k))).toBeLessThan(0.06);
    const observations = times.map((timeSeconds, k) => ({ timeSeconds, value: Math.exp(logs[k]!), line: 0 }));
    const model = modelOf(observations);
    const at = (k: number) => Math.log(model.quantilesAt(Date.UTC(2022, k, 1) / 1000, [0.5])[0]!);
    expect(at(51) - at(57)).toBeGreaterThan(0.3);
  });

  it("is not found in walks", () => {
    let found = 0;
    for (let run = 0; run < 100; run++) {
      let level = 0;
      const logs = months(40).map(() => (level += 0.05 + 0.1 * normal()));
      if (seasonalityOf(months(40), logs)) found++;
    }
    expect(found).toBeLessThanOrEqual(5);
  });

  it("is found where points are missing, with the same answer as on the whole", () => {
    const times = months(48);
    const logs = times.map((_, k) => 0.02 * k + season(k) + 0.02 * normal());
    const all = times.map((timeSeconds, k) => ({ timeSeconds, value: Math.exp(logs[k]!), line: 0 }));
    const end = Date.UTC(2026, 6, 1) / 1000;
    const answer = (missing: readonly number[]) => modelOf(all.filter((_, k) => !missing.includes(k)));
    const whole = answer([]).quantilesAt(end, [0.1, 0.5, 0.9]);
    for (const missing of [[15], [0], [47], [7, 20, 21, 33]]) {
      const model = answer(missing);
      expect([model.seasonality?.cycle, model.members.length]).toEqual(["yearly", 3]);
      model.quantilesAt(end, [0.1, 0.5, 0.9]).forEach((each, k) => {
        expect(Math.abs(Math.log(each / whole[k]!))).toBeLessThan(0.25);
      });
    }
  });

  it("is exact where only the season moves, whichever points are missing", () => {
    const times = months(48);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 46 }), { maxLength: 2 }), (missing) => {
        const kept = times.flatMap((time, k) => (missing.includes(k) ? [] : [{ time, log: season(k) }]));
        const found = seasonalityOf(
          kept.map(({ time }) => time),
          kept.map(({ log }) => log),
        );
        return times.every((time, k) => Math.abs(found!.at(time) - season(k)) < 1e-9);
      }),
      { numRuns: 50 },
    );
  });

  it("is not looked for in short series, nor where a quarter is missing", () => {
    const found = (kept: number[]) =>
      seasonalityOf(
        kept,
        kept.map((_, k) => season(k)),
      );
    expect(found(months(20))).toBeUndefined();
    expect(found(months(48).filter((_, k) => k % 3 !== 1))).toBeUndefined();
  });
});

describe("members", () => {
  it("take a missing point of a straight line for what it would have been", () => {
    const line = Array.from({ length: 24 }, (_, k) => 0.1 * k);
    const holes = line.map((log, k) => ([5, 6, 17].includes(k) ? undefined : log));
    for (const steps of [1, 12])
      expect(dampedSmoothing(holes)(steps)).toBeCloseTo(dampedSmoothing(line)(steps), 9);
    expect(theta(holes)(12) - theta(holes)(2)).toBeCloseTo(0.5, 9);
  });
});
