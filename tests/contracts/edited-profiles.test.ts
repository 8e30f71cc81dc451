// Profiles are read when they are asked for: an edited one is never answered with what was worked out from the one before.
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { profileFolders } from "../../src/profiles/library.ts";
import { folderWith, forewatt, root, smallScenario } from "./cli.ts";

/** forewatt with profiles of its own, in which an H100 reads its memory half as fast. */
const edited = mkdtempSync(join(tmpdir(), "forewatt-edited-"));
const cache = process.env.XDG_CACHE_HOME;
beforeAll(() => {
  process.env.XDG_CACHE_HOME = mkdtempSync(join(tmpdir(), "forewatt-cache-"));
  for (const name of ["bin", "dist", "package.json", ...Object.values(profileFolders)])
    cpSync(join(root, name), join(edited, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(edited, "node_modules"));
  const file = join(edited, "hardware-profiles/h100-sxm.yaml");
  const text = readFileSync(file, "utf8");
  const slower = text.replace("3.35 TB/s", "1.675 TB/s");
  expect(slower).not.toBe(text);
  writeFileSync(file, slower);
});
afterAll(() => {
  if (cache === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = cache;
});

const cwd = folderWith({
  "scenario.yaml": smallScenario(),
  "sweep.yaml": `schema: forewatt.sweep/1
scenario: scenario.yaml
grid: { workload.arrivals.rate: [2 /s, 5 /s] }
`,
});
const ours = (...args: string[]) => forewatt([...args, "--quiet"], { cwd });
const theirs = (...args: string[]) => forewatt([...args, "--quiet"], { cwd, package: edited });

describe("after a profile was edited", () => {
  it("capacity works its answer out", async () => {
    const capacity = ["capacity", "scenario.yaml", "--format", "json"];
    const before = await ours(...capacity);
    const after = await theirs(...capacity);
    expect(after.stdout).toBe((await theirs(...capacity, "--no-cache")).stdout);
    const rate = ({ stdout }: { stdout: string }) => JSON.parse(stdout).deployments[0].maxRequestsPerSecond;
    expect(rate(after)).toBeLessThan(rate(before));
  });

  it("a sweep does not go on where it stopped, and its shards are not mixed", async () => {
    expect(await ours("sweep", "sweep.yaml", "--out", "one", "--shard", "1/2")).toMatchObject({ code: 0 });
    const onwards = await theirs("sweep", "sweep.yaml", "--out", "one", "--shard", "1/2");
    expect(onwards.code).toBe(2);
    expect(onwards.stderr).toContain("a sweep of another build or of other profiles");
    expect(await theirs("sweep", "sweep.yaml", "--out", "two", "--shard", "2/2")).toMatchObject({ code: 0 });
    const merged = await ours("merge", "one", "two", "--out", "all");
    expect([merged.code, merged.stdout]).toEqual([2, ""]);
    expect(merged.stderr).toMatch(/^two {2}made by build .+ \(code and profiles\), one by /);
  });
});
