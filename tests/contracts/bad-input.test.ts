import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, smallScenario } from "./cli.ts";

const trace = (file: string) => `workload: { arrivals: { process: trace, file: ${file} } }`;
const header = "arrival_seconds,input_tokens,output_tokens";

async function check(files: Record<string, string>, args = ["run", "scenario.yaml"]) {
  return forewatt(args, { cwd: folderWith(files) });
}

const bombs = Array.from(
  { length: 12 },
  (_, i) =>
    `x${i}: &x${i} [${Array(10)
      .fill(i === 0 ? "1" : `*x${i - 1}`)
      .join(", ")}]`,
).join("\n");

/** Lines of scenario.yaml are those of `smallScenario`: schema 1, title 2, model 3, engine 4, workload 5, slo 6, facility 7, deployments 8. */
describe("bad scenarios exit 2 with file:line:column  path  message", () => {
  it.each<[string, Record<string, string>, RegExp]>([
    [
      "unknown key",
      { facility: "facility: { peu: 1.2 }" },
      /^scenario\.yaml:7:13 {2}facility\.peu {2}unknown key "peu"\. Did you mean "pue"\?$/m,
    ],
    [
      "wrong unit",
      { slo: "slo: { ttft: { p90: 1 GB } }" },
      /^scenario\.yaml:6:21 {2}slo\.ttft\.p90 {2}expected a time such as "500 ms", got "1 GB"/m,
    ],
    [
      "bare number",
      { slo: "slo: { ttft: { p90: 500 } }" },
      /^scenario\.yaml:6:21 {2}slo\.ttft\.p90 {2}expected a time such as "500 ms", got 500$/m,
    ],
    [
      "unknown model",
      { model: "model: llama-3.1-8bb" },
      /^scenario\.yaml:3:8 {2}model {2}unknown model "llama-3.1-8bb"\. Did you mean "llama-3\.1-8b"\?$/m,
    ],
    [
      "unknown hardware",
      { deployments: "deployments: { one: { pools: [ { name: a, hardware: h200-sxmm } ] } }" },
      /^scenario\.yaml:8:53 {2}deployments\.one\.pools\[0\]\.hardware {2}unknown hardware "h200-sxmm"\. Did you mean "h200-sxm"\?$/m,
    ],
    [
      "unknown engine",
      { engine: "engine: vlm" },
      /^scenario\.yaml:4:9 {2}engine {2}unknown engine "vlm"\. Did you mean "vllm"\?$/m,
    ],
    [
      "PUE below 1",
      { facility: "facility: { pue: 0.9 }" },
      /^scenario\.yaml:7:18 {2}facility\.pue {2}.*cannot be below 1, got 0\.9$/m,
    ],
    [
      "no schema",
      { schema: "" },
      /^scenario\.yaml:\d+:\d+ {2}schema {2}missing: such a file starts with "schema: forewatt\.scenario\/1"$/m,
    ],
    [
      "another schema",
      { schema: "schema: forewatt.scenario/2" },
      /^scenario\.yaml:1:9 {2}schema {2}expected forewatt\.scenario\/1, got "forewatt\.scenario\/2"$/m,
    ],
    [
      "duplicate pools",
      {
        deployments:
          "deployments: { one: { pools: [ { name: a, role: prefill, hardware: h100-sxm }, { name: a, role: decode, hardware: h100-sxm } ] } }",
      },
      /pools\[1\]\.name {2}another pool of this deployment is called "a"$/m,
    ],
    [
      "prefill without decode",
      { deployments: "deployments: { one: { pools: [ { name: a, role: prefill, hardware: h100-sxm } ] } }" },
      /prefill pools need a decode pool/,
    ],
    [
      "experts of a dense model",
      {
        deployments:
          "deployments: { one: { pools: [ { name: a, hardware: h100-sxm, parallel: { data: 2, expert: 2 } } ] } }",
      },
      /parallel\.expert {2}llama-3\.1-8b is dense/,
    ],
    [
      "heads not divided",
      {
        deployments:
          "deployments: { one: { pools: [ { name: a, hardware: h100-sxm, parallel: { tensor: 3 } } ] } }",
      },
      /parallel\.tensor {2}3 does not divide the 32 attention heads/,
    ],
    [
      "transfer without two roles",
      {
        deployments:
          "deployments: { one: { pools: [ { name: a, hardware: h100-sxm } ], transfer: { link: scale-up } } }",
      },
      /deployments\.one\.transfer {2}nothing is transferred/,
    ],
    ["anchor bomb", { extra: bombs }, /^scenario\.yaml.* {2}.*anchor/m],
    ["not YAML", { extra: "a: [" }, /^scenario\.yaml:\d+:\d+ {2}.*YAML/m],
    [
      "trace outside",
      { workload: trace("../other.csv") },
      /^scenario\.yaml:5:\d+ {2}workload\.arrivals\.file {2}"\.\.\/other\.csv" lies outside the scenario's folder/m,
    ],
    [
      "trace missing",
      { workload: trace("none.csv") },
      /workload\.arrivals\.file {2}cannot read "none\.csv": no such file$/m,
    ],
  ])("%s", async (_name, changes, expected) => {
    const { code, stdout, stderr } = await check({ "scenario.yaml": smallScenario(changes) });
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("names every problem at once, in reading order", async () => {
    const { stderr } = await check({
      "scenario.yaml": smallScenario({
        model: "model: nothing-like-it",
        slo: "slo: { ttft: { p90: 5 } }",
        facility: "facility: { pue: 0.5 }",
      }),
    });
    expect(
      stderr
        .trim()
        .split("\n")
        .map((line) => line.split("  ")[1]),
    ).toEqual(["model", "slo.ttft.p90", "facility.pue"]);
  });

  it("points into the base where the value really stands", async () => {
    const { code, stderr } = await check({
      "base.yaml": smallScenario({ slo: "slo: { ttft: { p90: 5 } }" }),
      "scenario.yaml": "schema: forewatt.scenario/1\nbase: base.yaml\nfacility: { pue: 0.5 }\n",
    });
    expect(stderr).toMatch(/^base\.yaml:6:21 {2}slo\.ttft\.p90/m);
    expect(stderr).toMatch(/^scenario\.yaml:3:18 {2}facility\.pue/m);
    expect(code).toBe(2);
  });

  it("finds bases that build on each other", async () => {
    const builds = (base: string) => `schema: forewatt.scenario/1\nbase: ${base}\n`;
    const { code, stderr } = await check({
      "scenario.yaml": builds("b.yaml"),
      "b.yaml": builds("scenario.yaml"),
    });
    expect(stderr).toBe("b.yaml:2:7  base  builds on itself: scenario.yaml -> b.yaml -> scenario.yaml\n");
    expect(code).toBe(2);
  });
});

describe("paths", () => {
  it("are opened by --allow-path, and only that folder", async () => {
    const other = folderWith({ "t.csv": `${header}\n0,100,10\n1,100,10\n` });
    const cwd = folderWith({ "scenario.yaml": smallScenario({ workload: trace(join(other, "t.csv")) }) });
    expect((await forewatt(["run", "scenario.yaml", "--quiet"], { cwd })).code).toBe(2);
    expect((await forewatt(["run", "scenario.yaml", "--quiet", "--allow-path", other], { cwd })).code).toBe(
      0,
    );
  });

  it("are judged after symbolic links", async () => {
    const other = folderWith({ "t.csv": `${header}\n0,100,10\n` });
    const cwd = folderWith({ "scenario.yaml": smallScenario({ workload: trace("link.csv") }) });
    symlinkSync(join(other, "t.csv"), join(cwd, "link.csv"));
    const { code, stderr } = await forewatt(["run", "scenario.yaml"], { cwd });
    expect(stderr).toContain("lies outside");
    expect(code).toBe(2);
  });
});

describe("bad traces", () => {
  const scenario = smallScenario({ workload: trace("t.csv") });

  it.each<[string, string, RegExp]>([
    ["malformed row", `${header}\n0,100,10\n1,abc,10\n`, /^t\.csv:3:\d+ {2}input_tokens {2}/m],
    ["truncated row", `${header}\n0,100,10\n1,10`, /^t\.csv:3/m],
    ["empty file", "", /^t\.csv:1:1 {2}/m],
    ["header only", `${header}\n`, /^t\.csv:1:1 {2}/m],
    ["unknown header", "when,what\n1,2\n", /^t\.csv:1/m],
  ])("%s", async (_name, text, expected) => {
    const { code, stderr, stdout } = await check({ "scenario.yaml": scenario, "t.csv": text });
    expect(stderr).toMatch(expected);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("rows are left out with --on-bad-row skip, and said to be", async () => {
    const { code, stdout, stderr } = await check(
      { "scenario.yaml": scenario, "t.csv": `${header}\n0,100,10\n1,abc,10\n2,100,10\n` },
      ["run", "scenario.yaml", "--on-bad-row", "skip", "--format", "json"],
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).deployments[0].requests.arrived).toBe(2);
    expect(stderr).toMatch(/^1 row left out: t\.csv:3/);
  });
});
