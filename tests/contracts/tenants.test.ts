// What a run of several classes, models and adapters writes, and what its table says.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, smallScenario } from "./cli.ts";

const workload = (rest: string) =>
  `workload: { arrivals: { process: poisson, rate: 5 /s }, lengths: { input: { fixed: 200 tokens }, output: { fixed: 20 tokens } }, requests: 200, ${rest} }`;
const pool = (rest: string) =>
  `deployments: { one: { pools: [ { name: serve, hardware: h100-sxm, ${rest} } ] } }`;
const cwd = folderWith({
  "models.yaml": smallScenario({
    workload: workload(
      "classes: { chat: { share: 0.7 }, other: { share: 0.3, model: qwen3-8b, deadline: 1 min } }",
    ),
    deployments: pool("models: { llama-3.1-8b: {}, qwen3-8b: { kvShare: 2 } }, swap: { resident: 1 }"),
  }),
  "adapters.yaml": smallScenario({
    workload: workload("adapters: { count: 9, zipf: 1 }"),
    deployments: pool("lora: { rank: 8, slots: 2, bandwidth: 20 GB/s }"),
  }),
});

/** Rows by column. */
function table(file: string): Record<string, string>[] {
  const [head, ...rows] = readFileSync(join(cwd, file), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  return rows.map((cells) => Object.fromEntries(cells.map((cell, i) => [head![i]!, cell])));
}

describe("several models and classes", () => {
  it("are told apart in the table, in result.json, classes.csv and models.csv", async () => {
    const { code, stdout, stderr } = await forewatt(["run", "models.yaml", "--out", "out"], { cwd });
    expect(stderr).not.toContain("rror");
    expect(code).toBe(0);
    for (const heading of [
      "Class chat",
      "Class other",
      "Model llama-3.1-8b",
      "Model qwen3-8b",
      "Model swaps",
    ])
      expect(stdout).toContain(heading);
    const result = JSON.parse(readFileSync(join(cwd, "out/result.json"), "utf8"));
    const { models, classes, pools } = result.deployments[0];
    expect(table("out/classes.csv").map((row) => row.class)).toEqual(["chat", "other"]);
    expect(table("out/classes.csv")[1]).toMatchObject({
      deadline_seconds: "60",
      requests_arrived: String(classes[1].requests.arrived),
    });
    const rows = table("out/models.csv");
    expect(rows.map(({ model, wanted_by }) => [model, wanted_by])).toEqual([
      ["llama-3.1-8b", "chat"],
      ["qwen3-8b", "other"],
    ]);
    for (const [i, row] of rows.entries()) {
      expect(Number(row.loads)).toBe(models[i].loadCount);
      expect(Number(row.ttft_p90_seconds)).toBe(models[i].latency.ttftSeconds.p90);
      expect(Number(row.requests_completed)).toBe(classes[i].requests.completed);
    }
    const [summary] = table("out/summary.csv");
    expect(Number(summary!.model_loads)).toBe(pools[0].swaps.loadCount);
    expect(pools[0].swaps.loadCount).toBe(models[0].loadCount + models[1].loadCount);
    expect(pools[0].devices).toBe(1);
  });

  it("replications, and a model nobody asked for by its right name", async () => {
    const twice = await forewatt(["run", "models.yaml", "--replications", "2", "--format", "json"], { cwd });
    expect(JSON.parse(twice.stdout).deployments[0].models).toHaveLength(2);
    const wrong = await forewatt(["run", "models.yaml", "--set", "workload.classes.other.model=qwen3-8"], {
      cwd,
    });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/workload\.classes\.other\.model .*Did you mean "qwen3-8b"/);
  });

  it("explain and curve say why they do not take it", async () => {
    for (const [command, why] of [
      ["explain", "this deployment serves several"],
      ["curve", "classes are not modelled there"],
    ] as const) {
      const { code, stderr } = await forewatt([command, "models.yaml"], { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain(why);
    }
  });
});

it("loads of adapters are in summary.csv", async () => {
  const { code } = await forewatt(["run", "adapters.yaml", "--out", "lora"], { cwd });
  expect(code).toBe(0);
  const [row] = table("lora/summary.csv");
  expect(Number(row!.adapter_loads) + Number(row!.adapter_hits)).toBe(200);
  expect(Number(row!.adapter_loads)).toBeGreaterThan(2);
  expect(row!.model_loads).toBe("");
});
