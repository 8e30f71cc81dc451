// The bounds a search prunes by never discard what the full search would have found best.
import { describe, expect, it } from "vitest";
import { outlookOf } from "../../src/planner/search/bounds.ts";
import { demandOf } from "../../src/planner/search/demand.ts";
import { evaluate } from "../../src/planner/search/evaluate.ts";
import { type Candidate, Search } from "../../src/planner/search/search.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import { shipped } from "../profiles/shipped-profiles.ts";

interface Case {
  model: string;
  lengths: string;
  slo: string;
  search: string;
  arrivals?: string;
  precision?: string;
}

const chat =
  "{ input: { lognormal: { median: 700 tokens, p90: 2000 tokens } }, output: { lognormal: { median: 120 tokens, p90: 400 tokens } } }";

const spaces: Record<string, Case> = {
  "a dense model, three GPUs, batch and tensor": {
    model: "llama-3.1-8b",
    lengths: chat,
    slo: "{ ttft: { p90: 1 s }, tpot: { p90: 25 ms } }",
    search: "{ hardware: [h100-sxm, l40s, b200-sxm], maxSequences: [16, 256] }",
  },
  "long prompts, short answers, tight first token": {
    model: "llama-3.1-8b",
    lengths: "{ input: { fixed: 6000 tokens }, output: { fixed: 40 tokens } }",
    slo: "{ ttft: { p90: 1.5 s } }",
    search:
      "{ hardware: [h100-sxm, mi300x], tensor: [1, 2], maxBatchedTokens: [2048, 8192], maxSequences: [128] }",
  },
  "monolithic against split pools": {
    model: "llama-3.1-8b",
    lengths: chat,
    slo: "{ ttft: { p90: 800 ms }, tpot: { p90: 15 ms } }",
    search: '{ hardware: [h100-sxm], split: [monolithic, "1:1", "1:2"], maxSequences: [64, 256] }',
  },
  "a mixture of experts on a server": {
    model: "gpt-oss-120b",
    lengths: "{ input: { uniform: { low: 200 tokens, high: 1500 tokens } }, output: { fixed: 300 tokens } }",
    slo: "{ tpot: { p50: 20 ms, p99: 40 ms } }",
    search: "{ hardware: [h100-sxm, b200-sxm], tensor: [2], data: [1, 2], maxSequences: [64, 512] }",
  },
  "attention and FFN apart against one kind of device": {
    model: "gpt-oss-120b",
    lengths: "{ input: { fixed: 800 tokens }, output: { fixed: 60 tokens } }",
    slo: "{ tpot: { p90: 6 ms } }",
    search:
      "{ hardware: [vr-nvl72], tensor: [4, 8], split: [monolithic, afd], attention: { tensor: [8] }, ffn: { hardware: [lpx], tensor: [100, 192] }, maxSequences: [64] }",
  },
  "no limits at all": {
    model: "llama-3.1-8b",
    lengths: "{ input: { fixed: 500 tokens }, output: { fixed: 200 tokens } }",
    slo: "{}",
    search: "{ hardware: [h100-sxm, a100-sxm-80gb], pipeline: [1, 2], maxSequences: [8, 64] }",
  },
};

function scenarioOf({ model, lengths, slo, search, arrivals = "{ process: poisson, rate: 5 /s }" }: Case) {
  const text = `schema: forewatt.scenario/1
model: ${model}
workload: { arrivals: ${arrivals}, lengths: ${lengths}, requests: 1000 }
slo: ${slo}
search: ${search}
`;
  const refused = (path: string) => ({ refused: path });
  const files = { locate: refused, readText: () => text, chunks: () => [] };
  return loadScenario("search.yaml", files, shipped).scenario;
}

function searched(
  scenario: ReturnType<typeof scenarioOf>,
  prune: boolean,
  known: Map<string, ReturnType<typeof evaluate>>,
) {
  const search = new Search(scenario, { seed: 1, prune });
  const asked: Candidate[] = [];
  const answer = (candidate: Candidate) => {
    const { name, bound } = candidate;
    const evaluation = known.get(name) ?? evaluate(scenario, candidate, 1, bound.requestsPerSecond);
    known.set(name, evaluation);
    search.add(candidate, evaluation);
  };
  // As the command does: so many are under way before the first is answered.
  for (const candidate of search.candidates())
    if (asked.push(candidate) >= search.lookAhead) answer(asked.shift()!);
  asked.forEach(answer);
  return search;
}

let simulated = 0;
let all = 0;

describe.each(Object.entries(spaces))("%s", (_, space) => {
  const scenario = scenarioOf(space);
  const evaluations = new Map();
  const full = searched(scenario, false, evaluations);
  const pruned = searched(scenario, true, evaluations);
  simulated += pruned.evaluated;
  all += full.evaluated;

  it("finds the front of the full search", () => {
    const front = (search: Search) =>
      search
        .ranked()
        .filter(({ onParetoFront }) => onParetoFront)
        .map(({ name, worth }) => ({ name, worth }));
    expect(front(full).length).toBeGreaterThan(0);
    expect(front(pruned)).toEqual(front(full));
    expect(full.pruned).toBe(0);
    expect(pruned.evaluated + pruned.pruned).toBe(full.evaluated);
  });

  it("no configuration does better than its bound", () => {
    const demand = demandOf(scenario, 1);
    expect(full.found.length).toBeGreaterThan(1);
    for (const { name, deployment, worth } of full.found) {
      const outlook = outlookOf(scenario, deployment, demand);
      if (!("bound" in outlook)) throw new Error(name);
      const { bound } = outlook;
      expect([name, worth.maxRequestsPerSecond <= bound.requestsPerSecond]).toEqual([name, true]);
      expect([
        name,
        worth.outputTokensPerSecondPerMegawatt <= bound.outputTokensPerSecondPerMegawatt,
      ]).toEqual([name, true]);
      expect([name, worth.usdPerMillionOutputTokens! >= bound.usdPerMillionOutputTokens!]).toEqual([
        name,
        true,
      ]);
    }
  });
});

it("bounds spare a good part of the simulations even on spaces of four to eight", () => {
  expect(simulated).toBeLessThan(0.8 * all);
});
