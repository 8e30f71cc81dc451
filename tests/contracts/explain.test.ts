import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, smallScenario } from "./cli.ts";

const folder = folderWith({ "small.yaml": smallScenario() });
const explain = (...args: string[]) => forewatt(["explain", join(folder, "small.yaml"), ...args]);

describe("forewatt explain", () => {
  it("gives JSON with waterfalls, resources and figures, and writes charts", async () => {
    const out = join(folder, "out");
    const { code, stdout, stderr } = await explain("--format", "json", "--out", out);
    expect([code, stderr]).toEqual([0, ""]);
    const { schema, deployments, contrasts } = JSON.parse(stdout);
    expect([schema, contrasts]).toEqual(["forewatt.explain/1", []]);
    expect(Object.keys(deployments[0].waterfalls)).toEqual([
      "ttft",
      "tpot",
      "decodeStep",
      "prefillStep",
      "energy",
      "cost",
    ]);
    expect(deployments[0].resources[0]).toHaveProperty("effect.tpot");
    expect(deployments[0].figures[0]).toHaveProperty("source");
    expect(readdirSync(out).sort()).toEqual(["charts", "explain.csv", "explain.json", "report.html"]);
    expect(existsSync(join(out, `charts/${deployments[0].name}-tpot.png`))).toBe(true);
  });

  it("gives one row per part and effect as CSV", async () => {
    const { stdout } = await explain("--format", "csv");
    const [header, ...rows] = stdout.trimEnd().split("\n");
    expect(header).toBe("deployment,kind,of,component,amount,unit,share,confidence,source");
    expect(rows.some((row) => row.includes(",part,time to first token,weights,"))).toBe(true);
    expect(rows.some((row) => row.includes(",10 % more,memory bandwidth,tpot,-0."))).toBe(true);
  });

  it("holds the others against the deployment that is asked for, and knows its names", async () => {
    const pools = (tensor: number) =>
      `{ pools: [ { name: serve, hardware: h100-sxm, parallel: { tensor: ${tensor} } } ] }`;
    const deployments = `deployments: { small: ${pools(1)}, large: ${pools(2)} }`;
    const cwd = folderWith({ "two.yaml": smallScenario({ deployments }) });
    const contrasts = async (...args: string[]) => {
      const { stdout } = await forewatt(["explain", "two.yaml", "--format", "json", ...args], { cwd });
      return JSON.parse(stdout).contrasts.map((each: { deployment: string; against: string }) => [
        each.deployment,
        each.against,
      ]);
    };
    expect(await contrasts()).toEqual([["large", "small"]]);
    expect(await contrasts("--against", "large")).toEqual([["small", "large"]]);
    const { code, stderr } = await forewatt(["explain", "two.yaml", "--against", "larg"], { cwd });
    expect([code, stderr]).toEqual([
      2,
      'command line  --against  no such deployment: "larg". Did you mean "large"?\n',
    ]);
  });

  it("refuses what it cannot read", async () => {
    const { code, stderr } = await explain("--figures", "many");
    expect([code, stderr]).toEqual([
      2,
      'command line  --figures  expected an integer of at least 0, got "many"\n',
    ]);
  });
});
