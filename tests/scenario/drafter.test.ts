// Speculation with a draft model on devices of its own, end to end: what acceptance does, whose devices, energy and memory count.
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/scenario/simulate.ts";
import { problemsOf, realScenario } from "../laws/real-scenario.ts";

const head = `
schema: forewatt.scenario/1
model: llama-3.1-70b
precision: { weights: fp8, kv: fp8 }
engine: trtllm
workload:
  arrivals: { process: closed-loop, users: 6 }
  lengths: { input: { fixed: 900 tokens }, output: { lognormal: { median: 150 tokens, p90: 300 tokens } } }
  requests: 60
deployments:
`;
const pool = (speculative = "") =>
  `  one: { pools: [ { name: serve, hardware: h200-sxm, parallel: { tensor: 8 }${speculative} } ] }\n`;
const drafting = (
  acceptance: number | string,
  draft = "hardware: lpx, parallel: { tensor: 64 }",
  model = "llama-3.1-8b",
) =>
  pool(`, speculative: { draftTokens: 4, acceptance: ${acceptance}, draft: { model: ${model}, ${draft} } }`);

function outcome(deployment: string) {
  const { result } = simulate(realScenario(head + deployment), { seed: 1 });
  return result.deployments[0]!;
}

function metrics(deployment: string) {
  const each = outcome(deployment);
  if ("infeasible" in each) throw new Error(each.infeasible.reason);
  return each;
}

describe("a drafter on devices of its own", () => {
  const own = metrics(drafting(0.75));

  it("is never faster than none where nothing is accepted, and the faster the more is", () => {
    const tpot = (deployment: string) => metrics(deployment).latency.tpotSeconds.mean!;
    const times = [0, 0.3, 0.6, 0.9, 1].map((acceptance) => tpot(drafting(acceptance)));
    expect(times[0]).toBeGreaterThanOrEqual(tpot(pool()));
    for (let i = 1; i < times.length; i++) expect(times[i]).toBeLessThan(times[i - 1]!);
  });

  it("answers for its devices, its energy and its cost", () => {
    expect(own.pools.map(({ name, role, hardware, devices }) => [name, role, hardware, devices])).toEqual([
      ["serve", "mixed", "h200-sxm", 8],
      ["serve-drafter", "draft", "lpx", 64],
    ]);
    const sum = (of: (each: (typeof own.pools)[number]) => number) =>
      own.pools.reduce((total, each) => total + of(each), 0);
    expect(sum((each) => each.itMeanWatts) / own.power.itMeanWatts).toBeCloseTo(1, 9);
    expect(sum((each) => each.cost!.usdPerHour) / own.cost.usdPerHour!).toBeCloseTo(1, 9);
    expect(own.power.devices).toBe(72);
    // Idle and host watts of the rack at least.
    expect(own.pools[1]!.itMeanWatts).toBeGreaterThan(64 * 84);
    expect(own.assumptions.map(({ path }) => path)).toContain(
      "deployments.one.pools[0].speculative.draft.roundTrip",
    );
  });

  it("shortens what its pool can hold, and short of chips it says by how many", () => {
    const small = metrics(drafting(0.75, "hardware: lpx, parallel: { tensor: 24 }"));
    expect(small.pools[0]!.kvBlocks).toBeLessThan(own.pools[0]!.kvBlocks);
    const short = (chips: number) => {
      const each = outcome(drafting(0.75, `hardware: lpx, parallel: { tensor: ${chips} }`));
      return "infeasible" in each ? each.infeasible : undefined;
    };
    const missing = short(12)!;
    expect(missing).toMatchObject({ limit: "chips", unit: "chips" });
    expect(short(12 + missing.short)).toBeUndefined();
    expect(short(12 + missing.short - 1)).toMatchObject({ limit: "chips", short: 1 });
  });

  it("a longer round trip is never faster", () => {
    const at = (microseconds: number) =>
      metrics(drafting(0.75, `hardware: lpx, parallel: { tensor: 64 }, roundTrip: ${microseconds} us`))
        .latency.tpotSeconds.mean!;
    expect(at(3)).toBeLessThan(at(100));
  });

  it.each([
    ["a model nobody knows", drafting(0.7, undefined, "llama-3.1-9b"), /draft\.model .*llama-3\.1-8b/],
    ["hardware nobody knows", drafting(0.7, "hardware: lpxx"), /draft\.hardware .*lpx/],
    ["another vocabulary", drafting(0.7, undefined, "qwen3-8b"), /draft\.model .*token by token/],
    [
      "data ranks of LPUs",
      drafting(0.7, "hardware: lpx, parallel: { tensor: 64, data: 2 }"),
      /draft\.parallel\.data/,
    ],
    ["a cap above the TDP", drafting(0.7, "hardware: h200-sxm, powerCap: 900 W"), /draft\.powerCap .*TDP/],
  ])("refused: %s", (_, deployment, message) => {
    expect(problemsOf(head + deployment).join("\n")).toMatch(message);
  });
});
