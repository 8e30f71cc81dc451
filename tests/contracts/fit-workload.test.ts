// A fitted block in a scenario: what is printed is what `run` accepts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { folderWith, forewatt, root, smallScenario } from "./cli.ts";

const log = join(root, "scenarios/traces/bursts.csv");

describe("forewatt fit-workload", () => {
  it("prints a block that a scenario runs with, fitted lengths or the log's own", async () => {
    const cwd = folderWith({});
    for (const lengths of [[], ["--lengths", "lengths.csv"]]) {
      const { code, stdout, stderr } = await forewatt(["fit-workload", log, ...lengths], { cwd });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const { workload } = parse(stdout);
      expect(workload.requests).toBe(200);
      const scenario = stringify({ ...parse(smallScenario()), workload: { ...workload, requests: 20 } });
      const folder = folderWith({
        "scenario.yaml": scenario,
        ...(lengths.length > 0 ? { "lengths.csv": readFileSync(join(cwd, "lengths.csv"), "utf8") } : {}),
      });
      const run = await forewatt(["run", "scenario.yaml", "--format", "json"], { cwd: folder });
      expect(JSON.parse(run.stdout).deployments[0].requests.arrived).toBe(20);
    }
  });

  it("as JSON says how well it fits and what it leaves out", async () => {
    const { stdout } = await forewatt(["fit-workload", log, "--format", "json"]);
    const fit = JSON.parse(stdout);
    expect(fit).toMatchObject({ schema: "forewatt.fit-workload/1", requests: 200, skipped: 0 });
    expect(fit.input.meanTokens).toBe(900);
    expect(fit.workload.arrivals.rate).toMatch(/ \/s$/);
  });

  it("refuses what it cannot read, and writes nothing", async () => {
    const cwd = folderWith({
      "x.csv": "a,b\n1,2\n",
      "t.csv": "time,requests,prompt_tokens,output_tokens\n0,1,2,3\n",
    });
    const unknown = await forewatt(["fit-workload", "x.csv", "-o", "y.yaml"], { cwd });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/^x\.csv:1:1 {2}not a trace format known by its header/);
    const short = await forewatt(["fit-workload", "t.csv"], { cwd });
    expect(short).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "t.csv  telemetry needs at least 3 rows, got 1\n",
    });
    expect(() => readFileSync(join(cwd, "y.yaml"))).toThrow();
  });
});
