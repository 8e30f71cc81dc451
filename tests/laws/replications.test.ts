// Simulation error: a figure lies inside the interval printed beside it, whatever the interval was made from, and
// differences of common random numbers are tighter than those of independent runs.
import { describe, expect, it } from "vitest";
import { headlines } from "../../src/metrics/headline.ts";
import { combineReplications } from "../../src/scenario/replications.ts";
import { apart, metricsOf, mixed, run } from "./real-scenario.ts";

describe("intervals", () => {
  it("hold the figure they belong to, over replications", () => {
    const output = run(mixed("one", 2) + apart("two"), { replications: 6 });
    for (const metrics of metricsOf(output)) {
      expect(Object.keys(metrics.intervals).length).toBeGreaterThan(20);
      for (const { name, of } of headlines) {
        const interval = metrics.intervals[name];
        if (interval) expect(of(metrics)).toBeCloseTo(interval.mean, 9);
      }
    }
  });

  it("of work that was stopped are of as many runs as the result says", () => {
    const outputs = [1, 2, 3].map((seed) => run(mixed("one", 2), { seed }));
    const { result } = combineReplications(outputs, 400);
    expect(result.replications).toBe(3);
    expect(result).toMatchObject({
      deployments: run(mixed("one", 2), { replications: 3 }).result.deployments,
    });
  });

  it("hold the figure within one run, and are absent where the run drifts", () => {
    const steady = metricsOf(run(mixed("one", 2), {}, ["workload.requests=3000"]))[0]!;
    const overloaded = metricsOf(
      run(mixed("one", 1), {}, ["workload.requests=3000", "workload.arrivals.rate=200 /s"]),
    )[0]!;
    expect(steady.intervals["tpot.mean"]).toBeDefined();
    expect(overloaded.intervals["ttft.mean"]).toBeUndefined();
    for (const metrics of [steady, overloaded]) {
      for (const { name, of } of headlines) {
        const interval = metrics.intervals[name];
        if (interval === undefined) continue;
        expect(of(metrics)).toBeGreaterThanOrEqual(interval.low);
        expect(of(metrics)).toBeLessThanOrEqual(interval.high);
      }
    }
  });

  it("of paired differences are tighter than of the figures: the deployments see the same arrivals", () => {
    const { result } = run(mixed("one", 2) + mixed("two", 3), { replications: 6 });
    const metric = "throughput.outputTokensPerSecond";
    const paired = result.differences.find((difference) => difference.metric === metric)!.interval;
    const alone = metricsOf({ result, traces: [] })[0]!.intervals[metric]!;
    expect(paired.high - paired.low).toBeLessThan((alone.high - alone.low) / 4);
  });
});
