// Keys that scenario files are scripted with (design 6): each form is taken, and its neighbours are refused.
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, smallScenario } from "./cli.ts";

const serve = "deployments.one.pools[0]";
const own =
  "cost={ basis: own, capex: 30000 USD, life: 4y, financing: 8 %, electricity: 0.1 USD/kWh, colo: 150 USD/kW/month }";
const taken = [
  [
    "workload.arrivals={ process: gamma, rate: 5 /s, cv: 2 }",
    "workload.lengths.input={ uniform: { low: 100 tokens, high: 200 tokens } }",
    `${serve}.scheduler={ policy: chunked-prefill, maxBatchedTokens: 2048, maxSequences: 256 }`,
    `${serve}.kv={ blockTokens: 16, blocks: 32768, memoryFraction: 0.9, allocation: on-demand, prefixCache: true }`,
  ],
  [
    "workload.arrivals={ process: on-off, rate: 5 /s, on: 10 s, off: 10 s }",
    "workload.lengths.input={ lognormal: { median: 100 tokens, p90: 200 tokens } }",
    `${serve}.kv={ prefixCache: { capacity: 40 GB, eviction: lru, ttl: 10 min } }`,
    `${serve}.parallel={ tensor: 2, pipeline: 1, data: 1, expert: 1 }`,
  ],
  [
    "workload.arrivals={ process: diurnal, rate: 5 /s }",
    "workload.lengths.input={ lognormal: { mean: 100 tokens, cv: 1 } }",
    `${serve}.kv={ prefixCache: { capacity: unbounded } }`,
    `${serve}.maxContext=131072`,
  ],
  [
    "workload.arrivals={ process: closed-loop, users: 8 }",
    "workload.lengths.input={ empirical: { file: lengths.csv } }",
    `${serve}.maxContext=unlimited`,
    `${serve}.speculative={ draftTokens: 3, acceptance: 0.7 }`,
  ],
  ["workload.arrivals={ process: all-at-once }", "workload.window={ warmup: 10 %, until: drained }", own],
  [
    "workload.lengths=null",
    "workload.requests=null",
    "workload.arrivals={ process: trace, format: azure, file: azure.csv, rateScale: 2 }",
  ],
];
const refused = [
  ["facility.pue=0.99", "facility.pue  PUE is total over IT power: it cannot be below 1"],
  ["slo.tpot.p90=1", 'slo.tpot.p90  expected a time such as "500 ms", got 1'],
  [`${serve}.kv={ prefixCache: { capacity: 40 Gb } }`, "bits where bytes are meant"],
  ["slo.ttft.p90=1e400 s", "not a finite number"],
  ["cost={ basis: own, capex: 30000 }", 'cost.capex  expected an amount of money such as "25000 USD"'],
] as const;

const cwd = folderWith({
  "small.yaml": smallScenario(),
  "azure.csv":
    "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6,374,44\n2023-11-16 18:15:50.9,396,109\n",
  "lengths.csv": "tokens\n100\n200\n",
});

describe("scenario keys", () => {
  it.each(taken.map((sets) => [sets]))("takes %j", async (sets) => {
    const args = sets.flatMap((set) => ["--set", set]);
    const { code, stderr } = await forewatt(["check", "small.yaml", "--quiet", ...args], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("refuses what means something else, all of it at once", async () => {
    const sets = refused.flatMap(([set]) => ["--set", set]);
    const { code, stdout, stderr } = await forewatt(["run", "small.yaml", ...sets], { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    for (const [set, message] of refused) {
      expect(stderr).toContain(`--set ${set}`);
      expect(stderr).toContain(message);
    }
  });

  it("what is owned costs its annuity, its power and its place", async () => {
    const { stdout } = await forewatt(["run", "small.yaml", "--format", "json", "--set", own], {
      cwd,
    });
    const { cost, power } = JSON.parse(stdout).deployments[0];
    const annuity = 0.08 / (1 - 1.08 ** -4);
    const colo = ((power.itProvisionedWatts / 1000) * 150 * 12) / 8766;
    const expected = (30_000 * annuity) / 8766 + (power.facilityMeanWatts / 1000) * 0.1 + colo;
    expect(cost.usdPerHour).toBeCloseTo(expected, 9);
  });
});
