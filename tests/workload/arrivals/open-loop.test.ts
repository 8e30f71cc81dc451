import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cv, drain, gaps, ksDistance, ksLimit, mean, source, times, workload } from "../sources.ts";

const processes = [
  { process: "poisson", rate: "20 /s" },
  { process: "gamma", rate: "20 /s", cv: 2 },
  { process: "on-off", rate: "20 /s", on: "2 s", off: "3 s" },
  { process: "diurnal", rate: "20 /s", peakToMean: 1.8, period: "50 s" },
];

/** Limiting index of dispersion of counts: cv^2 for renewal processes, Kuczura's c^2 (below) for on-off. */
const dispersion: Record<string, number> = { poisson: 1, gamma: 4, "on-off": 73, diurnal: 1 };

describe.each(processes)("$process arrivals", (arrivals) => {
  it("never decrease, and are as many as asked", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (seed, requests, loadScale) => {
          const block = workload(arrivals, requests);
          const from = source(block, { seed, loadScale });
          expect(from.count).toBe(requests);
          const at = times(drain(from));
          expect(at.length).toBe(requests);
          for (const gap of gaps(at)) expect(gap).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("have the mean rate", () => {
    const count = 200_000;
    const at = times(drain(source(workload(arrivals, count), { seed: 11 })));
    // A count's relative standard error is sqrt(index of dispersion / mean); 4 of them.
    const tolerance = 4 * Math.sqrt(dispersion[arrivals.process]! / count);
    expect(Math.abs(count / at.at(-1)! / 20 - 1)).toBeLessThan(tolerance);
  });

  it("same seed, same bytes; another seed, other times", () => {
    const block = workload(arrivals, 50);
    expect(drain(source(block, { seed: 5 }))).toEqual(drain(source(block, { seed: 5 })));
    expect(times(drain(source(block, { seed: 5 })))).not.toEqual(times(drain(source(block, { seed: 6 }))));
  });

  it("with more load every request comes earlier, with the same lengths", () => {
    const lengths = {
      input: { lognormal: { median: 1000, p90: 3000 } },
      output: { uniform: { low: 1, high: 500 } },
    };
    const block = workload(arrivals, 500, lengths);
    const base = drain(source(block));
    const more = drain(source(block, { loadScale: 1.3 }));
    for (const [k, request] of more.entries()) {
      expect(request.atSeconds).toBeLessThanOrEqual(base[k]!.atSeconds);
      expect([request.inputTokens, request.outputTokens]).toEqual([
        base[k]!.inputTokens,
        base[k]!.outputTokens,
      ]);
    }
  });

  it("length kinds and end-of-request reports change no arrival", () => {
    const plain = times(drain(source(workload(arrivals, 100))));
    const from = source(
      workload(arrivals, 100, { input: { lognormal: { mean: 50, cv: 1 } }, output: { fixed: 3 } }),
    );
    const at: number[] = [];
    while (from.nextSeconds() < Number.POSITIVE_INFINITY) {
      at.push(from.nextSeconds());
      from.take({ atSeconds: 0, inputTokens: 0, outputTokens: 0, blockHashes: undefined });
      from.finished(at.at(-1)! + 1, 0, true);
    }
    expect(at).toEqual(plain);
  });
});

describe("laws", () => {
  it("Poisson gaps are exponential", () => {
    const gapsSeconds = gaps(times(drain(source(workload({ process: "poisson", rate: "7 /s" }, 20_000)))));
    expect(ksDistance(gapsSeconds, (x) => 1 - Math.exp(-7 * x))).toBeLessThan(ksLimit(20_000));
  });

  it.each(["poisson", "gamma"])("twice the load halves the same gaps: %s", (process) => {
    const block = workload({ process, rate: "3 /s", ...(process === "gamma" ? { cv: 3 } : {}) }, 1000);
    const base = times(drain(source(block)));
    expect(times(drain(source(block, { loadScale: 2 })))).toEqual(base.map((at) => at / 2));
  });

  it.each([0.5, 1, 2, 4])("gamma gaps have cv %d", (wanted) => {
    const gapsSeconds = gaps(
      times(drain(source(workload({ process: "gamma", rate: "10 /s", cv: wanted }, 100_000)))),
    );
    // Delta method: the standard error of a gamma sample's cv is cv sqrt((1 + cv^2) / (2 n)); 4 of them.
    const tolerance = 4 * wanted * Math.sqrt((1 + wanted ** 2) / 200_000);
    expect(Math.abs(cv(gapsSeconds) - wanted)).toBeLessThan(tolerance);
  });

  it("gamma with cv 1 is exponential", () => {
    const gapsSeconds = gaps(
      times(drain(source(workload({ process: "gamma", rate: "10 /s", cv: 1 }, 20_000)))),
    );
    expect(ksDistance(gapsSeconds, (x) => 1 - Math.exp(-10 * x))).toBeLessThan(ksLimit(20_000));
  });

  it("on-off gaps have the closed-form squared cv of an interrupted Poisson process", () => {
    // Kuczura 1973: c^2 = 1 + 2 lambda omega1 / (omega1 + omega2)^2, omega1 = 1/on, omega2 = 1/off, lambda while on.
    const [on, off, rate] = [2, 3, 20];
    const lambda = (rate * (on + off)) / on;
    const closedForm = 1 + (2 * lambda * (1 / on)) / (1 / on + 1 / off) ** 2;
    const gapsSeconds = gaps(
      times(
        drain(
          source(workload({ process: "on-off", rate: "20 /s", on: "2 s", off: "3 s" }, 400_000), { seed: 2 }),
        ),
      ),
    );
    expect(cv(gapsSeconds) ** 2 / closedForm).toBeGreaterThan(0.93);
    expect(cv(gapsSeconds) ** 2 / closedForm).toBeLessThan(1.07);
  });

  it("diurnal: counts follow the integrated rate, peak over mean as stated", () => {
    const [rate, period, peakToMean] = [100, 100, 1.6];
    const at = times(
      drain(
        source(
          workload({ process: "diurnal", rate: `${rate} /s`, peakToMean, period: `${period} s` }, 200_000),
        ),
      ),
    );
    const bins = new Array<number>(20).fill(0);
    const whole = at.filter((t) => t < 1900); // 19 whole periods
    for (const t of whole) bins[Math.floor(((t % period) / period) * 20)]!++;
    for (const [i, count] of bins.entries()) {
      const [a, b] = [(i * 2 * Math.PI) / 20, ((i + 1) * 2 * Math.PI) / 20];
      const expected =
        19 * rate * period * (1 / 20 + ((peakToMean - 1) * (Math.cos(a) - Math.cos(b))) / (2 * Math.PI));
      expect(Math.abs(count - expected) / Math.sqrt(expected)).toBeLessThan(4.5);
    }
  });

  it("diurnal: mapped through the cumulated rate the gaps are exponential, even with peak twice the mean", () => {
    const angular = (2 * Math.PI) / 30;
    const at = times(
      drain(source(workload({ process: "diurnal", rate: "5 /s", peakToMean: 2, period: "30 s" }, 20_000))),
    );
    const unit = at.map((t) => 5 * (t + (1 - Math.cos(angular * t)) / angular));
    expect(ksDistance(gaps(unit), (x) => 1 - Math.exp(-x))).toBeLessThan(ksLimit(20_000));
  });

  it("all at once: everyone at time 0; its load cannot be scaled", () => {
    const block = workload({ process: "all-at-once" }, 20);
    expect(times(drain(source(block)))).toEqual(new Array(20).fill(0));
    expect(() => source(block, { loadScale: 2 })).toThrow(/cannot be scaled/);
  });

  it("mean gap of Poisson is 1/rate", () => {
    const gapsSeconds = gaps(
      times(drain(source(workload({ process: "poisson", rate: "600 /min" }, 100_000)))),
    );
    expect(Math.abs(mean(gapsSeconds) * 10 - 1)).toBeLessThan(5 / Math.sqrt(100_000));
  });
});
