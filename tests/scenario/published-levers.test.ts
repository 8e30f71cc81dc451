// Levers against published figures, under their conditions (docs/guides/workloads.md has the table and the gaps). The traces
// are not part of the project: what needs them is skipped, visibly, where they are absent.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { ContextPagingResult } from "../../src/metrics/context-paging.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { emptyArrival } from "../../src/serving/enter.ts";
import { createArrivalSource } from "../../src/workload/source.ts";
import { gunzipChunks } from "../../src/workload/traces/gunzip.ts";
import { metricsOf } from "../laws/real-scenario.ts";
import { shipped } from "../profiles/shipped-profiles.ts";

const root = resolve(import.meta.dirname, "../..");
const traces = resolve(root, "../shared/traces");

/** A scenario of the project, or a text, with changes; what it names is read from the folder of the traces. */
function load(nameOrText: string, set: string[] = []) {
  const text = (path: string) =>
    path.includes("\n") ? path : readFileSync(join(root, "scenarios", path.split("/").at(-1)!), "utf8");
  const files = {
    locate: (named: string) => ({ path: named }),
    readText: (path: string) => (path === "given.yaml" ? text(nameOrText) : text(path)),
    chunks: (path: string) => gunzipChunks([readFileSync(join(traces, path))], path),
  };
  const main = nameOrText.includes("\n") ? "given.yaml" : nameOrText;
  return loadScenario(main, files, shipped, { set }).scenario;
}

const run = (nameOrText: string, set?: string[]) => metricsOf(simulate(load(nameOrText, set), { seed: 1 }));

describe.skipIf(!existsSync(traces))("Mooncake's traces (needs ../shared/traces)", () => {
  it.each([
    ["conversation", 0.3664],
    ["synthetic", 0.6396],
  ])("%s: an endless cache finds %f of the blocks", (name, published) => {
    const [metrics] = run(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload: { arrivals: { process: trace, file: mooncake_${name}_trace.jsonl.gz } }
deployments:
  endless:
    pools:
      - { name: serve, hardware: h100-sxm, instances: 8, maxContext: unlimited, kv: { prefixCache: { capacity: unbounded } } }
`);
    expect(metrics!.cache.hitRatio).toBeCloseTo(published, 4);
  });
});

describe("coding agents: 85 to 97 % of the input found", () => {
  const found = (set: string[]) => run("user-day-coder.yaml", set)[1]!.cache.hitRatio;
  const cache = (options: string) => [`deployments.cached.pools[0].kv.prefixCache=${options}`];

  it("with a cache that forgets nothing or after minutes, and less the sooner it forgets", () => {
    const [endless, minutes, minute] = [
      found([]),
      found(cache("{ ttl: 5 min }")),
      found(cache("{ ttl: 1 min }")),
    ];
    expect(endless).toBeLessThan(0.97);
    expect(minutes).toBeGreaterThan(0.858);
    expect(endless).toBeGreaterThan(minutes);
    expect(minutes).toBeGreaterThan(minute);
  });

  it("and far less once the context is cut, as replayed traces do at 131,072 tokens", () => {
    expect(found(["workload.sessions.agents.coder.truncation={ at: 60000 tokens }"])).toBeLessThan(0.699);
  });
});

describe("single turns behind a system prompt (Alibaba's API traffic: 62 %)", () => {
  it.each([0.5, 1, 1.6, 4])("find S/(S + C) and no more, S = %f C", (ratio) => {
    const context = 6400;
    const system = ratio * context;
    const [, prefix] = run("levers-chat.yaml", [
      "workload.sessions.agents.chat.turns=1",
      `workload.sessions.agents.chat.system=${system} tokens`,
      `workload.sessions.agents.chat.context={ fixed: ${context} tokens }`,
      "deployments.prefix.pools[0].instances=1",
      "workload.arrivals.rate=0.2 /s",
    ]);
    const { cachedInput, input } = prefix!.tokens;
    // The first session finds nothing, of 250.
    expect(cachedInput / input).toBeCloseTo((system / (system + context)) * (249 / 250), 3);
  });
});

describe("what Alibaba's traffic reuses (arXiv 2506.02634)", () => {
  const found = (name: string, set: string[] = []) => run(name, set).map(({ cache }) => cache.hitRatio);

  it("API: at its skew and its times, 62 % takes four fifths of a prompt that repeat", () => {
    const { workload } = load("reuse-api.yaml").file;
    const source = createArrivalSource({ workload, seed: 1 });
    const uses = new Map<number, number>();
    const out = emptyArrival();
    let [hits, soon] = [0, 0];
    const lastSeconds = new Map<number, number>();
    while (source.nextSeconds() < Number.POSITIVE_INFINITY) {
      source.take(out);
      for (const hash of out.blockHashes!) {
        const before = lastSeconds.get(hash);
        if (before !== undefined) {
          hits++;
          if (out.atSeconds - before <= 10) soon++;
        }
        uses.set(hash, (uses.get(hash) ?? -1) + 1);
        lastSeconds.set(hash, out.atSeconds);
      }
    }
    const most = [...uses.values()].sort((a, b) => b - a).slice(0, Math.floor(uses.size / 10));
    // Published: 10 % of blocks are 77 % of the reuse, 80 % of it within 10 s.
    expect(Math.abs(most.reduce((sum, each) => sum + each, 0) / hits - 0.77)).toBeLessThan(0.015);
    expect(Math.abs(soon / hits - 0.8)).toBeLessThan(0.015);
    const [endless, tenSeconds] = found("reuse-api.yaml");
    expect(endless).toBeCloseTo(0.62, 2);
    expect(Math.abs(tenSeconds! / endless! - 0.8)).toBeLessThan(0.015);
  });

  it("chat: 54 % takes 1.8 turns, four fifths of it within ten minutes", () => {
    const [endless, tenMinutes] = found("reuse-chat.yaml");
    expect(endless).toBeCloseTo(0.54, 2);
    expect(Math.abs(tenMinutes! / endless! - 0.8)).toBeLessThan(0.015);
  });
});

describe("context paging (Pichay: -37 % to -45 % of the tokens)", () => {
  it("saves more than that, as every old message goes; at its thrashing rate it costs a multiple", () => {
    const billed = (faults?: number) => {
      const set =
        faults === undefined ? [] : [`workload.sessions.agents.coder.contextPaging.faults=${faults}`];
      return run("user-day-coder.yaml", set)[0]!.tokens.input;
    };
    const [whole, quarter, thrashing] = [billed(), billed(0.25), billed(0.97)];
    expect(quarter / whole).toBeLessThan(1 - 0.37);
    expect(quarter / whole).toBeGreaterThan(1 - 0.7);
    expect(thrashing / whole).toBeGreaterThan(3);
  });

  it("of 88 turns that send 8.6 M tokens without it: 45 % less where four messages in five may go, more where all may", () => {
    const session = [
      "workload.sessions.count=12",
      "workload.sessions.agents.coder.turns=88",
      "workload.sessions.agents.coder.context={ fixed: 2000 tokens }",
      "workload.sessions.agents.coder.message={ lognormal: { mean: 1745 tokens, cv: 0.2 } }",
      "deployments.cached=null",
      "deployments.uncached.pools[0].maxContext=unlimited",
    ];
    const saved = (share: number) => {
      const paging = `workload.sessions.agents.coder.contextPaging={ faults: 0.25, share: ${share} }`;
      const [{ savedTokens, billedWithoutTokens }] = run("user-day-coder.yaml", [...session, paging])[0]!
        .contextPaging as [ContextPagingResult];
      expect(Math.abs(billedWithoutTokens / 12 / 8.6e6 - 1)).toBeLessThan(0.02);
      return savedTokens / billedWithoutTokens;
    };
    expect(saved(1)).toBeGreaterThan(0.55);
    expect(Math.abs(saved(0.8) - 0.45)).toBeLessThan(0.02);
    expect(saved(0)).toBe(0);
  });

  it("says from the run, not from what was asked, what it saves, and that it thrashes", () => {
    const coder = (faults: number) =>
      run("user-day-coder.yaml", [`workload.sessions.agents.coder.contextPaging.faults=${faults}`]);
    const [, cached] = coder(0.25);
    const [paging] = cached!.contextPaging!;
    const [whole] = run("user-day-coder.yaml");
    expect(paging!.billedWithoutTokens).toBe(whole!.tokens.input + whole!.tokens.output);
    expect(paging!.savedTokens).toBeGreaterThan(0);
    expect(paging!.savedComputedTokens).toBeLessThan(0);
    expect(paging!.thrashing).toBe(false);
    const [uncached] = coder(0.97);
    expect(uncached!.contextPaging![0]!.thrashing).toBe(true);
    expect(uncached!.contextPaging![0]!.savedTokens).toBeLessThan(0);
  });
});

describe("ESS (itself simulated: +69 % at 32K, +123 % at 128K)", () => {
  it("at 128K lies between two fifths and a tenth resident; at 32K two fifths give as much", () => {
    const gains = (context: number) => {
      const [whole, fifths, tenth] = run("ess-paging.yaml", [`workload.lengths.input.fixed=${context}`]).map(
        ({ throughput }) => throughput.outputTokensPerSecond,
      ) as [number, number, number];
      return [fifths / whole - 1, tenth / whole - 1];
    };
    const [short] = gains(32_768);
    expect(Math.abs(short! - 0.694)).toBeLessThan(0.01);
    const [fifths, tenth] = gains(131_072);
    expect(fifths).toBeLessThan(1.23);
    expect(tenth).toBeGreaterThan(1.23);
  });
});
