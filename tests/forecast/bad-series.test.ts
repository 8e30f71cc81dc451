// Series that are refused: each problem with its line, all of them at once.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import { read, refusal, values } from "./reading.ts";

describe("a bad series", () => {
  const rows = (...lines: string[]) => `date,value\n2026-01-01,1\n${lines.join("\n")}\n`;
  it.each([
    [
      "a date twice",
      rows("2026-01-01,2"),
      /^s.csv:3:1 {2}date {2}2026-01-01 is there twice: line 2 has it too$/,
    ],
    [
      "rows out of order",
      rows("2025-12-01,2"),
      /^s.csv:3:1 {2}date {2}2025-12-01 comes after 2026-01-01 of line 2/,
    ],
    ["a negative value", rows("2026-02-01,-3"), /^s.csv:3:2 {2}value {2}is negative \(-3\)/],
    [
      "text for a value",
      rows("2026-02-01,n/a"),
      /^s.csv:3:2 {2}value {2}expected a number such as 1.5e12, got "n\/a"$/,
    ],
    ["no value", rows("2026-02-01,"), /^s.csv:3:2 {2}value {2}is empty/],
    ["infinity", rows("2026-02-01,1e999"), /^s.csv:3:2 {2}value {2}"1e999" is too large$/],
    ["an ambiguous comma", rows('2026-02-01,"1,234"'), /^s.csv:3:2 {2}value {2}"1,234" may be 1234 or 1.234/],
    [
      "an Excel date",
      rows("46054,2"),
      /^s.csv:3:1 {2}date {2}"46054" is an Excel day number \(2026-02-01\?\)/,
    ],
    [
      "a year of two digits",
      rows("01/02/26,2"),
      /^s.csv:3:1 {2}date {2}"01\/02\/26" has a year of two digits/,
    ],
    [
      "day or month first",
      rows("01/02/2026,2"),
      /^s.csv:3:1 {2}date {2}"01\/02\/2026" may be day\/month or month\/day/,
    ],
    [
      "a day that is not",
      rows("2026-02-30,2"),
      /^s.csv:3:1 {2}date {2}"2026-02-30" is not a day of the calendar$/,
    ],
    [
      "slashes",
      rows("2026/02/01,2"),
      /^s.csv:3:1 {2}date {2}"2026\/02\/01": write dates with hyphens, 2026-02-01$/,
    ],
    ["a month by name", rows("1-Feb-26,2"), /^s.csv:3:1 {2}date {2}"1-Feb-26" has a year of two digits/],
    [
      "a decimal comma",
      rows('2026-02-01,"5,25"'),
      /^s.csv:3:2 {2}value {2}"5,25" has a decimal comma: write 5.25$/,
    ],
    [
      "points between thousands",
      rows("2026-02-01,1.234.567"),
      /^s.csv:3:2 {2}value {2}"1.234.567" has thousands separators/,
    ],
    [
      "thousands separators without quotes",
      rows("2026-02-01,1,234,567"),
      /^s.csv:3:3 {2}4 cells under a header of 2: is a comma within a number/,
    ],
    [
      "a column twice",
      "date,value,Value\n2026-01-01,1,2\n",
      /^s.csv:1:3 {2}Value {2}columns 2 and 3 are both called "value"/,
    ],
    [
      "a month by name and year",
      rows("Feb 2026,2"),
      /^s.csv:3:1 {2}date {2}"Feb 2026": write dates as 2026-02$/,
    ],
    ["a quarter first", rows("Q2 2026,2"), /^s.csv:3:1 {2}date {2}"Q2 2026": write dates as 2026-Q2$/],
    ["digits alone", rows("20260201,2"), /^s.csv:3:1 {2}date {2}"20260201": write dates as 2026-02-01$/],
    [
      "a week",
      rows("2026-W06,2"),
      /^s.csv:3:1 {2}date {2}"2026-W06" is a week: write dates as 2026-02-02, its Monday$/,
    ],
    [
      "a fiscal year",
      rows("FY2026,2"),
      /^s.csv:3:1 {2}date {2}"FY2026" is a fiscal year, which begins when its/,
    ],
    [
      "a quarter of two digits",
      rows("Q1'26,2"),
      /^s.csv:3:1 {2}date {2}"Q1'26" has a year of two digits: write quarters as/,
    ],
    [
      "millions",
      rows("2026-02-01,3M"),
      /^s.csv:3:2 {2}value {2}"3M" has a scale: write 3e6, or the scale in the unit$/,
    ],
    ["billions", rows("2026-02-01,1.2B"), /^s.csv:3:2 {2}value {2}"1.2B" has a scale: write 1.2e9/],
    [
      "seconds since 1970",
      rows("1769904000,2"),
      /^s.csv:3:1 {2}date {2}"1769904000" is seconds since 1970: write dates as 2026-02-01$/,
    ],
    ["one column", "value\n1\n2\n", /^s.csv:1:1 {2}has one column, "value"/],
    ["no header", "2026-01-01,1\n2026-02-01,2\n", /^s.csv:1:1 {2}no header/],
    ["nothing", "", /^s.csv:1:1 {2}is empty/],
    [
      "an open quote",
      'date,value\n"2026-01-01,1\n',
      /^s.csv:2:1 {2}a quote is opened here and never closed$/,
    ],
    [
      "units of two kinds",
      "date,value,unit\n2026-01-01,1,tokens/day\n2026-02-01,1,requests/day\n",
      /^s.csv:3:3 {2}unit {2}requests\/day cannot be converted to tokens\/day$/,
    ],
    [
      "a period that is none",
      "date,value,unit\n2026-01-01,1,tokens/fortnight\n",
      /^s.csv:2:3 {2}unit {2}"fortnight" is not a period/,
    ],
  ])("%s is refused with its place", (_, text, expected) => {
    expect(refusal(text)).toMatch(expected);
  });

  it.each([
    ["between semicolons", "date;value\n2026-01-01;9.000\n2026-02-01;12.500\n2026-03-01;20.250\n", [2, 3, 4]],
    ["between tabs", "date\tvalue\n2026-01-01\t9.000\n", [2]],
    ["beside whole numbers", "date,value\n2026-01-01,900\n2026-02-01,1.100\n2026-03-01,1.400\n", [3, 4]],
  ])("points that may part thousands are refused %s, each with its line", (_, text, lines) => {
    const said = refusal(text).split("\n");
    expect(said).toHaveLength(lines.length);
    for (const [k, line] of lines.entries())
      expect(said[k]).toMatch(
        new RegExp(`^s.csv:${line}:2  value  "[\\d.]+" may be \\d{4,5} or [\\d.]+: write it without point`),
      );
  });

  it.each([
    ["another cell with other decimals", "date;value\n2026-01-01;9.000\n2026-02-01;12.5\n", [9, 12.5]],
    ["a cell below one", "date;value\n2026-01-01;0.125\n2026-02-01;1.125\n", [0.125, 1.125]],
    [
      "three decimals throughout between commas",
      "date,value\n2026-01-01,9.000\n2026-02-01,1.125\n",
      [9, 1.125],
    ],
    ["whole numbers alone", "date;value\n2026-01-01;900\n2026-02-01;1100\n", [900, 1100]],
    ["what the message says to write", "date;value\n2026-01-01;9.0000\n2026-02-01;12500\n", [9, 12500]],
  ])("a point is a decimal point by %s", (_, text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  it("is told once that hours are too fine, and that a date is there twice where it is", () => {
    const hours = Array.from(
      { length: 48 },
      (_, k) => `2026-01-0${1 + Math.floor(k / 24)} ${String(k % 24).padStart(2, "0")}:00,5`,
    );
    expect(refusal(`date,value\n${hours.join("\n")}\n`)).toBe(
      "s.csv:3:1  date  2026-01-01 01:00 is the same day as 2026-01-01 00:00 of line 2: a series is daily at the finest, add the hours of a day up",
    );
    expect(refusal("date,value\n2026-01-01T00:00,5\n2026-01-01T00:00,6\n")).toContain(
      "2026-01-01 is there twice",
    );
  });

  it("is refused for every unit that is none", () => {
    const text =
      "date,value,unit\n2026-01-01,1,tokens/fortnight\n2026-02-01,1,tokens/d\n2026-03-01,1,tokens/dya\n";
    expect(refusal(text).split("\n")).toEqual([
      expect.stringMatching(/^s.csv:2:3 {2}unit {2}"fortnight" is not a period/),
      expect.stringMatching(/^s.csv:4:3 {2}unit {2}"dya" is not a period.* Did you mean "day"\?$/),
    ]);
  });

  it("is refused for all its problems at once", () => {
    expect(refusal(rows("2026-02-01,x", "26-03-01,-1")).split("\n")).toHaveLength(3);
  });

  it("whatever the text, is read or refused, never worse", () => {
    const cell = fc.oneof(
      fc.constantFrom(
        "2026-01-01",
        "1e12",
        "-4",
        "1,2",
        "46054",
        "",
        "x",
        '"',
        "tokens/day",
        "date",
        "value",
        "\uFEFF",
      ),
      fc.string({ maxLength: 6 }),
    );
    const text = fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(text, (lines) => {
        try {
          const { series } = read(lines.map((line) => line.join(",")).join("\n"));
          return series.observations.every(({ value }) => value > 0 && Number.isFinite(value));
        } catch (error) {
          return error instanceof InputError;
        }
      }),
      { numRuns: 500 },
    );
  });
});
