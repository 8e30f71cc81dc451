// Sheets -> bytes of an .xlsx file and back. Equal sheets, equal bytes: the dates of the file and of its zip entries are fixed.

import type { Worksheet } from "exceljs";
import { unzipSync, zipSync } from "fflate";
import type { PlanColumn } from "../plan/columns.ts";
import type { Value } from "../plan/workbook/formula.ts";
import { dateOfDay, dayNumber, FIRST_ROW, type Sheet, type SheetColumn } from "../plan/workbook/sheet.ts";

export interface WorkbookWords {
  title: string;
  /** Below the first sheet's table. */
  notes: readonly string[];
}

/** Number formats by unit, then by type. */
const unitFormats: Record<string, string> = {
  MW: "#,##0.000",
  "million tokens": "#,##0.0",
  "tokens/s": "#,##0",
  "tokens/s/device": "#,##0",
  "USD/million tokens": "0.0000",
  "t CO2": "#,##0.0",
  MWh: "#,##0.0",
};
const typeFormats: Partial<Record<PlanColumn["type"], string>> = {
  date: "yyyy-mm-dd",
  integer: "#,##0",
  money: "#,##0.00",
  share: "0.0%",
  number: "#,##0.00####",
};
const formatOf = ({ type, unit }: SheetColumn): string =>
  (type === "number" ? unitFormats[unit] : undefined) ?? typeFormats[type] ?? "General";

const colours = { head: "FF1B3A57", working: "FF6B7785", quiet: "FF6B7785", input: "FF0000C0" };
const NEVER = new Date(0);
const WIDEST = 70;
const font = { name: "Calibri", size: 11 };

/** Texts a little away from the numbers before them; headers of numbers above their numbers. */
const alignmentOf = ({ type }: SheetColumn): { horizontal?: "right"; indent?: number } =>
  type === "text" ? { indent: 1 } : type === "any" ? {} : { horizontal: "right" };

/** As wide as its header and what stands below it; long texts up to a limit. */
function widthOf(column: SheetColumn, shown: readonly (Value | undefined)[]): number {
  const decimals = (/\.([0#]*)/.exec(formatOf(column))?.[1] ?? "").length;
  const width = (value: Value | undefined): number => {
    if (typeof value === "string") return value.length;
    if (typeof value !== "number" || column.type === "date") return 10;
    const digits = Math.abs(value) < 1 ? 1 : Math.floor(Math.log10(Math.abs(value))) + 1;
    return digits + Math.floor((digits - 1) / 3) + decimals + 3;
  };
  const widest = shown.reduce<number>((most, value) => Math.max(most, width(value)), column.name.length + 2);
  return Math.min(WIDEST, widest + 1);
}

export async function writeWorkbook(
  sheets: readonly Sheet[],
  values: ReadonlyMap<string, readonly (readonly Value[])[]>,
  { title, notes }: WorkbookWords,
): Promise<Uint8Array> {
  const { default: Excel } = await import("exceljs");
  const workbook = new Excel.Workbook();
  Object.assign(workbook, { creator: "forewatt", lastModifiedBy: "forewatt", title });
  Object.assign(workbook, { created: NEVER, modified: NEVER });
  workbook.calcProperties.fullCalcOnLoad = true;
  for (const [index, { name, columns, rows }] of sheets.entries()) {
    const known = values.get(name)!;
    const frozen = name === "Plan" || name === "Detail" ? 6 : name === "Summary" ? 2 : 1;
    const sheet = workbook.addWorksheet(name, {
      views: [{ state: "frozen", xSplit: frozen, ySplit: FIRST_ROW }],
      pageSetup: { orientation: "landscape", fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    });
    sheet.columns = columns.map((column, at) => ({
      width: widthOf(
        column,
        known.map((row) => row[at]),
      ),
      style: { numFmt: formatOf(column), font, alignment: alignmentOf(column) },
    }));
    const head = sheet.addRow(columns.map((column) => column.name));
    const units = sheet.addRow(columns.map(({ unit }) => unit || null));
    columns.forEach(({ working }, at) => {
      const cell = head.getCell(at + 1);
      cell.font = { ...font, bold: true, color: { argb: "FFFFFFFF" } };
      cell.fill = {
        type: "pattern",
        pattern: "solid",
        fgColor: { argb: working ? colours.working : colours.head },
      };
      units.getCell(at + 1).font = { ...font, italic: true, color: { argb: colours.quiet } };
    });
    rows.forEach((row, r) => {
      const cells = row.map((cell, at) => {
        if (cell !== null && typeof cell === "object")
          return { formula: cell.formula, result: known[r]![at] as number };
        return columns[at]!.type === "date" && typeof cell === "number" ? dateOfDay(cell) : cell;
      });
      const added = sheet.addRow(cells);
      // The colours of financial models: what one may change is blue.
      if (name === "Inputs" && row[4] === "yes")
        added.getCell(3).font = { ...font, color: { argb: colours.input } };
    });
    if (name === "Checks") warnOfDifferences(sheet, rows.length);
    sheet.autoFilter = {
      from: { row: FIRST_ROW, column: 1 },
      to: { row: FIRST_ROW + rows.length, column: columns.length },
    };
    if (index === 0)
      for (const [line, note] of [title, ...notes].entries()) {
        const cell = sheet.getCell(FIRST_ROW + rows.length + 2 + line, 1);
        cell.value = note;
        cell.font = { ...font, ...(line === 0 ? { bold: true } : { color: { argb: colours.quiet } }) };
      }
  }
  const stored = (await workbook.xlsx.writeBuffer({
    zip: { compression: "STORE" },
  } as object)) as unknown as ArrayBuffer;
  // 1980 is the first year that zip knows; its clock has no zone.
  const entries = unzipSync(new Uint8Array(stored), { filter: ({ name }) => !name.endsWith("/") });
  return zipSync(entries, { level: 6, mtime: new Date(1980, 0, 1) });
}

/** A difference that is not zero is red. */
function warnOfDifferences(sheet: Worksheet, rows: number): void {
  sheet.addConditionalFormatting({
    ref: `D${FIRST_ROW + 1}:D${FIRST_ROW + rows}`,
    rules: [
      {
        type: "cellIs",
        operator: "notEqual" as never,
        formulae: [0],
        priority: 1,
        style: { fill: { type: "pattern", pattern: "solid", bgColor: { argb: "FFFFC7CE" } } },
      },
    ],
  });
}

/** The values of every sheet as a viewer shows them, the header first and units left out; dates as day numbers. */
export async function readWorkbook(bytes: Uint8Array): Promise<Map<string, Value[][]>> {
  const { default: Excel } = await import("exceljs");
  const workbook = new Excel.Workbook();
  await workbook.xlsx.load(bytes as never);
  return new Map(
    workbook.worksheets.map((sheet): [string, Value[][]] => {
      const rows: Value[][] = [];
      sheet.eachRow({ includeEmpty: true }, (row, number) => {
        if (number > 1 && number <= FIRST_ROW) return;
        const values: Value[] = [];
        row.eachCell({ includeEmpty: false }, (cell, column) => {
          const shown = cell.type === Excel.ValueType.Formula ? cell.result : cell.value;
          values[column - 1] = shown instanceof Date ? dayNumber(shown.toISOString()) : (shown as Value);
        });
        rows.push(values);
      });
      return [sheet.name, rows];
    }),
  );
}
