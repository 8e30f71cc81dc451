// Waterfalls for the terminal: bars give way to the figures, which stand at their points in the unit of the total.
import { expect, it } from "vitest";
import { explainTable } from "../../src/report/explain-table.ts";

const waterfall = {
  of: "energy per output token",
  unit: "J" as const,
  total: 0.34,
  parts: [
    { component: "decode: launch and host", amount: 0.25 },
    { component: "cooling and distribution", amount: 0.0899874 },
    { component: "idle devices", amount: 0.0000126 },
  ],
};
const explanation = {
  name: "a",
  waterfalls: { energy: waterfall },
  effectRequests: null,
  resources: [],
  figures: [],
};
const lines = (width: number) =>
  explainTable("t", [explanation as never], [], { figureCount: 0, width })
    .split("\n")
    .filter((line) => line.startsWith("  "));

it.each([40, 60, 80, 120])("fits %i columns as far as names and figures do", (width) => {
  for (const line of lines(width)) expect(line.length).toBeLessThanOrEqual(Math.max(width, 52));
});

it("draws no bar where one would say nothing, and none longer than elsewhere", () => {
  expect(lines(40).join("")).not.toContain("█");
  expect(lines(60).join("")).toContain("█");
  expect(lines(300)).toEqual(lines(100));
});

it("has amounts and shares at their points, in one unit", () => {
  const shown = lines(40);
  expect(shown.map((line) => line.replace(/ +/g, " ").trim())).toEqual([
    "decode: launch and host 250 mJ 73.5 %",
    "cooling and distribution 90.0 mJ 26.5 %",
    "idle devices 0.0126 mJ < 0.01 %",
  ]);
  const digits = shown.map((line) => /[\d]+(?=(\.\d+)? +mJ)/.exec(line)!);
  expect(new Set(digits.map(({ index, 0: text }) => index + text.length)).size).toBe(1);
});
