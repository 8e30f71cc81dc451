// The public contract of `forewatt curve`: keys, files, answers, mistakes, Ctrl-C.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, smallScenario } from "./cli.ts";

const cwd = folderWith({
  "scenario.yaml": smallScenario(),
  "many.yaml": smallScenario({
    deployments: `deployments: { ${Array.from({ length: 3000 }, (_, k) => `d${k}: { pools: [ { name: serve, hardware: h100-sxm } ] }`).join(", ")} }`,
  }),
  "large.yaml": smallScenario({ model: "model: llama-3.1-405b" }),
  "trace.yaml": smallScenario({
    workload: "workload: { arrivals: { process: trace, format: forewatt, file: t.csv } }",
  }),
  "t.csv": "arrived_at_seconds,input_tokens,output_tokens\n0,10,10\n1,10,10\n",
});

describe("curve", () => {
  it("has the keys of the contract, bands around the figures, and one front per deployment", async () => {
    const { code, stdout, stderr } = await forewatt(
      ["curve", "scenario.yaml", "--format", "json", "--out", "out"],
      { cwd },
    );
    expect([code, stderr]).toEqual([0, ""]);
    const result = JSON.parse(stdout);
    expect(result.schema).toBe("forewatt.curve/1");
    const [{ name, points, operatingPoint }] = result.deployments;
    expect(name).toBe("one");
    expect(points.length).toBeGreaterThanOrEqual(8);
    for (const point of [...points, operatingPoint]) {
      for (const key of [
        "tokensPerSecondPerUser",
        "outputTokensPerSecondPerMegawatt",
        "usdPerMillionOutputTokens",
        "low",
        "high",
      ])
        expect(typeof point[key]).toBe("number");
      expect(typeof point.onParetoFront).toBe("boolean");
      expect(point.low).toBeLessThan(point.outputTokensPerSecondPerMegawatt);
      expect(point.high).toBeGreaterThan(point.outputTokensPerSecondPerMegawatt);
    }
    const front = points.filter((point: { onParetoFront: boolean }) => point.onParetoFront);
    for (let i = 1; i < front.length; i++)
      expect(front[i].outputTokensPerSecondPerMegawatt).toBeLessThan(
        front[i - 1].outputTokensPerSecondPerMegawatt,
      );
    for (const file of ["curve.json", "curve.csv", "fixed-interactivity.csv", "charts/curve.png"])
      expect(existsSync(join(cwd, "out", file)), file).toBe(true);
    expect(result.published).toEqual([]);
    const fixed = readFileSync(join(cwd, "out/fixed-interactivity.csv"), "utf8").split("\n")[0];
    expect(fixed).toMatch(
      /^tokens_per_second_per_user,deployment,output_tokens_per_second_per_megawatt,.*,output_tokens_per_second_per_provisioned_megawatt,output_tokens_per_second_per_all_in_megawatt,output_tokens_per_second_per_device$/,
    );
    for (const { deployments } of result.atInteractivity)
      for (const level of deployments)
        for (const key of ["Megawatt", "ProvisionedMegawatt", "Device"])
          expect(level[`outputTokensPerSecondPer${key}`] === null).toBe(
            level.outputTokensPerSecondPerMegawatt === null,
          );
    expect(JSON.parse(readFileSync(join(cwd, "out/curve.json"), "utf8"))).toEqual(result);
    const csv = readFileSync(join(cwd, "out/curve.csv"), "utf8").trim().split("\n");
    expect(csv.length).toBe(points.length + 1);
    expect(csv[0]).toMatch(
      /^deployment,feasible,tokens_per_second_per_user,output_tokens_per_second_per_megawatt,/,
    );
  });

  it("answers with what is missing where nothing fits, exit 1", async () => {
    const { code, stdout } = await forewatt(["curve", "large.yaml", "--format", "json"], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).deployments[0].infeasible).toMatchObject({ limit: "memory", unit: "bytes" });
  });

  it("needs lengths: a trace is refused at its line, exit 2", async () => {
    const { code, stderr } = await forewatt(["curve", "trace.yaml"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^trace\.yaml:\d+:\d+ {2}workload\.arrivals {2}a curve loads/);
  });

  it("refuses an option value it does not know", async () => {
    const { code, stderr } = await forewatt(["curve", "scenario.yaml", "--layouts", "all"], { cwd });
    expect([code, stderr.trim()]).toEqual([
      2,
      'command line  --layouts  expected one of sweep, stated, got "all"',
    ]);
  });

  it("keeps the points it has at Ctrl-C and exits 130", async () => {
    const { code, stdout, stderr } = await forewatt(["curve", "many.yaml", "--format", "csv"], {
      cwd,
      onStart: (kill) => setTimeout(() => kill("SIGINT"), 8000),
    });
    expect(stderr).toContain("interrupted");
    expect(code).toBe(130);
    expect(stdout).toMatch(/^deployment,feasible.*\nd0,true,/);
  });
});
