// Deployments over several kinds of silicon, end to end: what exists runs and adds up, what cannot exist says by how much.
import { describe, expect, it } from "vitest";
import type { DeploymentMetrics } from "../../src/metrics/result.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { problemsOf, realScenario } from "../laws/real-scenario.ts";

const head = (model: string, rest = "") => `
schema: forewatt.scenario/1
model: ${model}
precision: { kv: fp8 }
engine: trtllm
workload:
  arrivals: { process: poisson, rate: 10 /s }
  lengths: { input: { lognormal: { median: 900 tokens, p90: 3000 tokens } }, output: { lognormal: { median: 60 tokens, p90: 150 tokens } } }
  requests: 150
${rest}deployments:
`;
const rubin = (role: string, more = "") =>
  `{ name: ${role}, role: ${role}, hardware: vr-nvl72, parallel: { tensor: 8 }${more} }`;
const lpx = (chips: number, more = "") =>
  `{ name: ffn, role: ffn, hardware: lpx, parallel: { tensor: ${chips} }${more} }`;

function only(
  text: string,
  options = {},
): { metrics: DeploymentMetrics; infeasible: undefined } | { infeasible: object; metrics: undefined } {
  const deployment = simulate(realScenario(text), { seed: 1, ...options }).result.deployments[0]!;
  return "infeasible" in deployment
    ? { infeasible: deployment.infeasible, metrics: undefined }
    : { metrics: deployment, infeasible: undefined };
}

describe("attention and FFN on two pools", () => {
  const pair = `  pair: { pools: [ ${rubin("attention")}, ${lpx(192)} ], afd: { roundTrip: 5 us } }\n`;
  const own = only(head("gpt-oss-120b") + pair).metrics!;

  it("serves every request, and both pools answer for their devices and energy", () => {
    expect(own.requests.completed).toBe(150);
    expect(own.pools.map(({ role, devices }) => [role, devices])).toEqual([
      ["attention", 8],
      ["ffn", 192],
    ]);
    const watts = own.pools.reduce((sum, pool) => sum + pool.itMeanWatts, 0);
    expect(watts / own.power.itMeanWatts).toBeCloseTo(1, 9);
    for (const pool of own.pools) expect(pool.busyFraction).toBe(own.pools[0]!.busyFraction);
    expect(own.pools[1]!.kvBlocks).toBe(0);
    const [attention, ffn] = own.pools.map(({ itMeanWatts, devices }) => itMeanWatts / devices);
    expect(attention).toBeGreaterThan(216 + 450);
    expect(ffn).toBeGreaterThan(84 + 80);
    expect(ffn).toBeLessThan(280 + 80);
  });

  it("is the same whatever the order of the pools in the file", () => {
    const turned = `  pair: { pools: [ ${lpx(192)}, ${rubin("attention")} ], afd: { roundTrip: 5 us } }\n`;
    const other = only(head("gpt-oss-120b") + turned).metrics!;
    expect(other.latency).toEqual(own.latency);
    expect(other.pools.map(({ role }) => role)).toEqual(["ffn", "attention"]);
    expect(other.power.itMeanWatts / own.power.itMeanWatts).toBeCloseTo(1, 12);
  });

  it("decodes beside a prefill pool", () => {
    const three = `  three: { pools: [ ${rubin("prefill")}, ${rubin("attention")}, ${lpx(192)} ] }\n`;
    const { metrics } = only(head("gpt-oss-120b") + three);
    expect(metrics!.requests.completed).toBe(150);
    expect(metrics!.pools.map(({ role }) => role)).toEqual(["prefill", "attention", "ffn"]);
    expect(metrics!.assumptions.map(({ path }) => path)).toContain("deployments.three.afd.roundTrip");
  });

  it("a longer round trip is never faster", () => {
    const at = (microseconds: number) =>
      only(head("gpt-oss-120b") + pair.replace("5 us", `${microseconds} us`)).metrics!.latency.tpotSeconds
        .mean!;
    expect(at(3)).toBeLessThan(own.latency.tpotSeconds.mean!);
    expect(at(20)).toBeGreaterThan(own.latency.tpotSeconds.mean!);
  });

  it("lacks exactly the chips that the experts need", () => {
    const short = only(`${head("gpt-oss-120b")}  pair: { pools: [ ${rubin("attention")}, ${lpx(100)} ] }\n`)
      .infeasible!;
    expect(short).toMatchObject({ limit: "chips", unit: "chips" });
    const missing = (short as { short: number }).short;
    const built = (chips: number) =>
      only(`${head("gpt-oss-120b")}  pair: { pools: [ ${rubin("attention")}, ${lpx(chips)} ] }\n`).infeasible;
    expect(built(100 + missing)).toBeUndefined();
    expect(built(100 + missing - 1)).toMatchObject({ limit: "chips", short: 1 });
  });
});

describe("an LPU pool", () => {
  const lpu = (tensor: number) =>
    `${head("llama-2-70b").replace("precision: { kv: fp8 }", "precision: { weights: int8, kv: int8 }")}  lpu: { pools: [ { name: serve, hardware: lpu-v1, parallel: { tensor: ${tensor}, pipeline: 72 } } ] }\n`;
  it("runs, with a deterministic token time near 300 tokens/s per user", () => {
    const { tpotSeconds } = only(lpu(8)).metrics!.latency;
    expect(1 / tpotSeconds.p50!).toBeGreaterThan(285);
    expect(1 / tpotSeconds.p50!).toBeLessThan(305);
    expect(tpotSeconds.p90! / tpotSeconds.p50!).toBeLessThan(1.05);
  });
  it("short of SRAM is infeasible by chips", () => {
    expect(only(lpu(4)).infeasible).toMatchObject({ limit: "chips", unit: "chips" });
  });
  it("gives the same run whether or not steps are taken one by one", () => {
    const fast = only(lpu(8)).metrics!;
    const slow = only(lpu(8), { fastForward: false }).metrics!;
    expect(slow.latency).toEqual(fast.latency);
    expect(slow.power.itMeanWatts).toBe(fast.power.itMeanWatts);
  });
});

describe("refused", () => {
  it.each([
    ["an ffn pool alone", `[ ${lpx(192)} ]`, /nobody would hold the KV cache/],
    ["an attention pool alone", `[ ${rubin("attention")} ]`, /nobody would hold the feed-forward weights/],
    [
      "unequal instances",
      `[ ${rubin("attention", ", instances: 2")}, ${lpx(192)} ]`,
      /an instance is one of each/,
    ],
    [
      "a decode pool beside them",
      `[ ${rubin("decode")}, ${rubin("attention")}, ${lpx(192)} ]`,
      /nothing to do/,
    ],
    [
      "KV on the ffn pool",
      `[ ${rubin("attention")}, ${lpx(192, ", kv: { blockTokens: 16 }")} ]`,
      /no requests and no KV/,
    ],
    [
      "data ranks of LPUs",
      `[ ${rubin("attention")}, { name: ffn, role: ffn, hardware: lpx, parallel: { tensor: 192, data: 2 } } ]`,
      /no data ranks/,
    ],
  ])("%s", (_, pools, message) => {
    expect(problemsOf(`${head("gpt-oss-120b")}  one: { pools: ${pools} }\n`).join("\n")).toMatch(message);
  });
  it("a round trip where nothing crosses", () => {
    const text = `${head("gpt-oss-120b")}  one: { pools: [ ${rubin("mixed")} ], afd: { roundTrip: 3 us } }\n`;
    expect(problemsOf(text).join()).toMatch(/deployments\.one\.afd {2}nothing crosses/);
  });
});

describe("communication behind computation", () => {
  const stated = (hardware: string, parallel: string) =>
    problemsOf(
      `${head("gpt-oss-120b")}  a: { pools: [ { name: serve, hardware: ${hardware}, parallel: ${parallel}, scheduler: { communicationOverlap: 0.9 } } ] }\n`,
    );

  it("is refused where there is none, and where the program decides it", () => {
    expect(stated("b200-sxm", "{ tensor: 8 }")).toEqual([]);
    expect(stated("b200-sxm", "{ tensor: 1 }").join()).toMatch(/communicationOverlap {2}nothing to hide/);
    expect(stated("lpx", "{ tensor: 256 }").join()).toMatch(
      /communicationOverlap {2}lpx runs a compiled program/,
    );
  });
});
