// The bound that `npm run bench` measures against does the work that the engine does: same steps, same end.
import { describe, expect, it } from "vitest";
import { simulateBound } from "../../bench/speed/bound.js";
import { simulateEngine } from "../../bench/speed/engine.js";
import { createWorkload, withSharedPrefixes } from "../../bench/speed/workload.js";

const requests = 2000;

describe("the bound of the benchmarks", () => {
  it.each([
    { lengths: "fixed", replicas: 1, disaggregated: false },
    { lengths: "variable", replicas: 1, disaggregated: false },
    { lengths: "variable", replicas: 8, disaggregated: false },
    { lengths: "variable", replicas: 1, disaggregated: true },
  ])("takes the engine's steps and ends with it: %o", ({ lengths, ...options }) => {
    const workload = createWorkload(requests, { lengths, replicas: options.replicas });
    const ours = simulateEngine(workload, options);
    const bound = simulateBound(workload, options);
    expect(ours.completed).toBe(requests);
    expect(ours.steps).toBeGreaterThan(requests);
    expect(bound.steps).toBe(ours.steps);
    expect(Math.abs(bound.endSeconds / ours.endSeconds - 1)).toBeLessThan(1e-9);
    const { firstTokenSeconds, finishedSeconds } = ours.records.sorted();
    for (let i = 0; i < requests; i++) {
      expect(Math.abs(bound.firstTokenSeconds[i]! / firstTokenSeconds[i]! - 1)).toBeLessThan(1e-9);
      expect(Math.abs(bound.finishedSeconds[i]! / finishedSeconds[i]! - 1)).toBeLessThan(1e-9);
    }
  });

  it("does so when told what the prefix cache found", () => {
    const workload = withSharedPrefixes(createWorkload(requests), 16);
    const ours = simulateEngine(workload);
    const { cachedTokens } = ours.records.sorted();
    expect(cachedTokens.filter((tokens: number) => tokens >= 512).length).toBeGreaterThan(requests / 2);
    const bound = simulateBound(workload, { cachedTokens });
    expect(bound.steps).toBe(ours.steps);
    expect(Math.abs(bound.endSeconds / ours.endSeconds - 1)).toBeLessThan(1e-9);
  });
});
