import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Changes, table } from "../accuracy/cases.ts";
import { folderWith, forewatt, smallScenario } from "./cli.ts";

/** Faster than the profile says, by the same factor at every load. */
const points: Changes[] = [
  ["1", "4"],
  ["8", "4.6"],
  ["16", "5"],
  ["32", "6"],
].map(([load_value, value]) => ({ point_id: load_value!, load_value: load_value!, value: value! }));
const scattered = points.map((row, k) => ({ ...row, value: k % 2 === 0 ? "3" : "12" }));
const folder = folderWith({
  "cases.csv": table(...points),
  "one.csv": table(points[1]!),
  "scattered.csv": table(...scattered),
  "seconds.csv": table(...points.map((row) => ({ ...row, value: String(Number(row.value) / 1000) }))),
  "mixed.csv": table(points[0]!, { ...points[1]!, engine: "SGLang" }),
  "scenario.yaml": smallScenario({
    engine: "engine: ./mine.yaml",
    model: "model: llama-3.1-8b\nprecision: { weights: fp8 }",
  }),
});
const at = (name: string) => join(folder, name);
const calibrate = (name: string, ...args: string[]) => forewatt(["calibrate", at(name), ...args]);

describe("forewatt calibrate", () => {
  it("writes an engine file that check accepts and run uses", async () => {
    const made = await calibrate("cases.csv", "--out", at("mine.yaml"), "--format", "json");
    expect(made.code).toBe(0);
    const result = JSON.parse(made.stdout);
    expect(result).toMatchObject({ engine: "vllm", points: 4, helps: true, profile: at("mine.yaml") });
    expect(result.errors[0].after.mapePercent).toBeLessThan(result.errors[0].before.mapePercent);

    expect((await forewatt(["check", at("mine.yaml")])).stdout).toContain("an engine profile, fine");
    const run = await forewatt(["run", at("scenario.yaml"), "--format", "json", "--quiet"]);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout).deployments[0].confidence).toMatchObject({
      basis: "calibrated",
      regime: expect.stringMatching(/^dense vllm /),
    });

    const validate = async (...args: string[]) => {
      const { stdout } = await forewatt(["validate", at("cases.csv"), "--format", "json", ...args]);
      return JSON.parse(stdout).groups.find(
        ({ metric, group }: { metric: string; group: string }) => metric === "tpot" && group === "all",
      ).mapePercent as number;
    };
    expect(await validate("--profile", at("mine.yaml"))).toBeLessThan(await validate());
  });

  it("gives errors before and after as CSV", async () => {
    const { code, stdout } = await calibrate("cases.csv", "--format", "csv");
    const [head, ...rows] = stdout.trimEnd().split("\n");
    expect([code, head]).toEqual([
      0,
      "engine,metric,rows,median_ape_percent_before,median_ape_percent_after,mape_percent_before,mape_percent_after",
    ]);
    expect(rows[0]).toMatch(/^vllm,tpot,4,[\d.]+,[\d.]+,[\d.]+,[\d.]+$/);
  });

  it("takes one point, and says that it cannot be left out", async () => {
    const { code, stdout } = await calibrate("one.csv");
    expect(code).toBe(0);
    expect(stdout).toContain("cannot be left out");
  });

  it("says when it does not help, and writes nothing unless forced", async () => {
    const { code, stdout, stderr } = await calibrate("scattered.csv", "--out", at("no.yaml"));
    expect(code).toBe(1);
    expect(stdout).toContain("does not help");
    expect(stderr).toContain("not written (--force writes it)");
    expect(existsSync(at("no.yaml"))).toBe(false);
    await calibrate("scattered.csv", "--out", at("no.yaml"), "--force");
    expect(readFileSync(at("no.yaml"), "utf8")).toContain("base: vllm");
  });

  it("refuses measurements that are probably in another unit", async () => {
    const { code, stderr } = await calibrate("seconds.csv", "--out", at("no-units.yaml"), "--force");
    expect([code, existsSync(at("no-units.yaml"))]).toEqual([2, false]);
    expect(stderr).toMatch(/seconds\.csv {2}tpot {2}4 of 4 measured about \d+ times less than predicted/);
    const warned = await forewatt(["validate", at("seconds.csv")]);
    expect([warned.code, warned.stderr]).toEqual([0, expect.stringContaining("are the values in ms")]);
  });

  it("names what it makes worse where it writes, too", async () => {
    const { stdout, stderr } = await calibrate("scattered.csv", "--out", at("forced.yaml"), "--force");
    expect(stdout).toContain("Worse: ");
    expect(stderr).toMatch(/written.*on points left out worse: .*tpot [\d.]+ -> [\d.]+ %/);
    expect(readFileSync(at("forced.yaml"), "utf8")).toMatch(/note: MAPE tpot [\d.]+ -> [\d.]+ %/);
  });

  it("asks which engine, where there are several", async () => {
    const { code, stderr } = await calibrate("mixed.csv");
    expect(code).toBe(2);
    expect(stderr).toContain("measurements of sglang, vllm: choose one with --engine");
    expect((await calibrate("mixed.csv", "--engine", "sglang")).code).toBe(0);
  });

  it("names a base that does not exist, at its place", async () => {
    writeFileSync(at("lost.yaml"), readFileSync(at("mine.yaml"), "utf8").replace("base: vllm", "base: vlm"));
    const { code, stderr } = await forewatt(["check", at("lost.yaml")]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/lost\.yaml:2:7 {2}base {2}unknown engine "vlm"\. Did you mean "?vllm/);
  });

  it.each([[["--out", "x.txt"]], [["--tensor", "two"]], [["--hardware", "h100-sxn"]]])(
    "refuses %j",
    async (args) => {
      const { code, stderr } = await calibrate("cases.csv", ...args);
      expect(code).toBe(2);
      expect(stderr).toContain(args[0]);
    },
  );
});
