import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, forewatt, root } from "./cli.ts";

const yearly = [3.1, 3.4, 3.3, 3.9, 4.4].map((value, k) => `${2020 + k}-12-31,${value}`).join("\n");
const folder = folderWith({
  "yearly.csv": `date,value\n${yearly}\n`,
  "one.csv": "date,value,unit\n2026-01-31,5e12,tokens/day\n",
  "none.csv": "date,value\n",
  "zeros.csv": "date,value\n2024,0\n2025,0\n",
  "bad.csv": "date,value\n2026-01-31,5\n2026-01-31,-3\nlater,x\n",
  "bom.csv": `\uFEFFdate,value\n${yearly}\n`,
});
const run = (file: string, ...args: string[]) => forewatt(["forecast", join(folder, file), ...args]);
const json = async (file: string, ...args: string[]) => {
  const { code, stdout, stderr } = await run(file, "--format", "json", ...args);
  return { code, stderr, result: JSON.parse(stdout) };
};

describe("forewatt forecast", () => {
  it("gives JSON with the keys of the contract", async () => {
    const { code, stderr, result } = await json(
      "yearly.csv",
      "--unit",
      "tokens/day",
      "--horizon",
      "2y",
      "--quantiles",
      "2.5,97.5",
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(result).toMatchObject({ schema: "forewatt.forecast/1", unit: "tokens/day", step: "1mo" });
    expect(result.rows).toHaveLength(24);
    expect(Object.keys(result.rows[0])).toEqual(["date", "p10", "p50", "p90", "p2_5", "p97_5"]);
    expect([result.rows[0].date, result.rows[23].date]).toEqual(["2025-01-31", "2026-12-31"]);
    expect(result.growth.doublingDays.p10).toBeLessThan(result.growth.doublingDays.p50);
    for (const line of [result.baselines.linear, result.baselines.exponential])
      expect(line.map(({ date }: { date: string }) => date)).toEqual(
        result.rows.map(({ date }: { date: string }) => date),
      );
    for (const { code: flag, message } of result.flags) expect([flag, message]).not.toContain("");
  });

  it("takes quantiles in percent or as shares of one", async () => {
    for (const written of ["2.5,97.5", "0.025,0.975", "p2_5,p97.5"]) {
      const { result } = await json("yearly.csv", "--quantiles", written);
      expect(Object.keys(result.rows[0])).toEqual(["date", "p10", "p50", "p90", "p2_5", "p97_5"]);
    }
  });

  it("keeps the anniversaries of the last date, and ends at the horizon", async () => {
    const { result } = await json("yearly.csv", "--horizon", "30mo", "--step", "1y");
    expect(result.rows.map(({ date }: { date: string }) => date)).toEqual([
      "2025-12-31",
      "2026-12-31",
      "2027-06-30",
    ]);
  });

  it("is the same each time", async () => {
    expect((await run("yearly.csv")).stdout).toBe((await run("yearly.csv")).stdout);
  });

  it("refuses with exit code 1 and says what it needs", async () => {
    const { code, result } = await json("one.csv");
    expect(code).toBe(1);
    expect(result.refused.code).toBe("one-point");
    expect(result.refused.needs).toContain("--growth-prior");
    expect((await json("none.csv")).result.refused.code).toBe("no-points");
    expect((await run("one.csv")).stderr).toContain("it needs a second value");
    const place = async (file: string, ...args: string[]) =>
      (await run(file, ...args)).stderr.split(folder)[1];
    expect(await place("none.csv")).toMatch(/none\.csv:1:1 {2}no forecast \(no-points\): there is no row/);
    expect(await place("zeros.csv")).toMatch(/zeros\.csv:2:1 {2}no forecast \(no-points\): .*: 2 zeros\n/);
    expect(await place("one.csv")).toMatch(/one\.csv:2:1 {2}no forecast \(one-point\)/);
    expect(await place("yearly.csv", "--cap", "4")).toMatch(
      /yearly\.csv:6:1 {2}no forecast \(cap-below-data\)/,
    );
  });

  it("grows one point, or none, by the scenario that is given", async () => {
    const { code, result } = await json("one.csv", "--growth-prior", "x3/year");
    expect(code).toBe(0);
    expect(result.rows.at(-1).p50 / 15e12).toBeCloseTo(1, 2);
    expect(result.flags.map(({ code: flag }: { code: string }) => flag)).toContain("prior-driven");
    const none = await json("none.csv", "--growth-prior", "api", "--start", "2026-01-01=2e12");
    expect(none.code).toBe(0);
    const start = ["--growth-prior", "api", "--start", "2026-01-01=2e12", "--format", "json"];
    const { stdout } = await forewatt(["forecast", ...start]);
    expect(JSON.parse(stdout).rows).toEqual(none.result.rows);
    const { code: missing, stderr } = await forewatt(["forecast"]);
    expect([missing, stderr]).toEqual([
      2,
      expect.stringMatching(/command line {2}file {2}expected a series/),
    ]);
  });

  it("says how often such intervals held, in the table and in JSON", async () => {
    const { result } = await json("yearly.csv");
    expect(result.coverage).toMatch(/^On yearly business series .* held 77 to 81 %/);
    expect((await run("yearly.csv")).stdout).toContain(`\n${result.coverage}\n`);
  });

  it("says where the growth of a class is from", async () => {
    const { stdout } = await run("one.csv", "--growth-prior", "Agent");
    expect(stdout).toMatch(
      /; prior: agent\nagent: growth of x8\.2 a year, x3 in the long run: OpenAI's top user/,
    );
    const { result } = await json("yearly.csv");
    expect(Object.keys(result.prior.sources)).toEqual(Object.keys(result.prior.kindShares));
    for (const source of Object.values(result.prior.sources)) expect(source).toMatch(/^growth of .+: .+/);
  });

  it("says every problem of a bad series with its place, and nothing else", async () => {
    const { code, stdout, stderr } = await run("bad.csv");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n").map((line) => line.replace(/^.*bad\.csv/, ""))).toEqual([
      ":3:1  date  2026-01-31 is there twice: line 2 has it too",
      ":3:2  value  is negative (-3): demand is at least 0",
      ':4:1  date  expected a date such as 2026-03-31, got "later"',
      ':4:2  value  expected a number such as 1.5e12, got "x"',
      "",
    ]);
  });

  it("says what it read differently, unless asked to be quiet", async () => {
    const { code, stderr } = await run("bom.csv");
    expect(code).toBe(0);
    expect(stderr).toMatch(/bom\.csv:1:1 {2}date {2}begins with a byte order mark, skipped\n$/);
    expect((await run("bom.csv", "--quiet")).stderr).toBe("");
  });

  it.each([
    ["--horizon", "soon"],
    ["--step", "0mo"],
    ["--quantiles", "0"],
    ["--cap", "much"],
    ["--cap", "5 requests/day"],
    ["--growth-prior", "fast"],
    ["--regime-start", "01/02/26"],
    ["--start", "2026-01-01"],
    ["--unit", "tokens/fortnight"],
    ["--column", "values"],
  ])("refuses %s %s", async (option, value) => {
    const unit = option === "--unit" ? [] : ["--unit", "tokens/day"];
    const { code, stderr } = await run("yearly.csv", ...unit, option, value);
    expect(code).toBe(2);
    expect(stderr).toContain(`command line  ${option}  `);
  });

  it("fits logistic and Gompertz under a cap, and says on what", async () => {
    const { stderr, result } = await json("yearly.csv", "--cap", "6", "--horizon", "10y", "--step", "1y");
    expect(stderr).toMatch(/^fit backend: tfjs-/);
    expect(result.members).toEqual(["local-trend", "logistic", "gompertz"]);
    expect(result.cap).toBe(6);
    expect(result.fitBackend).toMatch(/^tfjs-/);
    for (const { p90 } of result.rows) expect(p90).toBeLessThan(6);
  });

  it("gives CSV for a spreadsheet", async () => {
    const { stdout } = await run("yearly.csv", "--format", "csv", "--unit", "tokens/day");
    const [head, first] = stdout.split("\n");
    expect(head).toBe("date,unit,p10,p50,p90,linear,exponential");
    expect(first).toMatch(/^2025-01-31,tokens\/day,[\d.]+,[\d.]+,[\d.]+,[\d.]+,[\d.]+$/);
    // Columns never move: what was asked for comes last.
    const more = await run(
      "yearly.csv",
      "--format",
      "csv",
      "--unit",
      "tokens/day",
      "--quantiles",
      "2.5,97.5",
    );
    const [moreHead, moreFirst] = more.stdout.split("\n");
    expect(moreHead).toBe(`${head},p2_5,p97_5`);
    expect(moreFirst!.startsWith(`${first},`)).toBe(true);
  });

  it("shows a unit that has a scale as it was asked for", async () => {
    const { stdout } = await run("one.csv", "--unit", "M tokens/day", "--growth-prior", "api");
    expect(stdout).toMatch(/ in M tokens\/day: /);
  });

  it("says flags on stderr where the answer is CSV", async () => {
    const csv = ["--format", "csv", "--horizon", "20y", "--step", "5y"];
    expect((await run("yearly.csv", ...csv)).stderr).toMatch(/^horizon-beyond-history: /);
    expect((await run("yearly.csv", ...csv, "--quiet")).stderr).toBe("");
  });
});

describe("the published series", () => {
  const facts = join(root, "../shared/facts/token-series.csv");
  const text = (() => {
    try {
      return readFileSync(facts, "utf8");
    } catch {
      return undefined;
    }
  })();
  it.skipIf(text === undefined)("work as they are", async () => {
    for (const name of ["google_all_surfaces", "doubao", "openrouter", "microsoft_foundry"]) {
      const { code, stderr } = await forewatt(["forecast", facts, "--series", name]);
      expect([name, code, stderr]).toEqual([name, 0, ""]);
    }
  });
});
