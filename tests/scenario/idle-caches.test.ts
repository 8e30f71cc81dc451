// Caches that were described and have no effect are told; the same ones at work are not.
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/scenario/simulate.ts";
import { realScenario } from "../laws/real-scenario.ts";

function warningsOf(kv: string, deployment = "", instances = 2): readonly string[] {
  const scenario = realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: all-at-once }
  sessions: { count: 2, agents: { chat: { system: 512 tokens, context: { fixed: 64 tokens }, turns: 2, output: { fixed: 8 tokens }, message: { fixed: 64 tokens } } } }
deployments:
  a:
    ${deployment}
    pools: [ { name: serve, hardware: h100-sxm, instances: ${instances}, kv: { ${kv} } } ]
`);
  return simulate(scenario, { seed: 1 }).result.warnings;
}
const tiers = "tiers: [ { name: host, capacity: 4 GB, bandwidth: 50 GB/s, latency: 50 us } ]";

describe("caches that stand idle", () => {
  it("tiers behind an unbounded prefix cache", () => {
    expect(warningsOf(`prefixCache: { capacity: unbounded }, ${tiers}`).join()).toMatch(
      /kv.tiers hold nothing/,
    );
    expect(warningsOf(`prefixCache: true, ${tiers}`).join()).not.toMatch(/tiers/);
  });

  it("a delay of an index that nobody asks", () => {
    const cached = "prefixCache: true";
    expect(warningsOf(cached, "indexDelay: 1 s").join()).toMatch(/indexDelay has no effect: the router is/);
    const asked = "router: kv-aware\n    indexDelay: 1 s";
    expect(warningsOf(cached, asked).join()).not.toMatch(/indexDelay/);
    expect(warningsOf(cached, asked, 1).join()).toMatch(/indexDelay has no effect: a pool of one instance/);
  });
});
