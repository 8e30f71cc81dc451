// Steps of pools that page their KV cache, taken apart: what explain shows is the step the engine ran.
import { describe, expect, it } from "vitest";
import { breakDownRun } from "../../src/planner/explain/explain.ts";
import { withMoreOfEach } from "../../src/planner/explain/resources.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { realScenario } from "../laws/real-scenario.ts";

const paging = "kv: { paging: { resident: 10 %, selectedTokens: 1024, misses: MISSES, link: 25 GB/s } }";
const drafts = "speculative: { draftTokens: 3, acceptance: 60 % }";
const scenarioOf = (pool: string, model = "llama-3.1-70b") =>
  realScenario(`
schema: forewatt.scenario/1
model: ${model}
precision: { weights: fp8, kv: fp8 }
workload:
  arrivals: { process: all-at-once }
  lengths: { input: { fixed: 12000 tokens }, output: { fixed: 30000 tokens } }
  requests: 8
deployments:
  one: { pools: [ { name: serve, hardware: h100-sxm, parallel: { tensor: 4 }, ${pool} } ] }
`);

function explained(pool: string, model?: string) {
  const scenario = scenarioOf(pool, model);
  const { result, traces } = simulate(scenario, { seed: 1 });
  const [metrics] = result.deployments;
  if (metrics === undefined || "infeasible" in metrics) throw new Error("it should fit");
  return { metrics, ...breakDownRun(scenario, "one", metrics, traces[0]!.records)! };
}

const cases = [
  ["few misses", paging.replace("MISSES", "10 %"), 1, "llama-3.1-70b"],
  ["no locality", paging.replace("MISSES", "uniform"), 1, "llama-3.1-70b"],
  [
    "drafts",
    `${paging.replace("MISSES", "10 %")}, ${drafts}`,
    1 + 0.6 + 0.6 ** 2 + 0.6 ** 3,
    "llama-3.1-70b",
  ],
  ["sliding windows", paging.replace("MISSES", "10 %"), 1, "gpt-oss-120b"],
] as const;

describe("a step of a paged pool, taken apart", () => {
  it.each(cases)("is what the run took for it, and its parts sum to it: %s", (_, pool, perStep, model) => {
    const { metrics, waterfalls } = explained(pool, model);
    const { decodeStep, tpot, energy } = waterfalls;
    for (const { total, parts } of [decodeStep, tpot!, energy!])
      expect(parts.reduce((sum, { amount }) => sum + amount, 0) / total).toBeCloseTo(1, 9);
    expect(decodeStep.parts.map(({ component }) => component)).not.toContain("rounding");
    for (const { amount } of decodeStep.parts) expect(amount).toBeGreaterThan(0);
    // All come at once, leave together and hold what they select: but for their prompts, the mean token took the mean step.
    expect(decodeStep.total / (metrics.latency.tpotSeconds.mean! * perStep)).toBeGreaterThan(0.98);
    expect(decodeStep.total / (metrics.latency.tpotSeconds.mean! * perStep)).toBeLessThan(1.005);
    const pages = decodeStep.parts.find(({ component }) => component === "pages")!.amount;
    expect(pages / metrics.pools[0]!.paging!.stallSecondsPerStep).toBeCloseTo(1, 1);
  });

  it("calls the wait for pages by its name, and says what a faster host link gives", () => {
    const { waterfalls } = explained(paging.replace("MISSES", "uniform"));
    const largest = waterfalls.tpot!.parts.toSorted((a, b) => b.amount - a.amount)[0]!;
    expect(largest.component).toBe("pages");
    const scenario = scenarioOf(paging.replace("MISSES", "uniform"));
    const more = withMoreOfEach(scenario, "one").find(({ resource }) => resource === "host link")!;
    const tpot = (of: typeof scenario) => {
      const [metrics] = simulate(of, { seed: 1 }).result.deployments;
      return metrics && !("infeasible" in metrics) ? metrics.latency.tpotSeconds.mean! : Number.NaN;
    };
    expect(tpot(more.scenario)).toBeLessThan(0.96 * tpot(scenario));
    const whole = scenarioOf("kv: {}");
    expect(withMoreOfEach(whole, "one").map(({ resource }) => resource)).not.toContain("host link");
  });
});
