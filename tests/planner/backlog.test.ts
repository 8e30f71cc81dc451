import { randomExponential } from "d3-random";
import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/base/random.ts";
import type { RequestRecords } from "../../src/metrics/result.ts";
import { backlogGrowth } from "../../src/planner/backlog.ts";

/** One server, first come first served, exponential arrivals (rate 1) and services (rate 1/load). */
function queue(load: number, length: number, seed: number): RequestRecords {
  const arrival = randomExponential.source(randomStream(seed, "arrivals"))(1);
  const service = randomExponential.source(randomStream(seed, "services"))(1 / load);
  const arrivedSeconds = new Float64Array(length);
  const finishedSeconds = new Float64Array(length);
  let now = 0;
  let free = 0;
  for (let i = 0; i < length; i++) {
    now += arrival();
    free = Math.max(free, now) + service();
    arrivedSeconds[i] = now;
    finishedSeconds[i] = free;
  }
  return { length, arrivedSeconds, finishedSeconds } as RequestRecords;
}

describe("backlog growth", () => {
  it.each([1, 2, 3, 4, 5])("is within the tolerance of 1 %% at 80 %% load (seed %i)", (seed) => {
    expect(backlogGrowth(queue(0.8, 20_000, seed))).toBeLessThan(0.01);
  });

  it.each([1, 2, 3, 4, 5])("is arrivals less services at overload: 1 - 1/load (seed %i)", (seed) => {
    expect(backlogGrowth(queue(1.25, 20_000, seed))).toBeGreaterThan(0.16);
    expect(backlogGrowth(queue(1.25, 20_000, seed))).toBeLessThan(0.24);
  });

  it("is nothing for nothing, and for requests that all come at once", () => {
    expect(backlogGrowth(queue(1, 0, 1))).toBe(0);
    expect(
      backlogGrowth({
        length: 2,
        arrivedSeconds: new Float64Array(2),
        finishedSeconds: new Float64Array(2),
      } as RequestRecords),
    ).toBe(0);
  });
});
