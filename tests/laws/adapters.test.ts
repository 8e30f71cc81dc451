// Laws of LoRA adapters beside sessions, traces and questions: a session keeps its adapter; what one adapter has computed or
// answered is nobody else's; and one adapter that all want is, to every cache, as good as none.
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/scenario/simulate.ts";
import { emptyArrival } from "../../src/serving/enter.ts";
import type { Arrival } from "../../src/serving/request.ts";
import { workloadSchema } from "../../src/workload/schema.ts";
import { createArrivalSource } from "../../src/workload/source.ts";
import { accountedInputTokens, metricsOf, realScenario } from "./real-scenario.ts";

const hub = {
  system: 640,
  context: { uniform: { low: 50, high: 900 } },
  output: { fixed: 20 },
  turns: 3,
  message: { fixed: 70 },
  delegation: { to: "sub", agents: 2 },
};
const agents = { hub, sub: { context: { fixed: 10 }, output: { fixed: 1 } } };
const workload = (adapters: object | undefined, rest: object = { sessions: { count: 60, agents } }) => ({
  arrivals: { process: "poisson", rate: "4 /s" },
  ...(adapters && { adapters }),
  ...rest,
});

/** All arrivals, each served at once. */
function drained(stated: object): Arrival[] {
  const source = createArrivalSource({ workload: workloadSchema.parse(stated), seed: 4 });
  const all: Arrival[] = [];
  for (let id = 0; source.nextSeconds() < Number.POSITIVE_INFINITY; id++) {
    const out = emptyArrival();
    source.take(out);
    all.push(out);
    source.finished(out.atSeconds, id, true);
  }
  return all;
}

describe("adapters of sessions", () => {
  it("all requests of a session want the same one, and whoever wants another shares no block", () => {
    const all = drained(workload({ count: 5, share: 0.7 }));
    expect(all).toHaveLength(60 * (3 + 2));
    const wantedBy = new Map<number, number>();
    for (const { adapterIndex, blockHashes } of all)
      for (const hash of blockHashes!) {
        expect(wantedBy.get(hash) ?? adapterIndex).toBe(adapterIndex);
        wantedBy.set(hash, adapterIndex!);
      }
    // Prompts of a hub hold the system prompt, 10 blocks, and what is the session's own: a copy of them per adapter.
    const first = all
      .filter(({ inputTokens }) => inputTokens > 640)
      .map(({ blockHashes }) => blockHashes![0]);
    expect(new Set(first).size).toBe(6);
  });

  it("move no arrival and no length", () => {
    const bare = ({ atSeconds, inputTokens, outputTokens }: Arrival) => [
      atSeconds,
      inputTokens,
      outputTokens,
    ];
    expect(drained(workload({ count: 5 })).map(bare)).toEqual(drained(workload(undefined)).map(bare));
  });
});

describe("to a cache", () => {
  const run = (adapters: string, what: string) =>
    metricsOf(
      simulate(
        realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 5 /s }
${what}
${adapters && `  adapters: ${adapters}`}
deployments:
  one:
    ${what.includes("queries") ? "front: { deduplicate: true, cache: { entries: 100000, threshold: 1 } }" : ""}
    pools: [ { name: serve, hardware: h100-sxm, kv: { prefixCache: true }${adapters && ", lora: { rank: 8, slots: 50, bandwidth: 1000 GB/s, stepOverhead: 0 s }"} } ]
`),
        { seed: 3 },
      ),
    )[0]!;
  const asked = `  requests: 400
  lengths: { input: { fixed: 700 tokens }, output: { fixed: 40 tokens } }
  queries: { topics: 40, verbatim: 1, system: 256 tokens, documents: 50 % }`;
  const talk = `  sessions:
    count: 80
    agents: { chat: { system: 640 tokens, context: { fixed: 128 tokens }, turns: 3, output: { fixed: 20 tokens }, message: { fixed: 44 tokens } } }`;

  it.each([
    ["questions", asked],
    ["sessions", talk],
  ])("%s of one adapter are as good as those of none, those of many find less", (_, what) => {
    const [none, one, many] = ["", "{ count: 1 }", "{ count: 30, zipf: 0 }"].map((adapters) =>
      run(adapters, what),
    );
    const spared = ({ avoidance, tokens }: typeof many & object) =>
      avoidance ? avoidance.inputTokens - avoidance.computedInputTokens : tokens.cachedInput;
    expect(one!.tokens).toEqual(none!.tokens);
    expect(Math.abs(spared(one!) / spared(none!) - 1)).toBeLessThan(0.02);
    expect(spared(many!)).toBeLessThan(0.95 * spared(none!));
    expect(many!.tokens.input).toBe(none!.tokens.input);
    if (many!.avoidance) expect(accountedInputTokens(many!.avoidance)).toBe(many!.avoidance.inputTokens);
  });

  it("the system prompt is computed once for each adapter that is wanted", () => {
    // One after the other, so that nobody computes what another is computing.
    const slow = talk.replace("count: 80", "count: 40");
    const { cache, tokens } = run("{ count: 4, zipf: 0 }", slow.replace("turns: 3, ", "turns: 1, "));
    const missed = cache.blocks - cache.hitBlocks;
    // 10 blocks of the system prompt and 2 of context; of 40 prompts all find the former but the first of each adapter.
    expect(missed).toBeGreaterThanOrEqual(4 * 10 + 40 * 2);
    expect(missed).toBeLessThan(40 * 12);
    expect(tokens.cachedInput).toBeGreaterThan(0);
  });
});
