// The same bytes for any number of workers.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, smallScenario } from "./cli.ts";

const cwd = folderWith({
  "scenario.yaml": smallScenario({
    search: 'search: { hardware: [h100-sxm, l40s], maxSequences: [8, 64], split: [monolithic, "1:1"] }',
  }),
});

async function withWorkers(count: number, args: string[]) {
  const { code, stdout } = await forewatt([...args, "--workers", String(count), "--quiet"], { cwd });
  expect(code).toBe(0);
  return stdout.replace(/"wallSeconds": [\d.e-]+/, "");
}

describe("one worker and two give the same bytes", () => {
  it.each([
    ["run", "scenario.yaml", "--set", "workload.requests=30000", "--replications", "4", "--format", "json"],
    ["search", "scenario.yaml", "--format", "json"],
  ])("%s %s %s %s", async (...args) => {
    const [one, two] = [await withWorkers(1, args), await withWorkers(2, args)];
    expect(one.length).toBeGreaterThan(100);
    expect(two).toBe(one);
  });
});

describe("search", () => {
  it("answers with the documented keys, the best first, the front marked", async () => {
    const { configurations, evaluated, pruned } = JSON.parse(
      await withWorkers(1, ["search", "scenario.yaml", "--format", "json"]),
    );
    expect(evaluated + pruned).toBe(4 + 2 * 4);
    expect(configurations.length).toBeGreaterThan(0);
    const efficiency = configurations.map(
      (each: { outputTokensPerSecondPerMegawatt: number }) => each.outputTokensPerSecondPerMegawatt,
    );
    expect(efficiency).toEqual([...efficiency].sort((a, b) => b - a));
    expect(configurations[0]).toMatchObject({ deployment: expect.any(String), onParetoFront: true });
    expect(configurations[0].usdPerMillionOutputTokens).toBeGreaterThan(0);
  });

  it("writes a page, the front as a picture, and its table under --out", async () => {
    await withWorkers(1, ["search", "scenario.yaml", "--out", "found"]);
    const page = readFileSync(join(cwd, "found/report.html"), "utf8");
    expect(page).toContain("gives the most per megawatt");
    expect(page).toContain("forewatt search scenario.yaml --seed 1");
    expect(readdirSync(join(cwd, "found")).sort()).toEqual([
      "charts",
      "report.html",
      "search.csv",
      "search.json",
    ]);
    expect(readdirSync(join(cwd, "found/charts")).sort()).toEqual(["search.png", "search.svg"]);
  });

  it("without a search block says what is missing", async () => {
    const folder = folderWith({ "scenario.yaml": smallScenario() });
    const { code, stderr } = await forewatt(["search", "scenario.yaml"], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain("search  missing: lists to choose from");
  });

  it("finds the mistakes of its lists where they stand", async () => {
    const folder = folderWith({
      "scenario.yaml": smallScenario({ search: "search: { hardware: [h100-sxn], tensor: [0], splits: [] }" }),
    });
    const { code, stderr } = await forewatt(["search", "scenario.yaml"], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr.trim().split("\n")).toEqual([
      expect.stringMatching(/^scenario.yaml:9:22 {2}search.hardware\[0\] {2}unknown hardware "h100-sxn"/),
      expect.stringMatching(/^scenario.yaml:9:42 {2}search.tensor\[0\] {2}must be at least 1/),
      expect.stringMatching(
        /^scenario.yaml:9:46 {2}search.splits {2}unknown key "splits". Did you mean "split"/,
      ),
    ]);
  });
});
