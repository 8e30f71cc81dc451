// The workbook of a plan: every table as a sheet, its formulas evaluated, and the identity that it says what the CSV files say.
import type { PlanOutput } from "../../../finance/plan.ts";
import { checksSheet } from "../checks.ts";
import type { PlanTable } from "../table.ts";
import type { PlanTables } from "../tables.ts";
import { type Agreement, agreementOf } from "./agreement.ts";
import type { Value } from "./formula.ts";
import { type Sheet, sheetValue, valuesOf } from "./sheet.ts";
import { bookOf, sheetNames } from "./sheets.ts";

export interface PlanBook {
  sheets: Sheet[];
  values: Map<string, Value[][]>;
}

/** Tables in the order of their sheets. */
const sheetOf: Record<keyof PlanTables, string> = {
  ...sheetNames,
  checks: "Checks",
  dictionary: "Dictionary",
};

/** The table of checks with what came of reading the workbook back. */
export function withAgreement(checks: PlanTable, { cells, agreeing }: Pick<Agreement, "cells" | "agreeing">) {
  const line = ["plan.xlsx: cells as in the CSV files = cells of the CSV files", agreeing, cells];
  return { ...checks, rows: [...checks.rows, [...line, agreeing - cells, "cells"]] };
}

export function planBook(tables: PlanTables): PlanBook {
  const book = bookOf(tables, true);
  const { columns, rows } = tables.dictionary;
  const dictionary: Sheet = {
    name: "Dictionary",
    columns,
    rows: rows.map((row) => row.map((value, at) => sheetValue(value, columns[at]!))),
  };
  const sheets = [...book.sheets, checksSheet(book, tables.checks), dictionary];
  return { sheets, values: valuesOf(sheets) };
}

/** How far the sheets, as read back, say what the tables say. */
export function bookAgreement(tables: PlanTables, found: ReadonlyMap<string, Value[][]>): Agreement {
  return agreementOf(
    Object.entries(sheetOf).map(([key, sheet]) => ({
      sheet,
      table: tables[key as keyof PlanTables],
      found: found.get(sheet) ?? [],
    })),
  );
}

export const bookNotes = ({ plan, runId }: PlanOutput): string[] => [
  `run ${runId}, currency ${plan.file.money.currency}`,
  "Blue cells of the sheet Inputs may be changed: totals, unit costs, energy, revenue, carbon and present value follow.",
  "Devices, watts, tokens and bookings are the plan's own; other demand, prices of devices or policy take a new plan.",
  "Grey columns are of this workbook only; all others are the columns of the CSV files, row by row.",
];
