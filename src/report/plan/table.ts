// A table that finance takes: columns with their meaning, rows of cells. CSV, workbook, checks and dictionary read the same one.
import { cell, plainNumber } from "../csv.ts";
import type { PlanCell, PlanColumn } from "./columns.ts";

type Described = Omit<PlanColumn, "of">;

export interface PlanTable {
  file: string;
  columns: readonly Described[];
  rows: PlanCell[][];
}

/** Money with its cents; other numbers with the digits they have. */
function written(value: PlanCell, { type }: Described): string {
  if (typeof value === "number") return type === "money" ? value.toFixed(2) : plainNumber(value);
  return cell(value);
}

export function* planTableCsv({ columns, rows }: PlanTable): Generator<string> {
  yield `${columns.map(({ name }) => name).join(",")}\n`;
  for (const row of rows) yield `${row.map((value, index) => written(value, columns[index]!)).join(",")}\n`;
}

/** What a column was written as, read back: what checks are made on. */
export function columnOf({ columns, rows }: PlanTable, name: string): number[] {
  const index = columns.findIndex((each) => each.name === name);
  return rows.map((row) => Number(written(row[index]!, columns[index]!)));
}

export const describe = (
  name: string,
  type: Described["type"],
  unit: string,
  meaning: string,
  formula = "",
  source = "plan",
): Described => ({ name, type, unit, meaning, formula, source });

/** dictionary.csv: every column of every table, and of what is no file of its own. */
export function dictionaryOf(
  tables: readonly PlanTable[],
  others: readonly Pick<PlanTable, "file" | "columns">[],
): PlanTable {
  const columns = [
    describe("file", "text", "", "file the column is in"),
    describe("column", "text", "", "its header"),
    describe("unit", "text", "", "unit of its numbers"),
    describe("type", "text", "", "text, date, integer, number, share, money, or any of them"),
    describe("meaning", "text", "", "what it says"),
    describe("formula", "text", "", "how it follows from others"),
    describe("source", "text", "", "where it comes from"),
  ];
  const table: PlanTable = { file: "dictionary.csv", columns, rows: [] };
  for (const { file, columns: described } of [...tables, table, ...others])
    for (const { name, unit, type, meaning, formula, source } of described)
      table.rows.push([file, name, unit, type, meaning, formula, source]);
  return table;
}
