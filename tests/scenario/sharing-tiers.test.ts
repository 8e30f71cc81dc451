// Tiers of the prefix cache below several models: listed alone a model is served as if it were not listed, capacities are
// divided, links are shared, and what a model leaves on the devices when it is swapped out is found again.
import { describe, expect, it } from "vitest";
import { buildDeployment } from "../../src/scenario/build-deployment.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { metricsOf, problemsOf, realScenario } from "../laws/real-scenario.ts";

const scenario = (pool: string) => `
schema: forewatt.scenario/1
model: qwen3-32b
precision: { weights: fp8, kv: fp8 }
workload:
  arrivals: { process: poisson, rate: 0.5 /s }
  sessions:
    count: 40
    agents:
      hub:
        system: 6000 tokens
        context: { fixed: 2000 tokens }
        turns: 5
        output: { fixed: 60 tokens }
        message: { fixed: 900 tokens }
        wait: { fixed: 2 s }
${
  pool.includes("llama-3.1-8b")
    ? `        delegation: { to: helper, agents: 2, rounds: 2 }
      helper:
        model: llama-3.1-8b
        system: 3000 tokens
        context: { fixed: 1500 tokens }
        turns: 4
        output: { fixed: 50 tokens }
        message: { fixed: 700 tokens }
        wait: { fixed: 1 s }`
    : ""
}
deployments:
  fleet:
    pools:
      - { name: serve, hardware: h100-sxm, instances: 2, ${pool} }
`;
const run = (pool: string) => metricsOf(simulate(realScenario(scenario(pool)), { seed: 1 }))[0]!;
const tier = "{ name: host, capacity: 40 GB, bandwidth: 25 GB/s, latency: 50 us, overlap: 0.5 }";
const remote =
  "{ name: remote, capacity: 90 GB, bandwidth: 5 GB/s, latency: 1 ms, duplex: true, shared: true }";
const kv = (tiers: string) => `kv: { prefixCache: { capacity: 1 GB }, tiers: [${tiers}] }`;
const both = "models: { qwen3-32b: {}, llama-3.1-8b: { kvShare: 3 } }";

describe("tiers below several models", () => {
  it("listed alone a model is served as if it were not listed", () => {
    const { models, ...listed } = run(`models: { qwen3-32b: {} }, ${kv(`${tier}, ${remote}`)}`);
    expect(models).toHaveLength(1);
    expect(listed).toEqual(run(kv(`${tier}, ${remote}`)));
    expect(listed.cache.tiers![0]!.loadedBlocks).toBeGreaterThan(0);
  });

  it.each(["", ", swap: { resident: 1 }"])("all is served, and more is found than without%s", (swap) => {
    const without = run(`${both}, kv: { prefixCache: { capacity: 1 GB } }${swap}`);
    const { cache, requests, tokenTax } = run(`${both}, ${kv(`${tier}, ${remote}`)}${swap}`);
    expect(requests.completed).toBe(requests.arrived);
    expect(cache.hitRatio).toBeGreaterThan(without.cache.hitRatio);
    expect(tokenTax!.inputTokens).toBe(without.tokenTax!.inputTokens);
    for (const { loadedBlocks, busyFraction } of cache.tiers!) {
      expect(loadedBlocks).toBeGreaterThan(0);
      expect(busyFraction).toBeLessThanOrEqual(1);
    }
  });

  it("models divide the capacity by their weights and have one link, of their own each or of one for all", () => {
    const resolved = realScenario(scenario(`${both}, ${kv(`${tier}, ${remote}`)}`));
    const built = buildDeployment(resolved, resolved.file.deployments.fleet!, {
      seed: 1,
      fastForward: true,
      hashTokens: 64,
    });
    if (!built.feasible) throw new Error(built.infeasible.reason);
    const opened = built.pools[0]!.models!.map(({ built: { config } }) =>
      [0, 1].map(() => config.instance.prefixes!.openTiers!().tiers),
    );
    const [large, small] = opened as [(typeof opened)[number], (typeof opened)[number]];
    for (const instance of [0, 1] as const) {
      expect(large[instance]![0]!.link).toBe(small[instance]![0]!.link);
      expect(large[instance]![0]!.blocks).not.toBe(small[instance]![0]!.blocks);
      expect(large[instance]![1]!.link).toBe(small[0]![1]!.link);
      expect(large[instance]![1]!.blocks).toBe(large[0]![1]!.blocks);
    }
    expect(large[0]![0]!.link).not.toBe(large[1]![0]!.link);
    // A quarter and three quarters of 40 GB, in blocks of 64 tokens.
    const bytes = built.pools[0]!.models!.map(({ built: { memory } }) => 64 * memory.kvTransferBytesPerToken);
    const capacities = opened.map(([tiers], i) => {
      for (let hash = 0; hash < 20_000; hash++) tiers![0]!.blocks.insert(hash, 0);
      return (tiers![0]!.blocks.size * bytes[i]!) / 40e9;
    });
    expect(capacities[0]!).toBeCloseTo(0.25, 2);
    expect(capacities[1]!).toBeCloseTo(0.75, 2);
  });

  it("what is being loaded cannot be preempted: refused", () => {
    expect(problemsOf(scenario(`${both}, ${kv(tier)}, swap: { resident: 1, policy: preempt }`))).toEqual([
      "deployments.fleet.pools[0].kv.tiers  what is being loaded cannot be preempted at once: set swap.policy to drain",
    ]);
  });
});
