// The public contract of `forewatt claims`: keys, files, `--set`, mistakes.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt } from "./cli.ts";

const cwd = folderWith({});
/** Few open, so that the box is small; what takes a side out of its reach is among them. */
const stated = [
  "vr-nvl72.rack-power=190 kW",
  "rubin-lpx.nvl72-racks=16 racks",
  "afd.round-trip=10 us",
  "lpx.arithmetic=300 TFLOP/s",
].flatMap((text) => ["--set", text]);

describe("claims", () => {
  it("has the keys of the contract, and --set moves the ratio", async () => {
    const run = async (...more: string[]) => {
      const args = ["claims", "rubin-lpx-35x", "--format", "json", "--out", "out", ...stated, ...more];
      const { code, stdout, stderr } = await forewatt(args, { cwd });
      expect([code, stderr]).toEqual([0, ""]);
      return JSON.parse(stdout).claims[0];
    };
    const claim = await run();
    expect(claim).toMatchObject({ name: "rubin-lpx-35x", claimedRatio: 35 });
    expect(claim.claimed).toContain("35x");
    expect(claim.verdict).toMatch(/^(reproduced|only under .+|not reproduced|not testable)$/);
    for (const key of ["low", "central", "high"]) expect(typeof claim.simulatedRatio[key]).toBe("number");
    expect(claim.fractionOfAssumptionsWhereItHolds).toBeGreaterThanOrEqual(0);
    expect(claim.curve.length).toBeGreaterThanOrEqual(8);
    expect(Object.keys(claim.curve[0])).toEqual(["tokensPerSecondPerUser", "stallFraction", "ratio"]);
    for (const assumption of claim.assumptions)
      expect(assumption).toMatchObject({
        path: expect.any(String),
        low: expect.any(Number),
        central: expect.any(Number),
        high: expect.any(Number),
        unit: expect.any(String),
        swing: expect.any(Number),
      });
    for (const file of ["claims.json", "claims.csv", "charts/rubin-lpx-35x.png"])
      expect(existsSync(join(cwd, "out", file)), file).toBe(true);
    expect(claim.assumptions.some(({ low, high }: { low: number; high: number }) => low < high)).toBe(true);
    for (const { swing } of claim.assumptions) expect(swing).toBeGreaterThanOrEqual(1);
    const { unit } = claim.assumptions.find(({ path }: { path: string }) => path === "lpx.rack-power");
    const cheaper = await run("--set", `lpx.rack-power=60 ${unit}`);
    expect(cheaper.simulatedRatio.central).toBeGreaterThan(claim.simulatedRatio.central);
  });

  it("weighs a file of the user by its path, and tells its mistakes at their line", async () => {
    const text = readFileSync("claims/gb300-15x-hopper.yaml", "utf8");
    const own = text.replace("name: gb300-15x-hopper", "name: mine");
    const there = folderWith({ "mine.yaml": own, "wrong.yaml": own.replace("levels:", "level:") });
    const run = (...args: string[]) => forewatt(["claims", ...args], { cwd: there });
    const { code, stdout } = await run("./mine.yaml", "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).claims[0].name).toBe("mine");
    const wrong = await run("wrong.yaml");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/^wrong\.yaml:\d+:\d+ {2}/);
  });

  it("tells mistakes, all at once, exit 2", async () => {
    const { code, stderr } = await forewatt(["claims", "rubin-lpx-35", "gb200-30x", "x"], { cwd });
    expect(code).toBe(2);
    expect(stderr.trim().split("\n")).toHaveLength(2);
    expect(stderr).toContain('Did you mean "rubin-lpx-35x"?');
    const set = await forewatt(["claims", "rubin-lpx-35x", "--set", "lpx.rack-power=80 USD"], { cwd });
    expect([set.code, set.stderr.trim()]).toEqual([
      2,
      '--set lpx.rack-power=80 USD  lpx.rack-power  expected a value in kW such as "100 kW", got "80 USD"',
    ]);
    const impossible = ["lpx.rack-power=-60 kW", "afd.round-trip=-3 us"];
    const refused = await forewatt(
      ["claims", "rubin-lpx-35x", ...impossible.flatMap((text) => ["--set", text])],
      { cwd },
    );
    expect(refused.code).toBe(2);
    const told = refused.stderr.trim().split("\n");
    expect(told).toHaveLength(2);
    for (const [index, text] of impossible.entries())
      expect(told[index]).toMatch(new RegExp(`^--set ${text}  ${text.split("=")[0]}  `));
  });
});
