// Workbook = CSV: how many of the cells that the CSV files have the workbook has too, with the same value. Text and dates agree
// exactly, money to the cent, other numbers to the last digits that a sum of decimals keeps.
import type { PlanCell } from "../columns.ts";
import type { PlanTable } from "../table.ts";
import type { Value } from "./formula.ts";
import { type SheetColumn, sheetValue } from "./sheet.ts";

const RELATIVE = 1e-12;

export function agrees(written: PlanCell, found: Value, column: Pick<SheetColumn, "type">): boolean {
  const value = sheetValue(written, column);
  if (typeof value !== "number" || typeof found !== "number") return value === found;
  if (column.type === "money") return Math.round(100 * value) === Math.round(100 * found);
  return Math.abs(value - found) <= RELATIVE * Math.max(1, Math.abs(value));
}

export interface Agreement {
  /** Cells that are not empty, headers included. */
  cells: number;
  agreeing: number;
  /** The first few that do not agree, in words. */
  differences: string[];
}

const SHOWN = 5;

/** `found`: the values of a table's sheet as read back, the header first. */
export function agreementOf(
  pairs: readonly { sheet: string; table: PlanTable; found: readonly (readonly Value[])[] }[],
): Agreement {
  const total: Agreement = { cells: 0, agreeing: 0, differences: [] };
  for (const { sheet, table, found } of pairs) {
    const header = table.columns.map(({ name }) => name);
    [header, ...table.rows].forEach((row, index) => {
      row.forEach((written, at) => {
        const value = found[index]?.[at] ?? null;
        const column = index === 0 ? { type: "text" } : table.columns[at]!;
        if (written === null || written === "") {
          if (value === null) return;
        } else total.cells++;
        if (agrees(written, value, column as SheetColumn)) total.agreeing++;
        else if (total.differences.length < SHOWN)
          total.differences.push(`${sheet}, row ${index}, ${header[at]}: ${written} and ${value}`);
      });
    });
  }
  return total;
}
