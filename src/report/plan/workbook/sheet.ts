// A sheet as data: a table of the plan with formulas in place of what follows from other cells, and working columns to the right
// that no CSV file has. Row 1 is the header, row 2 the units.
import type { PlanCell, PlanColumn } from "../columns.ts";
import type { PlanTable } from "../table.ts";
import { type Cells, columnLetters, evaluate, type Value } from "./formula.ts";

export type SheetCell = Value | { formula: string };

export type SheetColumn = Omit<PlanColumn, "of"> & {
  /** In the workbook only. */
  working?: boolean;
};

export interface Sheet {
  name: string;
  columns: readonly SheetColumn[];
  rows: SheetCell[][];
}

/** The first row of data, from 0. */
export const FIRST_ROW = 2;

/** Rows of a table, from 0: the first and one past the last. */
export interface RowRange {
  from: number;
  to: number;
}

/** Rows with equal values in these columns, by those values; a table lists them one after the other. */
export function blocksOf({ columns, rows }: PlanTable, keys: readonly string[]): Map<string, RowRange> {
  const at = keys.map((key) => columns.findIndex(({ name }) => name === key));
  const blocks = new Map<string, RowRange>();
  let last: RowRange | undefined;
  rows.forEach((row, index) => {
    const key = at.map((column) => row[column]).join(" ");
    const block = blocks.get(key);
    if (block === undefined) {
      last = { from: index, to: index + 1 };
      blocks.set(key, last);
    } else if (block === last) block.to++;
    else throw new Error(`rows of ${key} do not stand together`);
  });
  return blocks;
}

/** Where the columns of the sheets stand: formulas name cells by it. */
export interface Layout {
  cell(sheet: string, column: string, row: number): string;
  /** `0` for no rows. */
  range(sheet: string, column: string, block: RowRange | undefined): string;
}

export function layoutOf(sheets: readonly { name: string; columns: readonly { name: string }[] }[]): Layout {
  const letters = new Map(
    sheets.flatMap(({ name, columns }) =>
      columns.map((column, index): [string, string] => [`${name} ${column.name}`, columnLetters(index)]),
    ),
  );
  const letterOf = (sheet: string, column: string): string => {
    const found = letters.get(`${sheet} ${column}`);
    if (found === undefined) throw new Error(`no column ${column} in sheet ${sheet}`);
    return found;
  };
  const rowOf = (row: number) => row + FIRST_ROW + 1;
  return {
    cell: (sheet, column, row) => `${sheet}!${letterOf(sheet, column)}${rowOf(row)}`,
    range: (sheet, column, block) => {
      if (block === undefined) return "0";
      const letter = letterOf(sheet, column);
      return `${sheet}!${letter}${rowOf(block.from)}:${letter}${rowOf(block.to - 1)}`;
    },
  };
}

const DAY_MILLISECONDS = 86_400_000;
/** Day 0 of spreadsheets is 1899-12-30. */
const DAYS_BEFORE_1970 = 25_569;

/** `2027-01-01` or `2027-01-01T00:00:00Z` as the day number that spreadsheets count with. */
export const dayNumber = (date: string): number => Date.parse(date) / DAY_MILLISECONDS + DAYS_BEFORE_1970;
export const dateOfDay = (day: number): Date => new Date((day - DAYS_BEFORE_1970) * DAY_MILLISECONDS);

/** A cell of a table as a sheet holds it. */
export function sheetValue(value: PlanCell, { type }: { type: string }): Value {
  if (value === "" || value === null) return null;
  return type === "date" ? dayNumber(String(value)) : value;
}

/** Every cell of every sheet, formulas evaluated. */
export function valuesOf(sheets: readonly Sheet[]): Map<string, Value[][]> {
  const byName = new Map(sheets.map((sheet) => [sheet.name, sheet]));
  const known = new Map(sheets.map((sheet) => [sheet.name, sheet.rows.map((): Value[] => [])]));
  const cells: Cells = {
    valueAt(name, row, column) {
      const sheet = byName.get(name);
      if (!sheet) throw new Error(`no sheet ${name}`);
      if (row === 0) return sheet.columns[column]?.name ?? null;
      if (row < FIRST_ROW) return sheet.columns[column]?.unit || null;
      const memo = known.get(name)![row - FIRST_ROW];
      if (memo === undefined) return null;
      const found = memo[column];
      if (found !== undefined) return found;
      const cell = sheet.rows[row - FIRST_ROW]![column] ?? null;
      const value = typeof cell === "object" && cell !== null ? evaluate(cell.formula, name, cells) : cell;
      memo[column] = value;
      return value;
    },
  };
  for (const { name, rows, columns } of sheets)
    rows.forEach((_, row) => {
      columns.forEach((_, column) => {
        cells.valueAt(name, row + FIRST_ROW, column);
      });
    });
  return known;
}
