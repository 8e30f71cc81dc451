// Laws of what need not be computed, for sessions and recorded traces: whatever levers are on, input = deduplicated + answered in
// front + found in prefix caches + computed; what is asked does not depend on what answers it; and a recorded prompt is computed
// once for each text, as far as block hashes tell texts apart.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../src/scenario/load.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { accountedInputTokens, metricsOf, problemsOf, realScenario } from "./real-scenario.ts";

const front = (cache = "") => `front: { deduplicate: true${cache} }, `;
const exact = ", cache: { entries: 100000, threshold: 1 }";
describe("levers on sessions", () => {
  const sessions = (hub: string, sub: string) => `
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 4 /s }
  sessions:
    count: 12
    agents:
      hub:
        system: 300 tokens
        context: { uniform: { low: 50 tokens, high: 900 tokens } }
        turns: 5
        output: { uniform: { low: 1 tokens, high: 90 tokens } }
        message: { fixed: 70 tokens }
        wait: { exponential: { mean: 0.3 s } }
        delegation: { to: sub, agents: 2 }
        ${hub}
      sub:
        context: { fixed: 700 tokens }
        sharedContext: true
        turns: 2
        message: { fixed: 40 tokens }
        output: { fixed: 30 tokens }
        ${sub}
`;
  const asks = "questions: { topics: 6, standalone: 0.7, verbatim: 0.5 }";
  const levers = fc.record({
    deduplicate: fc.boolean(),
    cache: fc.boolean(),
    askAgain: fc.boolean(),
    prefixCache: fc.boolean(),
    hub: fc.constantFrom(asks, `${asks}\n        planCache: { hits: 60 %, spares: 2, falseHits: 30 % }`),
    sub: fc.constantFrom("", "questions: { topics: 3, standalone: 1, verbatim: 1 }"),
    blocks: fc.constantFrom(600, 6000),
    seed: fc.integer({ min: 1, max: 1000 }),
  });

  it("input = deduplicated + answered + found + computed; of the token tax, billed = computed + cached", () => {
    fc.assert(
      fc.property(levers, ({ deduplicate, cache, askAgain, prefixCache, hub, sub, blocks, seed }) => {
        const again = askAgain ? ", askAgain: 2 s" : "";
        const points = `points: [ { threshold: 0.8, recall: 0.6, falseHits: 0.2 } ]${again}`;
        const answers = cache ? `, cache: { entries: 40, lookup: 5 ms, threshold: 0.8, ${points} }` : "";
        const pools = `pools: [ { name: serve, hardware: h100-sxm, kv: { blocks: ${blocks}, prefixCache: ${prefixCache} } } ]`;
        const text = `${sessions(hub, sub)}deployments:
  without: { ${pools} }
  with: { front: { deduplicate: ${deduplicate}${answers} }, ${pools} }
`;
        const [without, served] = metricsOf(simulate(realScenario(text), { seed }));
        const { avoidance, tokens, tokenTax, requests } = served!;
        const all = avoidance!;
        expect(requests.completed).toBe(requests.arrived);
        expect([requests.arrived, tokens.input]).toEqual([without!.requests.arrived, without!.tokens.input]);
        expect(tokens.output + all.avoidedOutputTokens).toBe(without!.tokens.output);
        expect(accountedInputTokens(all)).toBe(all.inputTokens);
        expect(all.inputTokens).toBe(tokens.input);
        for (const part of Object.values(all)) expect(part).toBeGreaterThanOrEqual(0);
        if (!prefixCache) expect(all.cachedInputTokens).toBe(0);
        if (!cache) expect(all.answeredInputTokens).toBe(0);
        if (!deduplicate) expect(all.deduplicatedInputTokens).toBe(0);
        const tax = tokenTax!;
        expect(tax.answeredTokens).toBe(
          all.deduplicatedInputTokens + all.answeredInputTokens + all.avoidedOutputTokens,
        );
        expect(tax.computedPerUseful! + tax.cachedPerUseful!).toBeCloseTo(tax.billedPerUseful!, 9);
        expect(tax.inputTokens + tax.outputTokens + tax.answeredTokens).toBe(
          without!.tokens.input + without!.tokens.output,
        );
      }),
      { numRuns: 25 },
    );
  });

  const deployments = (rest: string) =>
    `deployments:\n  one: { ${rest}pools: [ { name: serve, hardware: h100-sxm } ] }\n`;
  const once = "questions: { topics: 1, standalone: 1, verbatim: 1 }";

  it("one question that all ask is computed once, however many sessions go on from its answer", () => {
    const text = `${sessions(once, once)}${deployments(front(exact))}`;
    const [one] = metricsOf(simulate(realScenario(text), { seed: 3 }));
    const { requests } = one!;
    const avoidance = one!.avoidance!;
    // 12 hubs of 5 turns, 2 sub-agents each of 2 turns; a role's answers are its own.
    expect(requests.arrived).toBe(12 * 5 + 12 * 2 * 2);
    expect(avoidance.deduplicatedRequests + avoidance.answeredRequests).toBe(requests.arrived - 2);
  });

  it("nothing is answered of turns that need their context", () => {
    const bound = once.replace("standalone: 1", "standalone: 0");
    const [one] = metricsOf(
      simulate(realScenario(`${sessions(bound, bound)}${deployments(front(exact))}`), { seed: 3 }),
    );
    expect(one!.avoidance).toMatchObject({ deduplicatedRequests: 0, answeredRequests: 0 });
  });

  it("questions alone change nothing but what is asked and answered: no front, the same run but for lengths of usual answers", () => {
    const fixed = sessions("", "").replace(
      "{ uniform: { low: 1 tokens, high: 90 tokens } }",
      "{ fixed: 40 tokens }",
    );
    const asking = fixed.replace("        delegation", `        ${once}\n        delegation`);
    const [plain, asked] = [fixed, asking].map((text) =>
      simulate(realScenario(text + deployments("")), { seed: 3 }),
    );
    expect(asked!.result).toEqual(plain!.result);
  });

  it("a front without questions is refused", () => {
    expect(problemsOf(`${sessions("", "")}${deployments(front())}`).join("\n")).toContain(
      "deployments.one.front  needs questions of an agent",
    );
  });

  it("roles with models of their own have answers of their own", () => {
    const text = `${sessions(once, `${once}\n        model: qwen3-32b`)}deployments:
  one: { ${front(exact)}pools: [ { name: serve, hardware: h100-sxm, parallel: { tensor: 2 }, models: { llama-3.1-8b: {}, qwen3-32b: {} } } ] }
`;
    const [one] = metricsOf(simulate(realScenario(text), { seed: 3 }));
    const { deduplicatedRequests, answeredRequests } = one!.avoidance!;
    expect(deduplicatedRequests + answeredRequests).toBe(one!.requests.arrived - 2);
  });
});

describe("levers on recorded traces", () => {
  const scenario = (rest: string, replay = "") => `
schema: forewatt.scenario/1
model: llama-3.1-8b
workload: { arrivals: { process: trace, file: t.jsonl, format: mooncake${replay} } }
deployments:
  one: { ${rest}pools: [ { name: serve, hardware: h100-sxm, kv: { prefixCache: true, blocks: 5000 } } ] }
`;
  interface Row {
    timestamp: number;
    prompt: number;
    tail: number;
  }
  /** Prompts go on from the one before; the last block is partial, and its hash tells it from others. */
  const jsonOf = (rows: readonly Row[]) =>
    rows
      .map(({ timestamp, prompt, tail }) =>
        JSON.stringify({
          timestamp,
          input_length: 512 * prompt + 100 + tail,
          output_length: 20,
          hash_ids: [...Array.from({ length: prompt }, (_, i) => i), 100 + 10 * prompt + tail],
        }),
      )
      .join("\n");
  const runTrace = (json: string, text: string) => {
    const files = {
      locate: (path: string) => ({ path }),
      readText: () => text,
      chunks: () => [new TextEncoder().encode(json)],
    };
    return metricsOf(simulate(loadScenario("t.yaml", files, shipped, { set: [] }).scenario, { seed: 1 }))[0]!;
  };
  const rows = fc
    .array(
      fc.record({
        gap: fc.integer({ min: 0, max: 400 }),
        prompt: fc.integer({ min: 1, max: 4 }),
        tail: fc.integer({ min: 0, max: 2 }),
      }),
      { minLength: 2, maxLength: 40 },
    )
    .map((given) => {
      let timestamp = 0;
      return given.map(({ gap, ...row }) => {
        timestamp += gap;
        return { ...row, timestamp };
      });
    });

  it("a prompt is computed once for each text, and all adds up", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const { avoidance, requests, tokens } = runTrace(jsonOf(given), scenario(front(exact)));
        const texts = new Set(given.map(({ prompt, tail }) => `${prompt}/${tail}`));
        const all = avoidance!;
        expect(requests.completed).toBe(given.length);
        expect(all.deduplicatedRequests + all.answeredRequests).toBe(given.length - texts.size);
        expect(accountedInputTokens(all)).toBe(tokens.input);
        expect(tokens.output).toBe(20 * texts.size);
      }),
      { numRuns: 30 },
    );
  });

  it("what is alike is not in a trace: below threshold 1 is refused, and so is a trace without hashes", () => {
    const points = "threshold: 0.9, points: [ { threshold: 0.9, recall: 0.5, falseHits: 0 } ]";
    const one = jsonOf([{ timestamp: 0, prompt: 1, tail: 0 }]);
    expect(() => runTrace(one, scenario(front(`, cache: { entries: 10, ${points} }`)))).toThrow(
      /not which are alike/,
    );
    const hashless = "arrived_at,num_prefill_tokens,num_decode_tokens\n0,10,10\n";
    const text = scenario(front()).replace("mooncake", "vidur");
    expect(() => runTrace(hashless, text)).toThrow(/no block hashes/);
  });
});

describe("a cache's operating point", () => {
  const text = (threshold: number) => `
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: poisson, rate: 4 /s }
  requests: 5
  lengths: { input: { fixed: 700 tokens }, output: { fixed: 80 tokens } }
  queries: { topics: 5 }
deployments:
  one:
    front: { cache: { entries: 10, threshold: ${threshold}, points: [ { threshold: 0.95, recall: 0.2, falseHits: 0 }, { threshold: 0.8, recall: 0.7, falseHits: 0 } ] } }
    pools: [ { name: serve, hardware: h100-sxm } ]
`;
  it.each([0.5, 0.79, 0.96])("%d is outside of what was measured, and refused", (threshold) => {
    expect(problemsOf(text(threshold)).join("\n")).toContain(
      `deployments.one.front.cache.threshold  ${threshold} is not measured: points are from 0.8 to 0.95`,
    );
  });
  it.each([0.8, 0.9, 0.95, 1])("%d is known", (threshold) => {
    expect(problemsOf(text(threshold)).join("\n")).toBe("");
  });
});
