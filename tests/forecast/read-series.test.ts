// Series as they are read: columns, dates, units, and what is said of them.
import { describe, expect, it } from "vitest";
import { areAlike } from "../../src/forecast/alike.ts";
import { isoDate } from "../../src/forecast/calendar.ts";
import { readSeries } from "../../src/forecast/read-series.ts";
import { read, refusal, values } from "./reading.ts";

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
