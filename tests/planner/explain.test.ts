// Explanations add up, and what they say helps does help.
import { beforeAll, describe, expect, it } from "vitest";
import { bindingResource } from "../../src/planner/binding.ts";
import { contrastOf } from "../../src/planner/explain/contrast.ts";
import { metricsOf } from "../../src/planner/explain/effect.ts";
import { breakDownRun, type Explanation, explainDeployment } from "../../src/planner/explain/explain.ts";
import { withMoreOfEach } from "../../src/planner/explain/resources.ts";
import { scenarioFigures } from "../../src/planner/explain/scenario-figures.ts";
import type { Waterfall } from "../../src/planner/explain/waterfall.ts";
import { simulate } from "../../src/scenario/simulate.ts";
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

const attentionApart = (afd: string) => `
schema: forewatt.scenario/1
model: gpt-oss-120b
precision: { kv: fp8 }
engine: trtllm
workload:
  arrivals: { process: closed-loop, users: 32 }
  lengths: { input: { fixed: 800 tokens }, output: { fixed: 100 tokens } }
  requests: 64
deployments:
  apart:
    pools:
      - { name: attend, role: attention, hardware: vr-nvl72, parallel: { tensor: 8 } }
      - { name: experts, role: ffn, hardware: lpx, parallel: { tensor: 192 } }
    afd: ${afd}
`;

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
    [mixed, split, drafting]
      .flatMap((each) => Object.values(each.waterfalls) as (Waterfall | undefined)[])
      .filter((each) => each !== undefined);

  it("has waterfalls whose parts sum to what the run measured", () => {
    for (const each of waterfalls())
      expect(sum(each.parts.map(({ amount }) => amount)) / each.total).toBeCloseTo(1, 9);
    const { latency, power, cost } = mixed.metrics;
    expect(mixed.waterfalls.ttft.total).toBe(latency.ttftSeconds.mean);
    expect(mixed.waterfalls.tpot!.total).toBe(latency.tpotSeconds.mean);
    expect(mixed.waterfalls.energy!.total).toBe(power.joulesPerOutputToken);
    expect(mixed.waterfalls.cost!.total).toBe(cost.usdPerMillionOutputTokens);
  });

  it.each([
    ["h100-sxm", "llama-3.1-8b", 0.05],
    ["h100-sxm", "llama-3.1-8b", 0.5],
    ["h100-sxm", "llama-3.1-8b", 1.5],
    ["mi300x", "gpt-oss-20b", 0.3],
    ["mi300x", "gpt-oss-20b", 1],
    ["cs-3", "llama-3.1-8b", 1],
    ["cs-3", "llama-3.1-8b", 8],
    ["tpu-v6e", "llama-3.1-8b", 0.2],
  ])("spends no less than nothing on any part of a token: %s, %s, %f requests/s", (hardware, model, rate) => {
    const own = realScenario(`
schema: forewatt.scenario/1
model: ${model}
workload:
  arrivals: { process: poisson, rate: ${rate} /s }
  lengths: { input: { fixed: 200 tokens }, output: { fixed: 300 tokens } }
  requests: 100
deployments:
  one: { pools: [ { name: serve, hardware: ${hardware} } ] }
`);
    const { result, traces } = simulate(own, { seed: 1 });
    const [metrics] = result.deployments;
    if (metrics === undefined || "infeasible" in metrics) throw new Error("it should fit");
    const { energy } = breakDownRun(own, "one", metrics, traces[0]!.records)!.waterfalls;
    for (const { component, amount } of energy!.parts)
      if (component !== "rounding") expect(amount, component).toBeGreaterThan(0);
    expect(sum(energy!.parts.map(({ amount }) => amount))).toBeCloseTo(
      metrics.power.joulesPerOutputToken!,
      9,
    );
    const rounding = energy!.parts.find(({ component }) => component === "rounding")?.amount ?? 0;
    expect(Math.abs(rounding / energy!.total)).toBeLessThan(1e-9);
  });

  it("charges host, scale-up switch, NIC and losses what the profile says, together the IT boundary less the devices", () => {
    const { power, throughput } = mixed.metrics;
    const of = (name: string) =>
      mixed.waterfalls.energy!.parts.find(({ component }) => component === name)!.amount;
    const beside = ["host", "scale-up switch", "nic", "conversion losses"].map(of);
    const watts = sum(beside) * throughput.outputTokensPerSecond;
    expect(watts).toBeCloseTo(power.itMeanWatts - power.deviceMeanWatts, 6);
    expect(of("nic") / of("scale-up switch")).toBeCloseTo(30 / 35, 9);
  });

  it("tells queue, transfer and a full decode side apart where a pool prefills for another", () => {
    const named = (of: Waterfall) => of.parts.map(({ component }) => component);
    expect(mixed.waterfalls.secondToken).toBeUndefined();
    expect(named(split.waterfalls.secondToken!)).toEqual([
      "queue",
      "prefill",
      "kv transfer",
      "wait for the next step",
      "first decode step",
    ]);
    expect(named(split.waterfalls.tpot!)).toContain("kv transfer");
    for (const each of [mixed, split]) expect(named(each.waterfalls.ttft)).toContain("queue");
  });

  it("has no part below zero but, by a hair, what is left over", () => {
    for (const each of waterfalls())
      for (const { amount } of each.parts) expect(amount / each.total).toBeGreaterThan(-0.02);
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

  it("asks about what the scenario itself assumes: acceptance of drafts, round trips", () => {
    const acceptance = drafting.figures.find(({ path }) => path.endsWith("speculative.acceptance"))!;
    expect(acceptance.path).toBe("deployments.drafting.pools.0.speculative.acceptance");
    expect(acceptance.low.effect.tpot!).toBeGreaterThan(0);
    expect(acceptance.high.effect.tpot!).toBeLessThan(0);
    const apart = realScenario(attentionApart("{}"));
    const [roundTrip] = scenarioFigures(apart, "apart");
    expect(roundTrip).toMatchObject({ path: "deployments.apart.afd.roundTrip", low: 3e-6, high: 20e-6 });
    const tpot = (of: typeof apart) =>
      metricsOf(of, "apart", { seed: 1, requests: 64 })!.latency.tpotSeconds.mean!;
    expect(tpot(roundTrip!.at(20e-6))).toBeGreaterThan(tpot(roundTrip!.at(3e-6)));
    const names = withMoreOfEach(apart, "apart").map(({ resource }) => resource);
    expect(names).toContain("crossing speed");
    expect(names).toContain("layer speed");
  });

  it("names what binds by the largest share of the time: host as stated, crossings where they take a millisecond each", () => {
    const bound = (afd: string) => {
      const metrics = metricsOf(realScenario(attentionApart(afd)), "apart", { seed: 1, requests: 64 })!;
      return bindingResource(metrics);
    };
    expect(bound("{}")).toBe("host");
    expect(bound("{ roundTrip: 1 ms }")).toBe("crossings");
  });

  it("explains the run itself, and effects against a run of their own length", () => {
    const steps = explainDeployment(scenario, "mixed", { seed: 1, requests: 50 });
    let step = steps.next();
    while (!step.done) step = steps.next();
    const short = step.value as Explanation;
    expect(short.metrics).toEqual(mixed.metrics);
    expect(short.waterfalls).toEqual(mixed.waterfalls);
    expect([short.effectRequests, mixed.effectRequests]).toEqual([50, null]);
    const capacity = short.resources.find(({ resource }) => resource === "memory capacity")!;
    expect(capacity.swing).toBe(0);
  });

  it("holds the cost of two deployments against each other by use, whatever their pools are called", () => {
    const cost = contrastOf(split, mixed).contrasts.find(({ unit }) => unit === "USD")!;
    expect(cost.parts.map(({ component }) => component).sort()).toEqual(["decode", "idle", "prefill"]);
  });

  it("tells two deployments apart by differences that sum to that of the totals", () => {
    const { contrasts } = contrastOf(split, mixed);
    expect(contrasts.map(({ unit }) => unit)).toEqual(["s", "s", "J", "USD"]);
    for (const { total, againstTotal, parts } of contrasts)
      expect(sum(parts.map(({ difference }) => difference))).toBeCloseTo(total - againstTotal, 9);
  });
});
