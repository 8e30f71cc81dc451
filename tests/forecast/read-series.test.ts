import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/errors.ts";
import { areAlike } from "../../src/forecast/alike.ts";
import { isoDate } from "../../src/forecast/calendar.ts";
import { readSeries } from "../../src/forecast/read-series.ts";

const read = (text: string, choice = {}) => readSeries("s.csv", text, choice);
const values = (text: string, choice = {}) =>
  read(text, choice).series.observations.map(({ value }) => value);

function refusal(text: string, choice = {}): string {
  try {
    read(text, choice);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error("read without a problem");
}

describe("a series", () => {
  it("is read by the names of its columns", () => {
    const { series } = read("day,tokens_per_day\n2026-01-01,1e12\n2026-02-01,2e12\n");
    expect(series.unit).toBe("tokens/day");
    expect(series.observations.map(({ timeSeconds }) => isoDate(timeSeconds))).toEqual([
      "2026-01-01",
      "2026-02-01",
    ]);
  });

  it("takes months, quarters and years as their first day", () => {
    const { series } = read("period,value\n2024,1\n2025-Q3,2\n2026-04,3\n2026-05-06T12:00:00Z,4\n");
    expect(series.observations.map(({ timeSeconds }) => isoDate(timeSeconds))).toEqual([
      "2024-01-01",
      "2025-07-01",
      "2026-04-01",
      "2026-05-06",
    ]);
  });

  it("is chosen where the file has several", () => {
    const file = "series,date,value\na,2026-01-01,1\nb,2026-01-01,2\na,2026-02-01,3\n";
    expect(values(file, { series: "a" })).toEqual([1, 3]);
    expect(refusal(file)).toBe("s.csv:1:1  holds 2 series, choose one with --series: a, b");
    expect(refusal(file, { series: "aa" })).toContain('no series "aa" in s.csv');
  });

  it("is told to be a column where each series has one", () => {
    expect(refusal("date,chat,agents\n2026-01-01,1,2\n", { series: "agents" })).toBe(
      'command line  --series  "agents" is a column of s.csv: choose it with --column agents',
    );
  });

  it("is converted to the unit asked for", () => {
    const file = "date,value,unit\n2026-01-01,1440,tokens/minute\n2026-02-01,7,tokens per week\n";
    expect(values(file, { unit: "tokens/day" })).toEqual([1440 * 1440, 1]);
    expect(values("date,value\n2026-01-01,5\n", { unit: "M tokens/day" })).toEqual([5]);
    const quarter = values("date,value,unit\n2026-01-01,3,Mtok/quarter\n", { unit: "tokens/month" });
    expect(quarter[0]).toBeCloseTo(1e6, 6);
  });

  it.each(["model", "Product", "team"])("is one of several under a column called %s", (name) => {
    const file = `${name},date,value\na,2026-01-01,1\nb,2026-02-01,2\na,2026-03-01,3\n`;
    expect(values(file, { series: "a" })).toEqual([1, 3]);
    expect(refusal(file)).toContain("holds 2 series, choose one with --series: a, b");
  });

  it("names the column of words that may tell its rows apart where dates are there twice", () => {
    const said = refusal("region,date,value\neu,2026-01-01,1\nus,2026-01-01,2\n").split("\n");
    expect(said[0]).toMatch(/^s.csv:1:1 {2}region {2}is not read, and differs .* call the column "series"/);
    expect(said[1]).toContain("2026-01-01 is there twice");
    expect(refusal("source,date,value\nsame,2026-01-01,1\nsame,2026-01-01,2\n").split("\n")).toHaveLength(1);
  });

  it("is refused once for an option that is wrong, not once a row", () => {
    const file = "series,date,value,unit\na,2026-01-01,1,tokens/day\na,2026-02-01,2,tokens/week\n";
    expect(refusal(file, { unit: "GB/day" })).toBe(
      "command line  --unit  s.csv is in tokens/day, which cannot be converted to GB/day",
    );
    expect(refusal(file, { date: "unit" })).toMatch(
      /^command line {2}--date {2}column "unit" of s.csv holds no dates/,
    );
    expect(refusal(file, { column: "unit" })).toMatch(
      /^command line {2}--column {2}column "unit" of s.csv holds no num/,
    );
  });

  it("keeps zeros apart", () => {
    const { series } = read("date,value\n2026-01-01,0\n2026-02-01,3\n");
    expect([series.zeros.length, series.observations.length]).toEqual([1, 1]);
  });
});

describe("what is read and said", () => {
  it.each([
    ["a byte order mark", "\uFEFFdate,value\n2026-01-01,1\n", "byte-order-mark", 1],
    [
      "thousands separators",
      'date,value\n2026-01-01,"980,000"\n2026-02-01,"1,200,000"\n',
      "thousands-separators",
      2,
    ],
    [
      "a change of unit",
      "date,value,unit\n2026-01-01,1,tokens/day\n2026-02-01,60,tokens/month\n",
      "unit-mismatch",
      3,
    ],
    [
      "a unit that the first row leaves out",
      "date,value,unit\n2026-01-01,1,\n2026-02-01,60,tokens/day\n",
      "unit-mismatch",
      3,
    ],
    [
      "a series of nearly the same name",
      "series,date,value\nchat,2026-01-01,1\nChat,2026-02-01,2\nteam,2026-01-01,1\n",
      "similar-names",
      3,
    ],
  ])("%s", (_, text, code, line) => {
    expect(
      read(text, text.startsWith("series") ? { series: "chat" } : {}).notes.map((note) => [
        note.code,
        note.line,
      ]),
    ).toEqual([[code, line]]);
  });
});

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

describe("names of one file", () => {
  it.each([
    ["OpenAI", "Open AI", true],
    ["chat", "CHAT", true],
    ["agent", "agents", true],
    ["google", "googel", true],
    ["team-1", "team-2", false],
    ["team", "team-2", false],
    ["api", "apis", false],
    ["chat", "batch", false],
  ])("%s and %s", (one, other, alike) => {
    expect([areAlike(one, other), areAlike(other, one)]).toEqual([alike, alike]);
  });

  it("that are nearly the same are told where one is to be chosen", () => {
    const text = "series,date,value\nOpenAI,2026-01-01,1\nteam,2026-01-01,1\nOpen AI,2026-02-01,2\n";
    expect(refusal(text).split("\n")).toEqual([
      expect.stringMatching(/^s.csv:1:1 {2}holds 3 series/),
      's.csv:4:1  series  "Open AI" is nearly "OpenAI" of line 2: if they are one series, write them alike',
    ]);
  });
});

describe("what a header says of the unit", () => {
  it.each([
    ["tokens_per_day", "tokens/day"],
    ["value (M tokens/day)", "M tokens/day"],
    ["Tokens (M)", "M Tokens"],
    ["tokens/day (M)", "M tokens/day"],
    ["power [MW]", "MW"],
    ["value", "units"],
  ])("%s: %s", (header, unit) => {
    expect(readSeries("s.csv", `date,${header}\n2025-01-31,3\n`).series.unit).toBe(unit);
  });

  it("every row with another unit is told", () => {
    const rows = ["tokens/day", "M tokens/day", "k tokens/day", "M tokens/day"];
    const text = rows.map((unit, k) => `2025-0${k + 1}-01,3,${unit}`).join("\n");
    const { notes } = readSeries("s.csv", `date,value,unit\n${text}\n`);
    expect(notes.map(({ line }) => line)).toEqual([3, 4]);
    expect(notes[0]!.message).toContain("in lines 3, 5");
  });
});

describe("a date with one reading", () => {
  it.each([
    ["31.01.2025", "write dates as 2025-01-31"],
    ["12/31/2025", "write dates as 2025-12-31"],
    ["05/05/2025", "write dates as 2025-05-05"],
    ["05/06/2025", "may be day/month or month/day"],
  ])("%s: %s", (date, said) => {
    expect(() => readSeries("s.csv", `date,value\n${date},3\n`)).toThrow(said);
  });
});
