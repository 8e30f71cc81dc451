// compare and capacity: what a script relies on.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, jsonOf, smallScenario } from "./cli.ts";

const cwd = folderWith({
  "scenario.yaml": smallScenario(),
  "slower.yaml":
    "schema: forewatt.scenario/1\nbase: scenario.yaml\ndeployments: { one: { pools: [ { name: serve, hardware: l40s } ] } }\n",
});

const json = (...args: string[]) => jsonOf(args, { cwd });

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
    expect(readFileSync(join(cwd, "compared/report.html"), "utf8")).toContain("TPOT p90");
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
