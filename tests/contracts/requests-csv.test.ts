import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, smallScenario } from "./cli.ts";

describe("forewatt run --requests-csv", () => {
  it("writes the rows of requests.csv as requests end, gzipped where asked", async () => {
    const cwd = folderWith({ "scenario.yaml": smallScenario() });
    const run = (...more: string[]) => forewatt(["run", "scenario.yaml", "--quiet", ...more], { cwd });
    const both = await run("--out", "out", "--requests-csv", "all.csv");
    expect([both.code, both.stderr]).toEqual([0, ""]);
    const [header, ...rows] = readFileSync(join(cwd, "all.csv"), "utf8").trimEnd().split("\n");
    const byArrival = rows.sort((a, b) => Number(a.split(",")[1]) - Number(b.split(",")[1]));
    expect([header, ...byArrival].join("\n")).toBe(
      readFileSync(join(cwd, "out/requests.csv"), "utf8").trimEnd(),
    );
    await run("--requests-csv", "all.csv.gz");
    const unpacked = gunzipSync(readFileSync(join(cwd, "all.csv.gz")));
    expect(unpacked.equals(readFileSync(join(cwd, "all.csv")))).toBe(true);
    const nowhere = await run("--requests-csv", "no/such/folder.csv");
    expect([nowhere.code, nowhere.stdout]).toEqual([2, ""]);
    expect(nowhere.stderr).toMatch(/^no\/such\/folder\.csv {2}--requests-csv {2}cannot be written: /);
    expect(readdirSync(cwd).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
