// Capacity in sessions: a rate of starts that holds for ever, whatever number of sessions the scenario states.
import { describe, expect, it } from "vitest";
import { type Capacity, capacityOf } from "../../src/planner/capacity.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { metricsOf, realScenario } from "../laws/real-scenario.ts";

const scenario = (count: number, rate: number, window = "") =>
  realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: ${rate} /s }
${window}
  sessions:
    count: ${count}
    agents:
      chat:
        system: 1500 tokens
        context: { fixed: 500 tokens }
        turns: 6
        output: { fixed: 150 tokens }
        message: { fixed: 100 tokens }
        wait: { exponential: { mean: 5 s } }
slo: { ttft: { p90: 1 s }, tpot: { p90: 45 ms } }
deployments:
  one: { pools: [ { name: serve, hardware: l40s } ] }
`);

function capacity(count: number): Capacity {
  const search = capacityOf(scenario(count, 1), "one", { seed: 1, toleranceFraction: 0.05 });
  for (;;) {
    const step = search.next();
    if (!step.done) continue;
    if ("infeasible" in step.value) throw new Error(step.value.infeasible.reason);
    return step.value;
  }
}

describe("capacity in sessions per second", () => {
  const few = capacity(20);

  it("does not depend on how many sessions the scenario states", () => {
    expect(capacity(300)).toEqual(few);
    expect(few.maxRequestsPerSecond).toBeGreaterThan(0.1);
    expect(few.bindingLimit).not.toBe("none found");
  });

  it("is what a long run keeps up with, and a third more is not", () => {
    const met = (rate: number) => {
      const long = scenario(1500, rate, "  window: { warmup: 0.25, until: last-arrival }");
      return metricsOf(simulate(long, { seed: 7, requests: 9000 }))[0]!.slo.met;
    };
    expect(met(few.maxRequestsPerSecond * 0.9)).toBe(true);
    expect(met(few.maxRequestsPerSecond * 1.33)).toBe(false);
  });
});
