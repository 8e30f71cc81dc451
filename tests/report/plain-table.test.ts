// Numbers of a column stand at their decimal points whatever their units; words stand to the right.
import { expect, it } from "vitest";
import { aligned, plainTable } from "../../src/report/plain-table.ts";

/** Where the digits before the point end. */
const points = (cells: readonly string[]) =>
  new Set(cells.flatMap((cell) => /^ *[-+<]? ?\$?[\d,]+/.exec(cell)?.[0].length ?? []));

it.each([
  { of: "one unit", cells: ["1.25 ms", "12 ms", "< 0.01 ms"] },
  { of: "several units", cells: ["139 ms", "1.33 s", "5.88 k tok/s", "99.9 %", "$0.137", "$23.20/h"] },
  { of: "factors and percentages", cells: ["5.0x", "128x", "+19.7 %", "0 %", "–"] },
  { of: "millions and billions", cells: ["$43.0M", "-$335M", "$1.07bn"] },
])("$of stand at the point", ({ cells }) => {
  const set = aligned(cells);
  expect(points(set).size).toBe(1);
  expect(new Set(set.map(({ length }) => length)).size).toBe(1);
  expect(set.map((cell) => cell.replace(/ +/g, " ").trim())).toEqual(cells);
});

it("leaves ranges and words as they are", () => {
  expect(aligned(["1 to 2", "10"])).toEqual(["1 to 2", "10"]);
  expect(aligned(["yes", "no"])).toEqual(["yes", "no"]);
});

it("aligns a first column of numbers, and leaves names to the left", () => {
  const first = (names: string[]) =>
    plainTable(
      ["at", "x"],
      names.map((name) => [name, "1"]),
    )
      .split("\n")
      .slice(2, -1)
      .map((line) => line.slice(0, 4));
  expect(first(["7.5", "10"])).toEqual([" 7.5", "10  "]);
  expect(first(["h100", "10"])).toEqual(["h100", "10  "]);
});
