// Capacity answers the same question from its cache, and no other.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { folderWith, forewatt, smallScenario } from "./cli.ts";

const before = process.env.XDG_CACHE_HOME;
const cache = mkdtempSync(join(tmpdir(), "forewatt-cache-"));
process.env.XDG_CACHE_HOME = cache;
afterAll(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
});
const cwd = folderWith({ "scenario.yaml": smallScenario() });
const kept = () => readdirSync(join(cache, "forewatt")).length;
const capacity = (...more: string[]) =>
  forewatt(["capacity", "scenario.yaml", "--format", "json", "--quiet", ...more], { cwd });

describe("forewatt capacity", () => {
  it("keeps its answer, tells it again, and writes it where asked", async () => {
    const fresh = await capacity("--no-cache");
    const first = await capacity("--out", "out");
    expect([fresh.code, first.stdout, kept()]).toEqual([0, fresh.stdout, 1]);
    expect(await capacity()).toEqual(fresh);
    expect(kept()).toBe(1);
    expect(readFileSync(join(cwd, "out/capacity.json"), "utf8")).toBe(fresh.stdout);
    expect(readFileSync(join(cwd, "out/capacity.csv"), "utf8")).toMatch(/^deployment,feasible,/);
  });

  it("gives the mean of several seeds with its interval, each kept by itself", async () => {
    const [one, next] = await Promise.all([capacity(), capacity("--seed", "2")]);
    const before = kept();
    const all = await capacity("--replications", "2");
    expect([all.code, kept()]).toEqual([0, before]);
    const [a, b, mean] = [one, next, all].map(({ stdout }) => JSON.parse(stdout).deployments[0]);
    expect(mean.maxRequestsPerSecond).toBeCloseTo((a.maxRequestsPerSecond + b.maxRequestsPerSecond) / 2, 9);
    expect(mean.interval).toMatchObject({ mean: mean.maxRequestsPerSecond, method: "replications" });
    expect(mean.low).toBe(Math.min(a.low, b.low));
    const csv = await forewatt(["capacity", "scenario.yaml", "--replications", "2", "--format", "csv"], {
      cwd,
    });
    expect(csv.stdout.split("\n")[0]).toMatch(/,interval95_low_requests_per_second,interval95_high/);
  });

  it("works another question out", async () => {
    const before = kept();
    const base = JSON.parse((await capacity()).stdout).deployments[0].maxRequestsPerSecond;
    const other = await capacity("--set", "slo.ttft.p90=50 ms");
    expect(JSON.parse(other.stdout).deployments[0].maxRequestsPerSecond).toBeLessThan(base);
    expect(kept()).toBe(before + 1);
  });
});
