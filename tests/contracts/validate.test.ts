import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { table } from "../accuracy/cases.ts";
import { folderWith, forewatt } from "./cli.ts";

const folder = folderWith({
  "cases.csv": table(
    { point_id: "a" },
    { point_id: "a", metric: "ttft_p50_ms", value: "40" },
    { point_id: "b", quality: "B", gpu: "H200-SXM" },
    { point_id: "c", quality: "C" },
    { point_id: "d", spec_decode: "mtp" },
  ),
  "broken.csv": table({ tp: "x" }),
});
const validate = (...args: string[]) => forewatt(["validate", join(folder, "cases.csv"), ...args]);

const bench = {
  model_id: "meta-llama/Llama-3.1-8B-Instruct",
  backend: "vllm",
  request_rate: "inf",
  max_concurrency: 4,
  num_prompts: 16,
  completed: 16,
  total_input_tokens: 8192,
  total_output_tokens: 1024,
  output_throughput: 500,
  mean_ttft_ms: 30,
  median_tpot_ms: 6,
};

describe("forewatt validate", () => {
  it("gives JSON with the keys of the contract", async () => {
    const { code, stdout } = await validate("--format", "json", "--group-by", "gpu");
    expect(code).toBe(0);
    const { groups } = JSON.parse(stdout);
    const tpot = groups.filter(({ metric }: { metric: string }) => metric === "tpot");
    expect(tpot.map(({ group }: { group: string }) => group)).toEqual([
      "all",
      "dense",
      "moe",
      "unsaturated",
      "saturated",
      "H100-SXM",
      "H200-SXM",
    ]);
    expect(tpot[0]).toMatchObject({ points: 2, unmodelled: 1 });
  });

  it("takes the grades asked for; every row is in the CSV", async () => {
    const rows = async (...args: string[]) =>
      (await validate("--format", "csv", ...args)).stdout.trimEnd().split("\n").slice(1);
    expect((await rows()).map((line) => line.split(",")[0])).toEqual(["a", "a", "b", "d"]);
    expect((await rows("--quality", "C")).map((line) => line.split(",")[0])).toEqual(["c"]);
    expect((await rows("--limit", "1")).length).toBe(2);
  });

  it("takes a folder of results, each file a point or more", async () => {
    const results = folderWith({
      "a.json": JSON.stringify(bench),
      "b.json": JSON.stringify({ ...bench, max_concurrency: 8 }),
      "notes.txt": "not a result",
    });
    const server = ["--hardware", "h100-sxm", "--weights", "fp8", "--tensor", "1"];
    const { code, stdout } = await forewatt(["validate", results, ...server, "--format", "csv"]);
    expect(code).toBe(0);
    const points = stdout.trimEnd().split("\n").slice(1);
    expect(new Set(points.map((line) => line.split(",")[0]))).toEqual(new Set(["a", "b"]));
    const empty = await forewatt(["validate", folderWith({ "notes.txt": "" })]);
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining("no results in this folder")]);
  });

  it("takes --model for a name of a result file that is not known, and for no other", async () => {
    const modelled = async (model_id: string, ...args: string[]) => {
      const cwd = folderWith({ "run.json": JSON.stringify({ ...bench, model_id }) });
      const server = ["--hardware", "h100", "--weights", "fp8", "--tensor", "1", "--format", "csv"];
      const { stdout } = await forewatt(["validate", "run.json", ...server, ...args], { cwd });
      return stdout.trimEnd().split("\n").slice(1);
    };
    const known = await modelled("meta-llama/Llama-3.1-8B-Instruct");
    const local = "/models/ours";
    expect((await modelled(local)).every((row) => row.includes(`unknown model ""${local}""`))).toBe(true);
    expect(await modelled(local, "--model", "llama-3.1-8b")).toEqual(known);
    expect(await modelled("meta-llama/Llama-3.1-8B-Instruct", "--model", "llama-3.1-70b")).toEqual(known);
  });

  it("shows the rows where they are few, and says where they are", async () => {
    expect((await validate()).stdout).toMatch(/^a +tpot [\s\S]*^a +ttft [\s\S]*^metric +group/m);
    const many = Array.from({ length: 21 }, (_, k) => ({ point_id: `p${k}` }));
    const cwd = folderWith({ "many.csv": table(...many) });
    const { stdout } = await forewatt(["validate", "many.csv"], { cwd });
    expect(stdout).toMatch(/^metric +group[\s\S]*\n\nEvery row: --format csv, or --out DIR\.\n$/);
    const out = join(folder, "rows");
    expect((await validate("--out", out)).stdout).toContain(`Every row: ${join(out, "predictions.csv")}.`);
  });

  it("fails a bar with exit code 1, and says which", async () => {
    const held = await validate("--max-error", "tpot=5000%");
    expect([held.code, held.stderr]).toEqual([0, ""]);
    const { code, stderr } = await validate("--max-error", "tpot=0.001%", "--max-error", "energy=50%");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /gate failed: tpot is .* allowed 0.001 %\ngate failed: energy has no modelled points/,
    );
  });

  it("writes result, rows, summary and a parity plot", async () => {
    const out = join(folder, "out");
    expect((await validate("--out", out, "--format", "markdown")).stdout).toContain("| metric | group |");
    expect(readdirSync(out).sort()).toEqual([
      "charts",
      "predictions.csv",
      "report.html",
      "result.json",
      "summary.md",
    ]);
    expect(existsSync(join(out, "charts/parity-tpot.png"))).toBe(true);
    expect(readFileSync(join(out, "predictions.csv"), "utf8").split("\n")).toHaveLength(6);
  });

  it.each([
    [["--max-error", "tpot"], /--max-error {2}expected a metric and a percentage/],
    [["--max-error", "tpto=5%"], /unknown metric "tpto". Did you mean "tpot"/],
    [["--group-by", "gpus,gup"], /no column "gup".*Did you mean "gpu"/],
    [["--quality", "Z"], /no row is graded Z/],
    [["-o", "x"], /^command line {2}-o {2}unknown option/],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await validate(...(args as string[]));
    expect(code).toBe(2);
    expect(stderr).toMatch(message as RegExp);
  });

  it("names slips in columns, engines and metrics, and fails where they leave nothing to predict", async () => {
    const text = readFileSync(join(folder, "cases.csv"), "utf8");
    const slips: [RegExp, string][] = [
      [/load_kind/g, "load_knd"],
      [/vllm/gi, "vlm"],
    ];
    const outcomes = slips.map(async ([right, wrong], k) => {
      const cwd = folderWith({ [`slip${k}.csv`]: text.replaceAll(right, wrong) });
      const { code, stdout, stderr } = await forewatt(["validate", `slip${k}.csv`], { cwd });
      return [code, stdout + stderr];
    });
    expect(await Promise.all(outcomes)).toEqual([
      [2, expect.stringContaining('load_knd  unknown column. Did you mean "load_kind"?')],
      [
        1,
        expect.stringMatching(
          /engine vlm has no profile. Did you mean "vllm"\?[\s\S]*none of \d+ rows is modelled/,
        ),
      ],
    ]);
  });

  it("refuses malformed rows with their place", async () => {
    const { code, stderr } = await forewatt(["validate", join(folder, "broken.csv")]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/broken\.csv:2:8 {2}tp {2}expected a whole number/);
  });
});
