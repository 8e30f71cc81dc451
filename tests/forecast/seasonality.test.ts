import { randomNormal } from "d3-random";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
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

  it("is not looked for in uneven or short series", () => {
    expect(
      seasonalityOf(
        months(20),
        months(20).map((_, k) => season(k)),
      ),
    ).toBeUndefined();
    const uneven = months(48).filter((_, k) => k % 7 !== 3);
    expect(
      seasonalityOf(
        uneven,
        uneven.map((_, k) => season(k)),
      ),
    ).toBeUndefined();
  });
});
