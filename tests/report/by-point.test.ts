import { expect, test } from "vitest";
import { textTable } from "../../src/report/html/block.ts";
import { byPoint } from "../../src/report/html/by-point.ts";

test("points stand below each other where a column is nothing but figures", () => {
  expect(byPoint(["89.6", "100", "1,112.25", "–"])).toEqual([
    "89.6\u2007",
    "100\u2008\u2007\u2007",
    "1,112.25",
    "–",
  ]);
  for (const kept of [
    ["1", "20"],
    ["1.5 ms", "20 s"],
    ["2.5", "3 (2 to 4)"],
  ])
    expect(byPoint(kept)).toEqual(kept);
});

test("tables of pages have them so", () => {
  const { groups } = textTable(
    "t",
    ["name", "value"],
    [
      ["a", "1.5"],
      ["b", "20"],
    ],
  );
  expect(groups[0]!.rows.map(([, value]) => value!.html)).toEqual([
    "1.5",
    '20<span class="pad">\u2008\u2007</span>',
  ]);
});

test("a unit that all share stays with its figure; where units differ nothing is moved", () => {
  expect(byPoint(["100 %", "99.9 %", "never"])).toEqual(["100 %\u2008\u2007", "99.9 %", "never"]);
  expect(byPoint(["1.4x", "12x", "–"])).toEqual(["1.4x", "12x\u2008\u2007", "–"]);
  expect(byPoint(["488 ms", "3.31 s"])).toEqual(["488 ms", "3.31 s"]);
  expect(byPoint(["45.77 to 46.02", "32 to 33"])).toEqual(["45.77 to 46.02", "32 to 33"]);
});
