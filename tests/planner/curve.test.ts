// Laws of curves: a front is what nobody beats, reading it never leaves it, layouts keep the devices, and the steady state
// that picks points agrees with the simulation of them.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candidatesOf } from "../../src/planner/curve/candidates.ts";
import { curveOf, loads } from "../../src/planner/curve/curve.ts";
import { layoutName, layoutsOf } from "../../src/planner/curve/layouts.ts";
import { onFront, paretoFront } from "../../src/planner/curve/pareto.ts";
import { type CurvePoint, ratioBand, simulatePoint } from "../../src/planner/curve/point.ts";
import { steadyState } from "../../src/planner/steady-state.ts";
import { buildDeployment } from "../../src/scenario/build-deployment.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import { realScenario } from "../laws/real-scenario.ts";
import { shipped } from "../profiles/shipped-profiles.ts";

const x = ([value]: [number, number]) => value;
const y = ([, value]: [number, number]) => value;
const anyPoints = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })) as fc.Arbitrary<
    [number, number]
  >,
  { minLength: 1, maxLength: 40 },
);

describe("Pareto front", () => {
  it("holds exactly the points that no other beats, one of equals, in order", () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        const front = paretoFront(points, x, y);
        const beaten = (point: [number, number]) =>
          points.some((p) => x(p) >= x(point) && y(p) >= y(point) && (x(p) > x(point) || y(p) > y(point)));
        for (const point of points) {
          const same = front.filter((p) => x(p) === x(point) && y(p) === y(point));
          expect(same.length).toBe(beaten(point) ? 0 : 1);
        }
        for (let i = 1; i < front.length; i++) expect(x(front[i]!)).toBeGreaterThan(x(front[i - 1]!));
      }),
    );
  });

  it("is read between its points, never above or below them, and not beyond its end", () => {
    fc.assert(
      fc.property(anyPoints, fc.double({ min: 0.5, max: 60, noNaN: true }), (points, at) => {
        const front = paretoFront(points, x, y);
        const value = onFront(front, at, x, y);
        if (at > x(front.at(-1)!)) {
          expect(value).toBeUndefined();
          return;
        }
        expect(value).toBeLessThanOrEqual(y(front[0]!) * (1 + 1e-12));
        expect(value).toBeGreaterThanOrEqual(y(front.at(-1)!) * (1 - 1e-12));
        for (const point of front) expect(onFront(front, x(point), x, y)).toBeCloseTo(y(point), 9);
      }),
    );
  });
});

it("loads: two an octave, up to all that fits", () => {
  expect(loads(13)).toEqual([1, 2, 3, 4, 6, 8, 12]);
  expect(loads(40)).toEqual([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 40]);
  expect(loads(0)).toEqual([]);
});

it("the band of a ratio is the two errors in squares: with one of them exact, the other", () => {
  expect(ratioBand({ p10: 0.5, p90: 2 }, { p10: 1, p90: 1 }).low).toBeCloseTo(0.5, 12);
  const both = ratioBand({ p10: 0.5, p90: 2 }, { p10: 0.5, p90: 2 });
  expect(both.low * both.high).toBeCloseTo(1, 12);
  expect(both.low).toBeCloseTo(2 ** -Math.SQRT2, 12);
});

const scenarioOf = (model: string, hardware: string, rest: string) => {
  const text = `
schema: forewatt.scenario/1
model: ${model}
precision: { weights: fp8, kv: fp8 }
engine: vllm
workload:
  arrivals: { process: closed-loop, users: 1 }
  lengths: { input: { uniform: { low: 800, high: 1200 } }, output: { uniform: { low: 300, high: 700 } } }
  requests: 10
deployments:
  a: { pools: [ { name: serve, hardware: ${hardware}, ${rest} } ] }
`;
  const files = { locate: (path: string) => ({ refused: path }), readText: () => text, chunks: () => [] };
  return loadScenario("curve.yaml", files, shipped).scenario;
};

describe("layouts", () => {
  it("keep the devices of the pool, build, and differ", () => {
    for (const [model, hardware] of [
      ["llama-3.1-70b", "b200-sxm"],
      ["deepseek-r1", "gb300-nvl72"],
      ["gpt-oss-120b", "h100-sxm"],
    ] as const) {
      const scenario = scenarioOf(model, hardware, "parallel: { tensor: 8 }, instances: 2");
      const { pools } = scenario.file.deployments.a!;
      const layouts = layoutsOf(pools[0]!, scenario.model, scenario.hardware.get(hardware)!);
      expect(layouts.length).toBeGreaterThan(3);
      expect(new Set(layouts.map(layoutName)).size).toBe(layouts.length);
      for (const { instances, parallel } of layouts) {
        expect(instances * parallel.tensor * parallel.data * parallel.pipeline).toBe(16);
        const built = buildDeployment(
          scenario,
          { ...scenario.file.deployments.a!, pools: [{ ...pools[0]!, instances, parallel }] },
          { seed: 1, fastForward: true, hashTokens: 0 },
        );
        if (built.feasible) expect(built.pools[0]!.devices).toBe(16);
      }
    }
  });
});

describe("the steady state", () => {
  it.each([
    ["llama-3.1-70b", "b200-sxm", "parallel: { tensor: 2 }", [1, 8, 64, 200]],
    ["llama-3.1-8b", "h100-sxm", "instances: 2", [2, 16, 128]],
    [
      "llama-3.1-70b",
      "b200-sxm",
      "parallel: { tensor: 4 }, speculative: { draftTokens: 3, acceptance: 0.7 }",
      [1, 32],
    ],
    ["gpt-oss-120b", "h100-sxm", "parallel: { tensor: 4 }", [1, 16, 128]],
    ["deepseek-r1", "b200-sxm", "parallel: { data: 8, expert: 8 }", [8, 64, 512]],
  ] as const)("agrees with the simulated closed loop: %s on %s", (model, hardware, rest, users) => {
    const scenario = scenarioOf(model, hardware, rest);
    const deployment = scenario.file.deployments.a!;
    const built = buildDeployment(scenario, deployment, { seed: 1, fastForward: true, hashTokens: 0 });
    if (!built.feasible) throw new Error(built.infeasible.reason);
    const request = { inputTokens: 1000, cachedTokens: 0, outputTokens: 500 };
    for (const count of users) {
      const steady = steadyState(built.pools, request, count);
      const point = simulatePoint(scenario, deployment, "", count, 1)!;
      const rate = point.outputTokensPerSecond / (steady.requestsPerSecond * 500);
      const speed = point.tokensPerSecondPerUser * steady.tpotSeconds;
      // Prompts meet at random in a simulation, and evenly in a steady state: 15 % is what that is worth.
      expect(Math.abs(rate - 1), `${count} users: rate ${rate}`).toBeLessThan(0.15);
      expect(Math.abs(speed - 1), `${count} users: speed ${speed}`).toBeLessThan(0.15);
    }
  });
});

const split = (pools: string, rate: string) => `
schema: forewatt.scenario/1
model: llama-3.1-70b
precision: { weights: fp8, kv: fp8 }
engine: trtllm
workload:
  arrivals: { process: poisson, rate: ${rate} }
  lengths: { input: { uniform: { low: 1000, high: 3000 } }, output: { uniform: { low: 100, high: 300 } } }
  requests: 400
deployments:
  split: { pools: [${pools}] }
`;
const prompts = "{ name: prompts, role: prefill, hardware: h200-sxm, parallel: { tensor: 8 } }";
const splits = [
  [
    "an LPU pool that drafts",
    split(
      `${prompts}, { name: tokens, role: decode, hardware: lpx, parallel: { tensor: 256 }, speculative: { draftTokens: 3, acceptance: 0.7 } }`,
      "6 /s",
    ),
  ],
  [
    "an LPU pool",
    split(`${prompts}, { name: tokens, role: decode, hardware: lpx, parallel: { tensor: 256 } }`, "9 /s"),
  ],
  [
    "a GPU pool",
    split(`${prompts}, { name: tokens, role: decode, hardware: h200-sxm, parallel: { tensor: 8 } }`, "9 /s"),
  ],
] as const;

describe("prompts on a pool of their own, tokens on", () => {
  it.each(splits)(
    "%s: what is as loaded lies on no better side of the front of its own layout",
    (_, text) => {
      const steps = curveOf(realScenario(text), "split", { seed: 1, sweepLayouts: true });
      let step = steps.next();
      while (!step.done) step = steps.next(false);
      if ("infeasible" in step.value) throw new Error(step.value.infeasible.reason);
      const { points, operatingPoint } = step.value;
      const own = points.filter(({ layout }) => layout === operatingPoint!.layout);
      expect(own.length).toBeGreaterThan(0);
      // The tolerance of the steady state, which chose the points.
      const reached = own.filter(
        (p) => p.tokensPerSecondPerUser > operatingPoint!.tokensPerSecondPerUser / 1.15,
      );
      const best = Math.max(...reached.map((p) => p.outputTokensPerSecondPerMegawatt));
      expect(best).toBeGreaterThan(operatingPoint!.outputTokensPerSecondPerMegawatt / 1.15);
    },
  );

  it.each(splits)(
    "%s: the steady state agrees with the closed loop, short of where prompts queue by chance",
    (_, text) => {
      const scenario = realScenario(text);
      const deployment = scenario.file.deployments.split!;
      const built = buildDeployment(scenario, deployment, { seed: 1, fastForward: true, hashTokens: 0 });
      if (!built.feasible) throw new Error(built.infeasible.reason);
      const request = { inputTokens: 2000, cachedTokens: 0, outputTokens: 200 };
      for (const users of [1, 64]) {
        const steady = steadyState(built.pools, request, users, built.link);
        const point = simulatePoint(scenario, deployment, "", users, 1)!;
        // Between two requests of one user lies the host's time too, which a steady state leaves out.
        const hostSeconds = built.requestLatencySeconds + 2000 * built.requestSecondsPerToken;
        const cycleSeconds = 1 / steady.requestsPerSecond + (users === 1 ? hostSeconds : 0);
        const rate = (point.outputTokensPerSecond * cycleSeconds) / 200;
        expect(Math.abs(rate - 1), `${users} users: rate ${rate}`).toBeLessThan(0.15);
        expect(steady.servedUsers).toBeLessThanOrEqual(users * (1 + 1e-9));
      }
    },
  );
});

it("the steady state knows what a narrow link costs: one user waits for it, many are paced by it", () => {
  const wide = realScenario(splits[2][1]);
  const profile = wide.hardware.get("h200-sxm")!;
  const bandwidth = { ...profile.links.scaleOut.bandwidth, value: 0.2e9 };
  const narrowed = {
    ...profile,
    links: { ...profile.links, scaleOut: { ...profile.links.scaleOut, bandwidth } },
  };
  const narrow = { ...wide, hardware: new Map([["h200-sxm", narrowed]]) };
  const deployment = wide.file.deployments.split!;
  const request = { inputTokens: 2000, cachedTokens: 0, outputTokens: 200 };
  const at = (scenario: typeof wide, users: number) => {
    const built = buildDeployment(scenario, deployment, { seed: 1, fastForward: true, hashTokens: 0 });
    if (!built.feasible) throw new Error(built.infeasible.reason);
    const steady = steadyState(built.pools, request, users, built.link);
    const point = simulatePoint(scenario, deployment, "", users, 1)!;
    expect(Math.abs(point.outputTokensPerSecond / (200 * steady.requestsPerSecond) - 1)).toBeLessThan(0.15);
    return steady;
  };
  expect(at(narrow, 64).requestsPerSecond).toBeLessThan(0.7 * at(wide, 64).requestsPerSecond);
  const built = buildDeployment(narrow, deployment, { seed: 1, fastForward: true, hashTokens: 0 });
  if (!built.feasible) throw new Error(built.infeasible.reason);
  // No link and no time: what there was before links were counted.
  const none = steadyState(built.pools, request, 4);
  const infinite = { ...built.link!, sendBytesPerSecond: Infinity, receiveBytesPerSecond: Infinity };
  expect(steadyState(built.pools, request, 4, infinite)).toEqual(none);
});

it("its front is within 3 % of that of every layout under every load, where a limit on the first token ends it", () => {
  const text = readFileSync(new URL("../../scenarios/chat-70b-blackwell.yaml", import.meta.url), "utf8");
  const scenario = realScenario(text);
  const steps = curveOf(scenario, "disaggregated", { seed: 1, sweepLayouts: true });
  let step = steps.next();
  while (!step.done) step = steps.next(false);
  if ("infeasible" in step.value) throw new Error(step.value.infeasible.reason);
  const deployment = scenario.file.deployments.disaggregated!;
  const every = candidatesOf(scenario, deployment, true).flatMap((each) =>
    [32, 48, 64, 72, 80, 88, 96, 104, 112].flatMap(
      (users) => simulatePoint(scenario, each.deployment, each.layout, users, 1) ?? [],
    ),
  );
  const speed = (point: CurvePoint) => point.tokensPerSecondPerUser;
  const output = (point: CurvePoint) => point.outputTokensPerSecondPerMegawatt;
  const own = step.value.points.filter(({ onParetoFront }) => onParetoFront);
  own.sort((a, b) => speed(a) - speed(b));
  const best = paretoFront(
    every.filter(({ ttftMet }) => ttftMet),
    speed,
    output,
  );
  expect(best.length).toBeGreaterThan(5);
  for (const point of best)
    expect(onFront(own, speed(point), speed, output)! / output(point), `${speed(point)}`).toBeGreaterThan(
      0.97,
    );
});
