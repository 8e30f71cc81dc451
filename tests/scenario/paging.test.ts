// Paging composes: with continuous batching, chunked prefill, speculative decoding, disaggregation, prefix caching and tiers,
// sliding windows or none, all requests are served and what is fetched per token is what the rows of a step miss.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/scenario/simulate.ts";
import { metricsOf, realScenario } from "../laws/real-scenario.ts";

const [selected, misses, pageTokens] = [256, 0.1, 16];
const paging = `paging: { resident: 50 %, selectedTokens: ${selected}, misses: ${misses}, pageTokens: ${pageTokens}, link: 20 GB/s, faultLatency: 5 us, overlap: 0.5 }`;

interface Choice {
  model: string;
  drafts: number;
  apart: boolean;
  cached: boolean;
  tiers: boolean;
  policy: string;
}

function serve({ model, drafts, apart, cached, tiers, policy }: Choice, paged = true) {
  const speculative = drafts > 0 ? `speculative: { draftTokens: ${drafts}, acceptance: 0.6 }, ` : "";
  const host = "tiers: [ { name: host, capacity: 4 GB, bandwidth: 50 GB/s, latency: 50 us } ], ";
  const prefixes = cached ? `prefixCache: { capacity: 1 GB }, ${tiers ? host : ""}` : "";
  const pool = (role: string, kv: string, more = "") =>
    `{ name: ${role}, role: ${role}, hardware: h100-sxm, scheduler: { policy: ${policy} }, ${more}kv: { ${kv}${paged ? paging : ""} } }`;
  const pools = apart
    ? `${pool("prefill", prefixes)}, ${pool("decode", "", speculative)}`
    : pool("mixed", prefixes, speculative);
  return metricsOf(
    simulate(
      realScenario(`
schema: forewatt.scenario/1
model: ${model}
workload:
  arrivals: { process: poisson, rate: 5 /s }
  sessions:
    count: 6
    agents:
      chat:
        system: 512 tokens
        context: { uniform: { low: 600 tokens, high: 3000 tokens } }
        turns: 3
        output: { uniform: { low: 2 tokens, high: 40 tokens } }
        message: { uniform: { low: 10 tokens, high: 500 tokens } }
deployments:
  a: { pools: [ ${pools} ] }
`),
      { seed: 3 },
    ),
  )[0]!;
}

const choices: fc.Arbitrary<Choice> = fc.record({
  model: fc.constantFrom("llama-3.1-8b", "gpt-oss-20b"),
  drafts: fc.constantFrom(0, 0, 1, 3),
  apart: fc.boolean(),
  cached: fc.boolean(),
  tiers: fc.boolean(),
  policy: fc.constantFrom("chunked-prefill", "prefill-first"),
});

describe("a paged KV cache beside everything else", () => {
  it("serves all requests and fetches what the rows of a step miss", () => {
    fc.assert(
      fc.property(choices, (choice) => {
        const { requests, pools, cache } = serve(choice);
        expect(requests.completed).toBe(18);
        if (choice.cached) expect(cache.hitBlocks).toBeGreaterThan(0);
        const { paging: did } = pools.at(-1)!;
        expect(did!.missFraction).toBeCloseTo(misses, 9);
        // Every context is longer than what is selected: a step fetches rows x selected x misses per sequence, and yields
        // one token of it, or as many as there are rows.
        const stepsPerToken = (did!.faultsPerToken * pageTokens) / (selected * misses * (1 + choice.drafts));
        if (choice.drafts === 0) expect(stepsPerToken).toBeCloseTo(1, 9);
        expect(stepsPerToken).toBeLessThanOrEqual(1 + 1e-9);
        expect(stepsPerToken).toBeGreaterThanOrEqual(1 / (1 + choice.drafts) - 1e-9);
      }),
      { numRuns: 25 },
    );
  });

  it("holds more context by what is resident and what selecting reads; windows stay whole", () => {
    const at = (model: string) =>
      serve({ model, drafts: 0, apart: false, cached: false, tiers: false, policy: "chunked-prefill" });
    for (const model of ["llama-3.1-8b", "gpt-oss-20b"])
      expect(at(model).pools[0]!.paging!.concurrencyRatio).toBeCloseTo(1 / (0.5 + 1 / pageTokens), 3);
  });

  it("thrashes where it waits for pages more than half of its time, however few are missed", () => {
    const at = (link: string, missed: number, more = "") => {
      const { result } = simulate(
        realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload: { arrivals: { process: all-at-once }, lengths: { input: { fixed: 8000 tokens }, output: { fixed: 200 tokens } }, requests: 20 }
deployments:
  a:
    pools:
      - name: serve
        hardware: h100-sxm
        kv: { paging: { resident: 20 %, selectedTokens: 1024, misses: ${missed}, link: ${link}, overlap: 0.5${more} } }
`),
        { seed: 1 },
      );
      const { stallFraction, thrashing } = metricsOf({ result, traces: [] })[0]!.pools[0]!.paging!;
      expect(result.warnings.some((warning) => warning.includes("thrashes"))).toBe(thrashing);
      return { stallFraction, thrashing };
    };
    const slow = at("0.2 GB/s", 0.05);
    expect(slow.stallFraction).toBeGreaterThan(0.5);
    expect(slow.thrashing).toBe(true);
    const fast = at("400 GB/s", 0.8);
    expect(fast.stallFraction).toBeLessThan(0.2);
    expect(fast.thrashing).toBe(false);
    expect(at("0.2 GB/s", 0.05, ", thrashAbove: 1").thrashing).toBe(false);
  });

  it("is refused, with the reason, where the model selects among compressed entries", () => {
    const compressed = {
      model: "deepseek-v4-flash",
      drafts: 0,
      apart: false,
      cached: false,
      tiers: false,
      policy: "chunked-prefill",
    };
    expect(() => serve(compressed)).toThrow(/kv.paging .*compressed entries/);
  });
});
