// Which lever saves what: device memory times time is what contexts weigh while they are there, and the words follow the figures.
import { describe, expect, it } from "vitest";
import type { DeploymentMetrics, RunResult } from "../../src/metrics/result.ts";
import { resultRows } from "../../src/report/result-rows.ts";
import { simulate } from "../../src/scenario/simulate.ts";
import { metricsOf, realScenario } from "../laws/real-scenario.ts";
import { makeOutput } from "./fixture.ts";

type Named = DeploymentMetrics & { name: string };

/** What is said of the second deployment, which takes so much of what the first one does. */
function saves(share: { prefill?: number; decode?: number; memory?: number; generated?: number }): string {
  const { result } = makeOutput(50);
  const [first, second] = result.deployments as [Named, Named];
  const pool = { ...first.pools[0]!, prefillFraction: 0.4, busyFraction: 0.8, kvHeldByteSeconds: 1e12 };
  const { prefill = 1, decode = 1, memory = 1, generated = 1 } = share;
  first.pools = [{ ...pool, paging: {} as never }];
  second.pools = [
    {
      ...pool,
      prefillFraction: 0.4 * prefill,
      busyFraction: 0.4 * prefill + 0.4 * decode,
      kvHeldByteSeconds: 1e12 * memory,
    },
  ];
  second.window = first.window;
  second.tokens = { ...first.tokens, output: first.tokens.output * generated };
  const compared: RunResult = { ...result, deployments: [first, second] };
  const { rows } = resultRows(compared).find(({ heading }) => heading.startsWith("What it saves"))!;
  for (const { cells } of rows) expect(cells[1]!.text).not.toMatch(/0\.0000/);
  return rows.find(({ label }) => label === "saves")!.cells[1]!.text;
}

describe("what a lever saves", () => {
  it.each([
    [{ memory: 0.3 }, "only memory"],
    [{ prefill: 0.1, decode: 1.2 }, "only prefill"],
    [{ prefill: 0.1, memory: 0.5 }, "prefill, memory"],
    [{ decode: 1.1, generated: 0.8 }, "only decode"],
    [{ prefill: 0.99, memory: 0.995 }, "nothing"],
    [{}, "–"],
    [{ prefill: 1 - 1e-14, decode: 1 + 1e-14, memory: 1 + 1e-13 }, "–"],
  ])("%j: %s", (share, said) => expect(saves(share)).toBe(said));
});

describe("device memory held", () => {
  it.each([
    ["whole", "", 1],
    [
      "a quarter of it paged",
      ", kv: { paging: { resident: 25 %, selectedTokens: 512, misses: 0, link: 40 GB/s } }",
      0,
    ],
  ])("of one request alone, %s: its context, for about as long as it is there", (_, kv, whole) => {
    const [inputTokens, outputTokens] = [20_000, 400];
    const [one] = metricsOf(
      simulate(
        realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: all-at-once }
  lengths: { input: { fixed: ${inputTokens} tokens }, output: { fixed: ${outputTokens} tokens } }
  requests: 1
deployments:
  one: { pools: [ { name: serve, hardware: h100-sxm${kv} } ] }
`),
        { seed: 1 },
      ),
    );
    // 32 layers of keys and values, 8 heads of 128 in bf16.
    const bytesPerToken = 2 * 32 * 8 * 128 * 2;
    const pool = one!.pools[0]!;
    const share = whole || 1 / (pool.paging as { concurrencyRatio: number }).concurrencyRatio;
    const { e2eSeconds, ttftSeconds } = one!.latency;
    const heldTokenSeconds = pool.kvHeldByteSeconds! / (bytesPerToken * share);
    // At least while it decodes; its prompt comes chunk by chunk.
    expect(heldTokenSeconds).toBeGreaterThan(inputTokens * (e2eSeconds.p50! - ttftSeconds.p50!));
    expect(heldTokenSeconds).toBeLessThan((inputTokens + outputTokens + 16) * e2eSeconds.p50!);
  });
});

describe("paging beside prompts", () => {
  it("is said to save decode and memory: what prompts hide of a wait for pages is no saving of theirs", () => {
    const pools = (kv: string) => `{ pools: [ { name: serve, hardware: a100-sxm-80gb${kv} } ] }`;
    const link = "link: 20 GB/s, faultLatency: 20 us, overlap: 0.5";
    const { result } = simulate(
      realScenario(`
schema: forewatt.scenario/1
model: llama-3.1-8b
workload:
  arrivals: { process: all-at-once }
  lengths: { input: { fixed: 60000 tokens }, output: { fixed: 500 tokens } }
  requests: 24
deployments:
  whole: ${pools("")}
  paged: ${pools(`, kv: { paging: { resident: 10 %, selectedTokens: 2048, misses: uniform, ${link} } }`)}
`),
      { seed: 1 },
    );
    const [whole, paged] = result.deployments as [Named, Named];
    const prefillSeconds = ({ pools: [pool], window }: Named) =>
      pool!.prefillFraction * (window.endSeconds - window.startSeconds);
    expect(paged.pools[0]!.paging!.stallFraction).toBeGreaterThan(0.1);
    // Chunks are cut differently beside other decodes.
    expect(Math.abs(prefillSeconds(paged) / prefillSeconds(whole) - 1)).toBeLessThan(0.01);
    const rows = resultRows(result).flatMap((group) => group.rows);
    const ofPaged = (label: string) => rows.find((row) => row.label === label)!.cells[1]!.text;
    expect(ofPaged("saves")).not.toContain("prefill");
    expect(ofPaged("bound by")).toContain("host link");
    // Nothing is promised here: nothing is kept.
    expect(rows.some(({ label }) => /SLO|attainment|goodput/.test(label))).toBe(false);
  });
});
