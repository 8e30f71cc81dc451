// A sweep gives the same bytes however it is run: threads, shards, killed and resumed.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import { folderWith, forewatt, root, smallScenario } from "./cli.ts";

const sweepFile = `schema: forewatt.sweep/1
scenario: scenario.yaml
grid:
  workload.arrivals.rate: [2 /s, 5 /s, 9 /s]
  deployments.one.pools[0].instances: [1, 2]
list: [ { precision.kv: bf16 }, { precision.kv: fp8, facility.pue: 1.1 } ]
seeds: 2
`;
const cwd = folderWith({ "scenario.yaml": smallScenario(), "sweep.yaml": sweepFile });
const runs = 24;
const results = ["results.csv", "results.parquet", "dictionary.csv"];
const bytes = (folder: string) => results.map((name) => readFileSync(join(folder, name)).toString("base64"));
const newFolder = () => mkdtempSync(join(tmpdir(), "forewatt-sweep-test-"));

async function sweep(out: string, ...more: string[]) {
  const outcome = await forewatt(["sweep", "sweep.yaml", "--quiet", "--out", out, ...more], { cwd });
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  return outcome;
}

const local = newFolder();
beforeAll(async () => {
  await sweep(local, "--workers", "1");
});

describe("results of a sweep", () => {
  it("hold one row per run and deployment, each run its own", () => {
    const [head, ...rows] = readFileSync(join(local, "results.csv"), "utf8").trim().split("\n");
    expect(head).toMatch(
      /^run,job_id,seed,precision.kv,facility.pue,workload.arrivals.rate,deployments.one.pools\[0\].instances,deployment,feasible,/,
    );
    expect(rows.map((line) => Number(line.split(",")[0]))).toEqual(Array.from({ length: runs }, (_, i) => i));
    expect(new Set(rows.map((line) => line.split(",")[1])).size).toBe(runs);
    expect(rows[0]).toContain(",1,bf16,,2 /s,1,one,true,");
  });

  it("are those of forewatt run", async () => {
    const sets = [
      "precision.kv=fp8",
      "facility.pue=1.1",
      "workload.arrivals.rate=9 /s",
      "deployments.one.pools[0].instances=2",
    ];
    const { stdout } = await forewatt(
      ["run", "scenario.yaml", "--seed", "2", "--format", "csv", ...sets.flatMap((set) => ["--set", set])],
      { cwd },
    );
    const [head, ...lines] = stdout
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    const swept = readFileSync(join(local, "results.csv"), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    const last = swept.at(-1)!;
    for (const name of ["ttft_p90_seconds", "usd_per_million_output_tokens", "facility_mean_watts"])
      expect([name, last[swept[0]!.indexOf(name)]]).toEqual([name, lines[0]![head!.indexOf(name)]]);
  });

  it("are the same in Parquet and CSV, and the dictionary knows every column", async () => {
    const file = readFileSync(join(local, "results.parquet"));
    const objects = await parquetReadObjects({
      file: file.buffer.slice(file.byteOffset, file.byteOffset + file.length),
    });
    const [head, ...rows] = readFileSync(join(local, "results.csv"), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    expect(Object.keys(objects[0]!)).toEqual(head);
    const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));
    expect(objects.map((each) => Object.values(each).map(text))).toEqual(rows);
    const described = readFileSync(join(local, "dictionary.csv"), "utf8").trim().split("\n").slice(1);
    expect(described.map((line) => line.split(",")[1])).toEqual(head);
    for (const line of described)
      expect(line.split(",")[4]!.replaceAll("_", " ")).not.toBe(line.split(",")[1]!.replaceAll("_", " "));
  });
});

describe("the same bytes", () => {
  it("from two threads", async () => {
    const out = newFolder();
    await sweep(out, "--workers", "2");
    expect(bytes(out)).toEqual(bytes(local));
  });

  it("from shards put together, and not from some of them", async () => {
    const shards = [1, 2, 3].map(() => newFolder());
    for (const [k, out] of shards.entries()) await sweep(out, "--workers", "1", "--shard", `${k + 1}/3`);
    const out = join(newFolder(), "merged");
    const some = await forewatt(["merge", ...shards.slice(1), "--out", out]);
    expect([some.code, some.stdout]).toEqual([2, ""]);
    expect(some.stderr).toMatch(/8 of 24 chunks are missing \(0, 3, 6/);
    expect(existsSync(out)).toBe(false);
    expect(await forewatt(["merge", ...shards, shards[0]!, "--out", out])).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect(bytes(out)).toEqual(bytes(local));
  });

  it("after kill -9 in the middle", async () => {
    const out = newFolder();
    rmSync(out, { recursive: true });
    const child = spawn(
      process.execPath,
      [join(root, "bin/forewatt"), "sweep", "sweep.yaml", "--workers", "1", "--out", out],
      { cwd },
    );
    const parts = () =>
      existsSync(join(out, "parts"))
        ? readdirSync(join(out, "parts")).filter((name) => name.endsWith(".jsonl"))
        : [];
    await new Promise<void>((resolve) => {
      const poll = setInterval(() => {
        if (parts().length < 3) return;
        clearInterval(poll);
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }, 5);
    });
    expect(existsSync(join(out, "results.csv"))).toBe(false);
    expect(parts().length).toBeGreaterThanOrEqual(3);
    await sweep(out, "--workers", "1");
    expect(bytes(out)).toEqual(bytes(local));
  });
});

describe("a part that was damaged after it was written", () => {
  const damages: [string, (text: string) => string][] = [
    ["emptied", () => ""],
    ["cut short", (text) => text.slice(0, -20)],
    ["without its last row", (text) => text.replace(/\n[^\n]+\n$/, "\n")],
    ["garbled", (text) => text.replace("[", "{")],
  ];
  const partAt = (folder: string, chunk: number) =>
    join(folder, "parts", `${String(chunk).padStart(6, "0")}.jsonl`);

  it("is done again by its sweep, named by merge", async () => {
    const out = newFolder();
    cpSync(local, out, { recursive: true });
    for (const [chunk, [, harm]] of damages.entries())
      writeFileSync(partAt(out, chunk), harm(readFileSync(partAt(out, chunk), "utf8")));
    cpSync(partAt(local, 5), partAt(out, 4));
    const merged = await forewatt(["merge", out, "--out", join(out, "merged")]);
    expect([merged.code, merged.stdout]).toEqual([2, ""]);
    const named = merged.stderr.trim().split("\n");
    expect(named.map((line) => line.split("  ")[0])).toEqual([0, 1, 2, 3, 4].map((k) => partAt(out, k)));
    expect(named[0]).toContain("damaged: not as chunk 0 of sweep");
    expect(existsSync(join(out, "merged"))).toBe(false);
    await sweep(out, "--workers", "1");
    expect(bytes(out)).toEqual(bytes(local));
  });
});

describe("mistakes", () => {
  const broken = folderWith({
    "scenario.yaml": smallScenario(),
    "sweep.yaml": `schema: forewatt.sweep/1
scenario: scenario.yaml
grid:
  workload.arrivals.rate: [2 /s, fast]
  deployments.one.pools[0].instances: [1, 0]
  facility.peu: [1.1]
`,
    "factors.yaml": `${sweepFile}factors: ttft_p90\n`,
    "other.yaml": sweepFile.replace("seeds: 2", "seeds: 1"),
    "impossible.yaml": `schema: forewatt.sweep/1
scenario: scenario.yaml
grid:
  deployments.one.pools[0].parallel.tensor: [1, 8]
  model: [llama-3.1-8b, llama-3.1-405b]
`,
  });

  it("come all at once, each where it stands", async () => {
    const { code, stdout, stderr } = await forewatt(["sweep", "sweep.yaml", "--out", join(broken, "out")], {
      cwd: broken,
    });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("sweep.yaml:4:34  workload.arrivals.rate");
    expect(stderr).toContain("sweep.yaml:5:43  deployments.one.pools[0].instances");
    expect(stderr).toContain('facility.peu  unknown key "peu". Did you mean "pue"?');
    expect(existsSync(join(broken, "out"))).toBe(false);
  });

  it("a column that is none is named before the first run", async () => {
    const { code, stdout, stderr } = await forewatt(["sweep", "factors.yaml", "--quiet"], { cwd: broken });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(
      'factors  expected a column of the results, got "ttft_p90". Did you mean "ttft_p90_seconds"?',
    );
  });

  it("a folder of another sweep is left alone", async () => {
    const before = bytes(local);
    const { code, stderr } = await forewatt(["sweep", "other.yaml", "--out", local], { cwd: broken });
    expect(code).toBe(2);
    expect(stderr).toMatch(/manifest.json {2}the folder holds another sweep/);
    expect(bytes(local)).toEqual(before);
  });

  it("what cannot be is a row", async () => {
    const { code, stdout } = await forewatt(["sweep", "impossible.yaml", "--quiet", "--format", "json"], {
      cwd: broken,
    });
    expect(code).toBe(0);
    const { rows, infeasible, results: found } = JSON.parse(stdout);
    expect([rows, infeasible]).toEqual([4, 2]);
    expect(found.map((each: { feasible: boolean }) => each.feasible)).toEqual([true, false, true, false]);
    expect(found[1]).toMatchObject({ infeasible_limit: "memory", infeasible_unit: "bytes" });
  });

  it("a shard that would be kept nowhere", async () => {
    const { code, stderr } = await forewatt(["sweep", "sweep.yaml", "--shard", "1/3"], { cwd });
    expect([code, stderr]).toEqual([
      2,
      "command line  --shard  needs --out: a shard is kept there until it is merged\n",
    ]);
  });

  it.each([["0/3"], ["4/3"], ["x"]])("--shard %s", async (shard) => {
    const { code, stderr } = await forewatt(["sweep", "sweep.yaml", "--shard", shard], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^command line {2}--shard {2}expected a part and how many/);
  });
});
