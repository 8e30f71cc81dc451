import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, jsonOf, root, smallScenario } from "./cli.ts";

const cwd = folderWith({
  "scenario.yaml": smallScenario(),
  "slower.yaml":
    "schema: forewatt.scenario/1\nbase: scenario.yaml\ndeployments: { one: { pools: [ { name: serve, hardware: l40s } ] } }\n",
  "too-big.yaml": smallScenario({ model: "model: llama-3.1-405b" }),
  "half-too-big.yaml": smallScenario({
    model: "model: llama-3.1-70b",
    deployments:
      "deployments: { small: { pools: [ { name: s, hardware: l40s } ] }, big: { pools: [ { name: s, hardware: h200-sxm, parallel: { tensor: 4 } } ] } }",
  }),
});

const json = (...args: string[]) => jsonOf(args, { cwd });

/** Keys of a value, nested, arrays by their first item. */
function keys(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return value.length > 0 ? keys(value[0], `${path}[]`) : [path];
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => keys(inner, path === "" ? key : `${path}.${key}`));
}

const statistics = ["mean", "p50", "p90", "p95", "p99"];
const contract = [
  "schema",
  "scenario",
  "seed",
  "deployments[].name",
  ...["startSeconds", "endSeconds", "requests"].map((key) => `deployments[].window.${key}`),
  ...["arrived", "completed", "rejected", "failed", "unfinished"].map(
    (key) => `deployments[].requests.${key}`,
  ),
  ...["input", "cachedInput", "output"].map((key) => `deployments[].tokens.${key}`),
  ...["blocks", "hitBlocks", "hitRatio"].map((key) => `deployments[].cache.${key}`),
  ...["ttft", "tpot", "itl", "e2e"].flatMap((metric) =>
    statistics.map((statistic) => `deployments[].latency.${metric}Seconds.${statistic}`),
  ),
  ...[
    "requestsPerSecond",
    "outputTokensPerSecond",
    "totalTokensPerSecond",
    "outputTokensPerSecondPerDevice",
    "outputTokensPerSecondPerMegawatt",
    "outputTokensPerSecondPerProvisionedMegawatt",
  ].map((key) => `deployments[].throughput.${key}`),
  ...["met", "attainment", "goodputRequestsPerSecond", "goodputOutputTokensPerSecond"].map(
    (key) => `deployments[].slo.${key}`,
  ),
  ...["devices", "itMeanWatts", "facilityMeanWatts", "facilityProvisionedWatts", "joulesPerOutputToken"].map(
    (key) => `deployments[].power.${key}`,
  ),
  ...["basis", "usdPerHour", "usdPerMillionOutputTokens", "usdPerMillionTokens"].map(
    (key) => `deployments[].cost.${key}`,
  ),
  ...[
    "name",
    "role",
    "hardware",
    "devices",
    "busyFraction",
    "kvPeakFraction",
    "meanBatch",
    "preemptions",
  ].map((key) => `deployments[].pools[].${key}`),
  "deployments[].confidence.basis",
  ...["ttft", "tpot", "throughput", "power"].flatMap((metric) =>
    ["p10", "p90"].map((quantile) => `deployments[].confidence.${metric}.${quantile}`),
  ),
  ...["version", "events", "steps", "wallSeconds"].map((key) => `engine.${key}`),
];

describe("run --format json", () => {
  it("has every key of the contract", async () => {
    const { code, result, stderr } = await json("run", "scenario.yaml");
    const present = keys(result);
    expect(contract.filter((key) => !present.includes(key))).toEqual([]);
    expect([code, stderr, result.schema, result.scenario, result.seed]).toEqual([
      0,
      "",
      "forewatt.run/1",
      "small",
      1,
    ]);
    const { requests } = result.deployments[0];
    expect(requests.completed + requests.rejected + requests.failed + requests.unfinished).toBe(
      requests.arrived,
    );
  });

  it("is the same for the same seed, and another for another", async () => {
    const of = async (seed: string) => {
      const { result } = await json("run", "scenario.yaml", "--seed", seed);
      delete result.engine.wallSeconds;
      return JSON.stringify({ ...result, seed: 0 });
    };
    expect(await of("7")).toBe(await of("7"));
    expect(await of("7")).not.toBe(await of("8"));
  });

  it("has the infeasible limit in place of metrics, and exit 1 only if nothing is feasible", async () => {
    const all = await json("run", "too-big.yaml");
    expect(all.code).toBe(1);
    expect(keys(all.result.deployments[0])).toEqual(
      expect.arrayContaining(["infeasible.limit", "infeasible.short", "infeasible.unit"]),
    );
    expect(all.result.deployments[0].infeasible).toMatchObject({ limit: "memory", unit: "bytes" });
    expect(all.result.deployments[0].infeasible.short).toBeGreaterThan(0);
    expect(all.result.deployments[0].latency).toBeUndefined();
    expect((await json("run", "half-too-big.yaml")).code).toBe(0);
  });

  it("gives intervals and paired differences with replications", async () => {
    const { result } = await json("run", "scenario.yaml", "--replications", "3");
    expect(result.replications).toBe(3);
    expect(result.deployments[0].intervals["ttft.mean"]).toMatchObject({ method: "replications" });
  });
});

describe("run --out", () => {
  it("writes the report, and no clock reading into any file", async () => {
    expect((await forewatt(["run", "scenario.yaml", "--out", "out", "--quiet"], { cwd })).code).toBe(0);
    expect(readdirSync(join(cwd, "out"))).toEqual(
      expect.arrayContaining(["charts", "report.html", "requests.csv", "result.json", "summary.csv"]),
    );
    expect(readFileSync(join(cwd, "out/result.json"), "utf8")).not.toContain("wallSeconds");
    const [head, ...rows] = readFileSync(join(cwd, "out/requests.csv"), "utf8").trim().split("\n");
    expect([head!.split(",")[0], rows.length]).toEqual(["deployment", 200]);
  });
});
describe("check, list, schema, import", () => {
  it("check accepts everything that ships", async () => {
    const files = ["scenarios", "scenarios/plan", "models", "hardware-profiles", "engine-profiles"].flatMap(
      (folder) =>
        readdirSync(join(root, folder))
          .filter((name) => name.endsWith(".yaml"))
          .map((name) => `${folder}/${name}`),
    );
    const { code, stdout, stderr } = await forewatt(["check", ...files, "scenarios/traces/bursts.csv"]);
    expect(stderr).toBe("");
    expect(stdout.trim().split("\n").length).toBe(files.length + 1);
    expect(code).toBe(0);
  });

  it("check --print resolves base and --set", async () => {
    const { stdout } = await forewatt(["check", "slower.yaml", "--print", "--set", "facility.pue=1.5"], {
      cwd,
    });
    expect(stdout).toContain("pue: 1.5");
    expect(stdout).toContain("hardware: l40s");
    expect(stdout).not.toContain("base:");
  });

  it("list gives ids as JSON", async () => {
    const { code, result } = await json("list", "engines");
    expect([code, result.map(({ id }: { id: string }) => id)]).toEqual([
      0,
      ["ideal", "sglang", "trtllm", "vllm"],
    ]);
  });

  it.each(["scenario", "hardware", "model", "engine", "result"])("schema %s is JSON Schema", async (kind) => {
    const { code, stdout } = await forewatt(["schema", kind]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: expect.stringContaining("json-schema.org"),
      type: "object",
      properties: { schema: expect.anything() },
    });
  });

  it("import trace writes what check accepts", async () => {
    const folder = folderWith({
      "azure.csv":
        "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\n",
    });
    expect((await forewatt(["import", "trace", "azure.csv", "-o", "own.csv"], { cwd: folder })).code).toBe(0);
    expect(await forewatt(["check", "own.csv"], { cwd: folder })).toEqual({
      code: 0,
      stdout: "own.csv: a trace of 2 requests, fine\n",
      stderr: "",
    });
  });
});

describe("Ctrl-C", () => {
  it("keeps what is finished and exits 130", async () => {
    const endless = ["run", "scenario.yaml", "--set", "workload.requests=200000000", "--quiet"];
    const { code, stderr } = await forewatt(endless, {
      cwd,
      onStart: (kill) => setTimeout(() => kill("SIGINT"), 3000),
    });
    expect(stderr).toContain("interrupted");
    expect(code).toBe(130);
  });
});
