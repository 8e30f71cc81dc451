// Explanations add up, and what they say helps does help.
import { beforeAll, describe, expect, it } from "vitest";
import { contrastOf } from "../../src/planner/explain/contrast.ts";
import { type Explanation, explainDeployment } from "../../src/planner/explain/explain.ts";
import type { Waterfall } from "../../src/planner/explain/waterfall.ts";
import { realScenario } from "../laws/real-scenario.ts";

const deployments = `
deployments:
  mixed:
    pools: [ { name: serve, hardware: h100-sxm, instances: 2 } ]
  split:
    pools:
      - { name: prefill, role: prefill, hardware: h100-sxm }
      - { name: decode, role: decode, hardware: h100-sxm }
  drafting:
    pools: [ { name: serve, hardware: h100-sxm, instances: 2, speculative: { draftTokens: 3, acceptance: 0.8 } } ]
`;
const scenario = realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 10 /s }
  lengths: { input: { fixed: 800 tokens }, output: { fixed: 100 tokens } }
  requests: 200
${deployments}`);

function explain(name: string): Explanation {
  const steps = explainDeployment(scenario, name, { seed: 1, requests: 200 });
  let step = steps.next();
  while (!step.done) step = steps.next();
  if ("infeasible" in step.value) throw new Error(step.value.infeasible.reason);
  return step.value;
}

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);

describe("an explanation", () => {
  let mixed: Explanation;
  let split: Explanation;
  let drafting: Explanation;
  beforeAll(() => {
    mixed = explain("mixed");
    split = explain("split");
    drafting = explain("drafting");
  });
  const waterfalls = () =>
    [mixed, split, drafting].flatMap((each) => Object.values(each.waterfalls) as (Waterfall | undefined)[]);

  it("has waterfalls whose parts sum to what the run measured", () => {
    for (const each of waterfalls())
      expect(sum(each!.parts.map(({ amount }) => amount)) / each!.total).toBeCloseTo(1, 9);
    const { latency, power, cost } = mixed.metrics;
    expect(mixed.waterfalls.ttft.total).toBe(latency.ttftSeconds.mean);
    expect(mixed.waterfalls.tpot!.total).toBe(latency.tpotSeconds.mean);
    expect(mixed.waterfalls.energy!.total).toBe(power.joulesPerOutputToken);
    expect(mixed.waterfalls.cost!.total).toBe(cost.usdPerMillionOutputTokens);
  });

  it("has no part below zero but, by a hair, what is left over", () => {
    for (const each of waterfalls())
      for (const { amount } of each!.parts) expect(amount / each!.total).toBeGreaterThan(-0.02);
  });

  it("says that decode waits for memory and prefill for arithmetic, and what helps accordingly", () => {
    const effect = (of: Explanation, name: string) =>
      of.resources.find(({ resource }) => resource === name)!.effect;
    expect(effect(split, "memory bandwidth").tpot!).toBeLessThan(-0.04);
    expect(Math.abs(effect(split, "arithmetic").tpot!)).toBeLessThan(0.02);
    expect(effect(split, "arithmetic").ttft!).toBeLessThan(-0.03);
    expect(effect(mixed, "memory capacity").tpot!).toBe(0);
  });

  it("lists the figures that matter by what they do, each with its source, and none that does nothing", () => {
    const paths = mixed.figures.map(({ path }) => path);
    expect(paths).toContain("hardware-profiles/h100-sxm.yaml#memory.bandwidth");
    expect(paths).toContain("hardware-profiles/h100-sxm.yaml#price.rent");
    expect(paths).not.toContain("hardware-profiles/h100-sxm.yaml#compute.fp8");
    const swings = mixed.figures.map(({ swing }) => swing);
    expect(swings).toEqual([...swings].sort((a, b) => b - a));
    expect(Math.min(...swings)).toBeGreaterThan(0);
    for (const { source } of mixed.figures) expect(source.length).toBeGreaterThan(2);
  });

  it("tells two deployments apart by differences that sum to that of the totals", () => {
    const { contrasts } = contrastOf(split, mixed);
    expect(contrasts.map(({ unit }) => unit)).toEqual(["s", "s", "J", "USD"]);
    for (const { total, againstTotal, parts } of contrasts)
      expect(sum(parts.map(({ difference }) => difference))).toBeCloseTo(total - againstTotal, 9);
  });
});
