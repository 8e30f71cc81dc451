// Every CSV that a command prints is a table (RFC 4180): a header, and as many cells in every line, also where a deployment
// has no price, cannot exist, or completes nothing.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, root, smallScenario } from "./cli.ts";

const pools = (hardware: string) => `{ pools: [ { name: serve, hardware: ${hardware} } ] }`;
const cwd = folderWith({
  "small.yaml": smallScenario({
    deployments: `deployments: { one: ${pools("h100-sxm")}, unpriced: ${pools("rtx-pro-6000")} }`,
  }),
  "half.yaml": smallScenario({
    model: "model: llama-3.1-70b",
    deployments: `deployments: { no: ${pools("l40s")}, yes: ${pools("b300-sxm")} }`,
  }),
});
const TOO_LONG = "workload.lengths.input.fixed=200000 tokens";

describe("CSV", () => {
  it.each([
    [["run", "small.yaml"]],
    [["run", "half.yaml"]],
    [["run", "small.yaml", "--set", TOO_LONG]],
    [["compare", "small.yaml", "small.yaml"]],
    [["capacity", "small.yaml"]],
    [["capacity", "half.yaml"]],
    [["curve", "half.yaml", "--layouts", "stated"]],
    [["explain", "small.yaml"]],
    [["list"]],
  ])("%j", async (args) => {
    const { code, stdout } = await forewatt([...args, "--format", "csv"], { cwd });
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/\r|\ufeff|null|NaN|Infinity|undefined|e\+\d/);
    const [header, ...rows] = parse(stdout, { relax_column_count: true }) as string[][];
    expect(new Set(header).size).toBe(header!.length);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((cells) => cells.length !== header!.length)).toEqual([]);
  });
});

describe("a pipe instead of a file", () => {
  const piped = (command: string) =>
    promisify(execFile)(
      "sh",
      ["-c", `cat small.yaml | "${process.execPath}" "${join(root, "bin/forewatt")}" ${command}`],
      {
        cwd,
      },
    );

  it("is read once, and its report does not pretend to know its hash", async () => {
    await piped("run /dev/stdin --quiet --out piped");
    expect(readFileSync(join(cwd, "piped/report.html"), "utf8")).toContain("a pipe, gone once it was read");
  });

  it("is refused where it would be read again", async () => {
    await expect(piped("run /dev/stdin --replications 2")).rejects.toMatchObject({
      code: 2,
      stderr: "/dev/stdin  is a pipe, which can be read only once: give a file here\n",
    });
  });
});

describe("messages name the place", () => {
  it.each([
    [["run", "small.yaml", "--set", "foo.bar=1"], /^--set foo\.bar=1 {2}foo {2}unknown key "foo"/],
    [["search", "small.yaml"], /^small\.yaml:1:1 {2}search {2}missing: /],
    [["check", "-"], /^command line {2}- {2}expected the name of a file$/m],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await forewatt(args, { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });
});
