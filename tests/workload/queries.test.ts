// Laws of what is asked: prompts about one topic share the system prompt and the documents, and no more; the same words are
// the same prompt; and input = deduplicated + answered + found in prefix caches + computed, whatever levers are on.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/scenario/simulate.ts";
import type { Arrival } from "../../src/serving/request.ts";
import { workloadSchema } from "../../src/workload/schema.ts";
import { createArrivalSource } from "../../src/workload/source.ts";
import { accountedInputTokens, metricsOf, realScenario } from "../laws/real-scenario.ts";

function asked(queries: object, requests = 200): Arrival[] {
  const source = createArrivalSource({
    workload: workloadSchema.parse({
      arrivals: { process: "poisson", rate: "1 /s" },
      lengths: {
        input: { uniform: { low: 100, high: 3000 } },
        output: { uniform: { low: 1, high: 50 } },
      },
      queries,
      requests,
    }),
    seed: 5,
  });
  const all: Arrival[] = [];
  while (source.nextSeconds() < Number.POSITIVE_INFINITY) {
    const out = {} as Arrival;
    source.take(out);
    all.push(out);
  }
  return all;
}

const alike = (a: Arrival, b: Arrival) => {
  const [one, other] = [a.blockHashes!, b.blockHashes!];
  const end = one.findIndex((hash, i) => hash !== other[i]);
  return end < 0 ? one.length : end;
};

describe("prompts of queries", () => {
  it("share the blocks of system prompt and documents, and no more", () => {
    const [system, documents, blockTokens] = [500, 0.6, 64];
    const requests = asked({ topics: 5, verbatim: 0.3, system, documents, blockTokens });
    const known = ({ inputTokens }: Arrival) =>
      Math.min(inputTokens, system + Math.floor(documents * Math.max(0, inputTokens - system)));
    for (const [i, one] of requests.entries())
      for (const other of requests.slice(0, i)) {
        const sameTopic = one.topicId === other.topicId;
        const shared = sameTopic
          ? Math.min(known(one), known(other))
          : Math.min(system, one.inputTokens, other.inputTokens);
        const whole = one.textId === other.textId ? one.inputTokens : shared;
        expect(alike(one, other)).toBe(Math.floor(whole / blockTokens));
        if (one.textId === other.textId) expect(one.inputTokens).toBe(other.inputTokens);
      }
  });

  it("have no blocks where nothing is said of what they hold", () => {
    expect(asked({ topics: 5 }).every(({ blockHashes }) => blockHashes === undefined)).toBe(true);
  });
});

describe("levers in their order", () => {
  const text = `
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 40 /s }
  lengths:
    input: { uniform: { low: 200 tokens, high: 3000 tokens } }
    output: { uniform: { low: 1 tokens, high: 60 tokens } }
  queries: { topics: 30, verbatim: 0.3, system: 300 tokens, documents: 0.7 }
  requests: 150
deployments:
`;
  const levers = fc.record({
    deduplicate: fc.boolean(),
    cache: fc.boolean(),
    askAgain: fc.boolean(),
    prefixCache: fc.boolean(),
    tiers: fc.boolean(),
    blocks: fc.constantFrom(600, 4000),
    seed: fc.integer({ min: 1, max: 1000 }),
  });

  it("input = deduplicated + answered + found + computed", () => {
    fc.assert(
      fc.property(levers, ({ deduplicate, cache, askAgain, prefixCache, tiers, blocks, seed }) => {
        const again = askAgain ? ", askAgain: 2 s" : "";
        const points = `points: [ { threshold: 0.8, recall: 0.6, falseHits: 0.2 } ]${again}`;
        const answers = cache ? `, cache: { entries: 40, lookup: 5 ms, threshold: 0.8, ${points} }` : "";
        const host = "tiers: [ { name: host, capacity: 2 GB, bandwidth: 50 GB/s, latency: 50 us } ]";
        const kv = `{ blocks: ${blocks}, prefixCache: ${prefixCache}${prefixCache && tiers ? `, ${host}` : ""} }`;
        const [metrics] = metricsOf(
          simulate(
            realScenario(
              `${text}  a:\n    front: { deduplicate: ${deduplicate}${answers} }\n    pools: [ { name: serve, hardware: h100-sxm, kv: ${kv} } ]\n`,
            ),
            { seed },
          ),
        );
        const { avoidance, tokens, requests } = metrics!;
        const all = avoidance!;
        expect(requests.completed).toBe(150);
        expect(accountedInputTokens(all)).toBe(all.inputTokens);
        expect(all.inputTokens).toBe(tokens.input);
        for (const part of Object.values(all)) expect(part).toBeGreaterThanOrEqual(0);
        if (!prefixCache) expect(all.cachedInputTokens).toBe(0);
        if (!cache) expect(all.answeredInputTokens).toBe(0);
        if (!deduplicate) expect(all.deduplicatedInputTokens).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});
