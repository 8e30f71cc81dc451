// The workbook of a plan: formulas that give what the CSV files say, a reader that finds what does not, the same bytes each time.
import { beforeAll, describe, expect, it } from "vitest";
import type { PlanTables } from "../../src/report/plan/tables.ts";
import { planTables } from "../../src/report/plan/tables.ts";
import { agreementOf } from "../../src/report/plan/workbook/agreement.ts";
import { columnLetters, evaluate, roundTo, type Value } from "../../src/report/plan/workbook/formula.ts";
import { bookAgreement, planBook, withAgreement } from "../../src/report/plan/workbook/plan-book.ts";
import { FIRST_ROW, type Sheet, valuesOf } from "../../src/report/plan/workbook/sheet.ts";
import { readWorkbook, writeWorkbook } from "../../src/report/render/workbook.ts";
import { planOutput } from "../finance/plan-output.ts";

/** Cells of one sheet: A1 is 1, B1 2, A2 a text, B2 nothing, A3 0.5. */
const grid: Value[][] = [[1, 2], ["text", null], [0.5]];
const cells = { valueAt: (_: string, row: number, column: number) => grid[row]?.[column] ?? null };
const value = (formula: string) => evaluate(formula, "S", cells);

describe("formulas", () => {
  // What Excel and LibreOffice give for the same.
  it.each<[string, Value]>([
    ["1+2*3^2/-3", -5],
    ["(1+2)*3-2-1", 6],
    ["2^-1", 0.5],
    ["SUM(A1:B3)", 3.5],
    ["SUM(A1:A3,B1,10)", 13.5],
    ["MAX(A1:B1)-MIN(A1:B1)", 1],
    ["COUNTA(A1:B3)", 4],
    ["ROUND(2.675,2)", 2.68],
    ["ROUND(-2.5,0)", -3],
    ["ROUND(1.005*1000,0)", 1005],
    ["IF(A1<=B1,A3,0)", 0.5],
    ["SUMPRODUCT(A1:B1,A1:B1)", 5],
    ['SUMIF(A1:B1,">="&B1,A1:B1)', 2],
    ['"a"&A1&"b"', "a1b"],
    ["NPV(0.1,110,121)", 200],
    ["$B$1*S!A3", 1],
  ])("%s is %s", (formula, expected) => {
    if (typeof expected === "number") expect(value(formula)).toBeCloseTo(expected, 10);
    else expect(value(formula)).toBe(expected);
  });

  it("refuse what they do not know rather than give something", () => {
    expect(() => value("VLOOKUP(A1)")).toThrow("unknown function VLOOKUP");
    expect(() => value("A1+A2")).toThrow("text where a number is expected");
    expect(() => value("A1:B1+1")).toThrow("a range where");
    expect(() => value("1+")).toThrow("unexpected end");
    expect(() => value("1 2")).toThrow("unexpected 2");
  });

  it("name columns as spreadsheets do", () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual([
      "A",
      "Z",
      "AA",
      "AZ",
      "BA",
      "ZZ",
      "AAA",
    ]);
    // 2.675 * 100 is 267.49999999999994.
    expect(roundTo(2.675, 2)).toBe(2.68);
  });
});

describe("the workbook of a plan", () => {
  let tables: PlanTables;
  let bytes: Uint8Array;
  let sheets: Sheet[];
  const words = { title: "test", notes: ["a note"] };

  beforeAll(async () => {
    const made = planTables(
      planOutput({ growth: 3, avoided: 0.1, lifeMonths: 48, spareSteps: 1, residual: 0.1 }),
    );
    tables = { ...made, checks: withAgreement(made.checks, { cells: 1, agreeing: 1 }) };
    const book = planBook(tables);
    sheets = book.sheets;
    bytes = await writeWorkbook(sheets, book.values, words);
  });

  it("has every table as a sheet, and says what the CSV files say in every cell", async () => {
    const found = await readWorkbook(bytes);
    expect([...found.keys()]).toEqual([
      "Summary",
      "Inputs",
      "Plan",
      "Detail",
      "Procurement",
      "FOCUS",
      "Checks",
      "Dictionary",
    ]);
    const { cells, agreeing, differences } = bookAgreement(tables, found);
    expect(differences).toEqual([]);
    expect(agreeing).toBe(cells);
    expect(cells).toBeGreaterThan(2000);
  });

  it("has formulas for totals, unit costs, energy, revenue, bills and identities", () => {
    const formulasIn = (name: string, column: string) => {
      const sheet = sheets.find((each) => each.name === name)!;
      const at = sheet.columns.findIndex((each) => each.name === column);
      return sheet.rows.filter((row) => typeof row[at] === "object" && row[at] !== null).length;
    };
    const rows = (name: string) => sheets.find((each) => each.name === name)!.rows.length;
    for (const column of [
      "served_tokens_millions",
      "capex_usd",
      "total_cash_usd",
      "npv_usd",
      "cumulative_cash_usd",
    ])
      expect(formulasIn("Plan", column)).toBe(rows("Plan"));
    for (const column of ["energy_mwh", "total_amortised_usd", "revenue_usd", "carbon_tonnes"])
      expect(formulasIn("Detail", column)).toBe(rows("Detail"));
    expect(formulasIn("FOCUS", "BilledCost")).toBeGreaterThan(0.5 * rows("FOCUS"));
    for (const column of ["left", "right", "difference"])
      expect(formulasIn("Checks", column)).toBe(rows("Checks") - 1);
  });

  it("follows an input that is changed, and its identities still hold", () => {
    const changed = sheets.map((sheet) => ({ ...sheet, rows: sheet.rows.map((row) => [...row]) }));
    const inputs = changed.find(({ name }) => name === "Inputs")!;
    for (const row of inputs.rows) if (row[4] === "yes") row[2] = Number(row[2]) * 1.5 + 0.01;
    const [before, after] = [valuesOf(sheets), valuesOf(changed)];
    const at = sheets
      .find(({ name }) => name === "Summary")!
      .columns.findIndex(({ name }) => name === "npv_usd");
    const netPresent = (values: typeof before) => values.get("Summary")![0]![at];
    expect(netPresent(after)).not.toBe(netPresent(before));
    for (const row of after.get("Checks")!.slice(0, -1)) expect(row).toMatchObject({ 3: 0 });
  });

  it("is found out where a cell is wrong", () => {
    const values = valuesOf(sheets);
    const written = tables.plan.columns.findIndex(({ name }) => name === "capex_usd");
    const found = [tables.plan.columns.map(({ name }) => name), ...values.get("Plan")!].map((row) => [
      ...row,
    ]);
    const row = found.findIndex((each, index) => index > 0 && Number(each[written]) > 0);
    expect(row).toBeGreaterThan(0);
    found[row]![written] = Number(found[row]![written]) + 0.01;
    const { cells, agreeing, differences } = agreementOf([{ sheet: "Plan", table: tables.plan, found }]);
    expect(cells - agreeing).toBe(1);
    expect(differences).toEqual([expect.stringMatching(`^Plan, row ${row}, capex_usd: `)]);
  });

  it("is the same bytes each time", async () => {
    const again = planBook(tables);
    expect(
      Buffer.from(await writeWorkbook(again.sheets, again.values, words)).equals(Buffer.from(bytes)),
    ).toBe(true);
    expect(FIRST_ROW).toBe(2);
  });
});
