// How many runs a prediction is the mean of: one where nothing is drawn, fewer the more prompts a run has.
import { describe, expect, it } from "vitest";
import { createPredictor } from "../../src/accuracy/predict.ts";
import { replicationsOf } from "../../src/accuracy/replications.ts";
import { standardDeviation } from "../../src/base/statistics.ts";
import { workloadSchema } from "../../src/workload/schema.ts";
import { experimentsOf, profiles } from "./cases.ts";

const lengths = {
  drawn: { uniform: { low: "800 tokens", high: "1000 tokens" } },
  fixed: { fixed: "1000 tokens" },
};
const runs = (input: object, arrivals: object, requests: number) =>
  replicationsOf(workloadSchema.parse({ arrivals, lengths: { input, output: lengths.fixed }, requests }));

describe("runs of a prediction", () => {
  const users = { process: "closed-loop", users: 4 };

  it("is one where nothing is drawn", () => {
    expect(runs(lengths.fixed, users, 40)).toBe(1);
    expect(runs(lengths.fixed, { process: "all-at-once" }, 2000)).toBe(1);
  });

  it("falls with the root of the prompts, from 8 to 2", () => {
    expect([40, 160, 320, 640, 1280, 5000].map((requests) => runs(lengths.drawn, users, requests))).toEqual([
      8, 6, 4, 3, 2, 2,
    ]);
  });

  it("are more where arrivals are random, from 24 to 8", () => {
    const arrivals = { process: "poisson", rate: "5 /s" };
    expect([40, 500, 2000, 9000].map((requests) => runs(lengths.fixed, arrivals, requests))).toEqual([
      24, 24, 12, 8,
    ]);
  });
});

describe("draws", () => {
  const [experiment] = experimentsOf({
    load_kind: "concurrency",
    load_value: "4",
    num_requests: "40",
    length_dist: "uniform[0.8,1.0]*nominal",
    metric: "ttft_p50_ms",
  });
  const ttfts = (draws: number, options: { replications?: number } = {}) =>
    Array.from({ length: draws }, (_, i) => {
      const predictor = createPredictor({ profiles, seed: i + 1, ...options });
      return predictor.predict(experiment!)[0]!.predicted!;
    });

  it("move the TTFT of a run of forty prompts by a third of what they move one run's, as the mean of eight does", () => {
    const drawn = ttfts(16);
    expect(new Set(drawn).size).toBeGreaterThan(1);
    // Three runs in forty have a median apart from all others: of fewer draws the spread of one run is luck.
    const one = standardDeviation(ttfts(128, { replications: 1 }));
    expect(standardDeviation(drawn) / one).toBeLessThan(0.5);
    expect(ttfts(16)).toEqual(drawn);
  });
});
