// End to end, more power or more bandwidth never slows anything, within 2 %: requests then meet in other batches, which may cost
// some of them a little. Per step nothing is ever slower: tests/cost/laws.test.ts and power-cap.test.ts. The time to first token
// is held where requests come by themselves: users of a closed loop come back sooner and wait for each other.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DeploymentMetrics } from "../../src/metrics/result.ts";
import type { HardwareProfile } from "../../src/profiles/hardware.ts";
import type { ResolvedScenario } from "../../src/scenario/resolved.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { realScenario } from "./real-scenario.ts";

const pools = {
  mixed: (cap: string) => `[ { name: serve, hardware: h100-sxm${cap} } ]`,
  "two ranks": (cap: string) => `[ { name: serve, hardware: b200-sxm, parallel: { tensor: 2 }${cap} } ]`,
  drafting: (cap: string) =>
    `[ { name: serve, hardware: h100-sxm, speculative: { draftTokens: 2, acceptance: 0.7 }${cap} } ]`,
  apart: (cap: string) =>
    `[ { name: prompts, role: prefill, hardware: h100-sxm${cap} }, { name: tokens, role: decode, hardware: h200-sxm${cap} } ]`,
  "attention apart": (cap: string) =>
    `[ { name: attend, role: attention, hardware: vr-nvl72${cap} }, { name: feed, role: ffn, hardware: b200-sxm${cap} } ]`,
  lpu: (cap: string) => `[ { name: serve, hardware: lpu-v1, parallel: { tensor: 8, pipeline: 32 }${cap} } ]`,
} as const;

const anySystem = fc.record({
  kind: fc.constantFrom(...(Object.keys(pools) as (keyof typeof pools)[])),
  load: fc.constantFrom(
    "{ process: poisson, rate: 2 /s }",
    "{ process: poisson, rate: 8 /s }",
    "{ process: closed-loop, users: 12 }",
  ),
  input: fc.integer({ min: 100, max: 3000 }),
  output: fc.integer({ min: 20, max: 200 }),
  seed: fc.integer({ min: 1, max: 1000 }),
});
type AnySystem = typeof anySystem extends fc.Arbitrary<infer T> ? T : never;

function scenarioOf({ kind, load, input, output }: AnySystem, cap?: number): ResolvedScenario {
  return realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: ${load}
  lengths: { input: { uniform: { low: ${Math.ceil(input / 2)} tokens, high: ${2 * input} tokens } }, output: { uniform: { low: ${Math.ceil(output / 2)} tokens, high: ${2 * output} tokens } } }
  requests: 300
deployments: { own: { pools: ${pools[kind](cap === undefined ? "" : `, powerCap: ${cap} %`)} } }
`);
}

function metricsOf(scenario: ResolvedScenario, seed: number): DeploymentMetrics {
  const [deployment] = simulate(scenario, { seed }).result.deployments;
  if (deployment === undefined || "infeasible" in deployment) throw new Error("cannot be built");
  return deployment;
}

/** `better` is as fast as `worse` in every figure that users and operators see. */
function expectNoSlower({ load }: AnySystem, worse: DeploymentMetrics, better: DeploymentMetrics): void {
  const open = load.includes("poisson");
  const times = ({ latency }: DeploymentMetrics) => ({
    tpot: latency.tpotSeconds.mean!,
    e2e: latency.e2eSeconds.mean!,
    ...(open && { ttft: latency.ttftSeconds.mean! }),
  });
  const [before, after] = [times(worse), times(better)];
  for (const [name, seconds] of Object.entries(after))
    expect(seconds / before[name as keyof typeof before]!, name).toBeLessThan(1.02);
  const rate = better.throughput.outputTokensPerSecond / worse.throughput.outputTokensPerSecond;
  expect(rate, "throughput").toBeGreaterThan(0.98);
}

function faster(
  scenario: ResolvedScenario,
  change: (hardware: HardwareProfile) => HardwareProfile,
): ResolvedScenario {
  return { ...scenario, hardware: new Map([...scenario.hardware].map(([id, each]) => [id, change(each)])) };
}

const scaled = <T extends { value: number }>(figure: T, by: number): T => ({
  ...figure,
  value: figure.value * by,
});
const changes: Record<string, (h: HardwareProfile, by: number) => HardwareProfile> = {
  "memory bandwidth": (h, by) => ({
    ...h,
    memory: { ...h.memory, bandwidth: scaled(h.memory.bandwidth, by) },
  }),
  "link bandwidth": (h, by) => ({
    ...h,
    links: {
      ...h.links,
      scaleUp: { ...h.links.scaleUp, bandwidth: scaled(h.links.scaleUp.bandwidth, by) },
      scaleOut: { ...h.links.scaleOut, bandwidth: scaled(h.links.scaleOut.bandwidth, by) },
    },
  }),
};

const RUNS = { numRuns: 25 };

describe("end to end, within 2 %", () => {
  it("a raised power cap slows nothing", () => {
    const caps = fc.tuple(fc.integer({ min: 30, max: 100 }), fc.integer({ min: 30, max: 100 }));
    fc.assert(
      fc.property(anySystem, caps, (system, [a, b]) => {
        const at = (cap: number) => metricsOf(scenarioOf(system, cap), system.seed);
        expectNoSlower(system, at(Math.min(a, b)), at(Math.max(a, b)));
      }),
      RUNS,
    );
  });

  it.each(Object.entries(changes))("more %s slows nothing", (_, change) => {
    fc.assert(
      fc.property(anySystem, fc.double({ min: 1, max: 4, noNaN: true }), (system, by) => {
        const scenario = scenarioOf(system);
        const better = faster(scenario, (hardware) => change(hardware, by));
        expectNoSlower(system, metricsOf(scenario, system.seed), metricsOf(better, system.seed));
      }),
      RUNS,
    );
  });
});
