import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, root, smallScenario } from "./cli.ts";

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

const json = async (...args: string[]) => {
  const outcome = await forewatt([...args, "--format", "json"], { cwd });
  return { ...outcome, result: JSON.parse(outcome.stdout) };
};

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

describe("compare", () => {
  it("finds nothing between a scenario and itself", async () => {
    const { code, result } = await json(
      "compare",
      "scenario.yaml",
      "scenario.yaml",
      "--max-change",
      "tpot=0%",
    );
    expect(code).toBe(0);
    expect(result.deployments[0].differences.every(({ a, b }: { a: number; b: number }) => a === b)).toBe(
      true,
    );
  });

  it("fails the gate that is passed, and only that", async () => {
    expect((await json("compare", "scenario.yaml", "slower.yaml")).code).toBe(0);
    const { code, stderr, result } = await json(
      "compare",
      "scenario.yaml",
      "slower.yaml",
      "--max-change",
      "tpot.p50=5%",
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^gate failed: one tpot\.p50 moved by [\d.]+ %, allowed 5 %$/m);
    expect(result.failed.map(({ metric }: { metric: string }) => metric)).toEqual(["tpot.p50"]);
  });

  it("writes what it prints, with a page", async () => {
    const args = ["compare", "scenario.yaml", "slower.yaml", "--out", "compared", "--format", "csv"];
    const { code, stdout } = await forewatt(args, { cwd });
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, "compared/compare.csv"), "utf8")).toBe(stdout);
    const { result } = await json("compare", "scenario.yaml", "slower.yaml");
    expect(JSON.parse(readFileSync(join(cwd, "compared/compare.json"), "utf8"))).toEqual(result);
    expect(readFileSync(join(cwd, "compared/report.html"), "utf8")).toContain("tpot.p90");
  });

  it("pairs replications", async () => {
    const { result } = await json("compare", "scenario.yaml", "slower.yaml", "--replications", "3");
    const tpot = result.deployments[0].differences.find(
      ({ metric }: { metric: string }) => metric === "tpot.mean",
    );
    expect(tpot.interval.method).toBe("paired replications");
    expect(tpot.interval.low).toBeLessThan(tpot.b - tpot.a);
    expect(tpot.interval.high).toBeGreaterThan(tpot.b - tpot.a);
  });

  it("reads results back", async () => {
    for (const name of ["scenario", "slower"])
      await forewatt(["run", `${name}.yaml`, "--out", name, "--quiet"], { cwd });
    const { code, result } = await json("compare", "scenario/result.json", "slower/result.json");
    expect(code).toBe(0);
    expect(
      result.deployments[0].differences.find(({ metric }: { metric: string }) => metric === "tpot.p50")
        .change,
    ).toBeGreaterThan(0);
  });
});

describe("capacity", () => {
  it("brackets the largest load within 1 %, and running at that load meets the SLO", async () => {
    const { code, result } = await json("capacity", "scenario.yaml");
    const [deployment] = result.deployments;
    expect(code).toBe(0);
    expect(Object.keys(deployment)).toEqual(
      expect.arrayContaining([
        "name",
        "maxRequestsPerSecond",
        "low",
        "high",
        "maxOutputTokensPerSecond",
        "bindingLimit",
      ]),
    );
    expect(deployment.high / deployment.low).toBeLessThanOrEqual(1.01);
    const at = async (rate: number) =>
      (
        await json(
          "run",
          "scenario.yaml",
          "--set",
          `workload.arrivals.rate=${rate} /s`,
          "--set",
          `workload.requests=${deployment.requests}`,
        )
      ).result.deployments[0];
    expect((await at(deployment.low)).slo.met).toBe(true);
    expect((await at(1.3 * deployment.high)).slo.met).toBe(false);
  });

  it("is zero instances short when all of a pool fail", async () => {
    const { code, result } = await json("capacity", "scenario.yaml", "--n-plus", "1");
    expect(code).toBe(1);
    expect(result.deployments[0].infeasible).toMatchObject({ limit: "chips", short: 1, unit: "instances" });
  });

  it("refuses a load that cannot be scaled", async () => {
    const { code, stderr } = await forewatt(
      ["capacity", "scenario.yaml", "--set", "workload.arrivals={ process: all-at-once }"],
      { cwd },
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining("workload.arrivals")]);
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
