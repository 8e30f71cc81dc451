// The values of an empirical length distribution: a CSV column named in its header, or the only column, with or
// without a header.
import { parse } from "csv-parse/sync";
import { InputError, type Problem } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";

const MAX_PROBLEMS = 20;

/** Whole numbers of tokens, at least 1. Throws an InputError with every bad line (the first 20). */
export function readEmpirical(file: string, text: string, column: string | undefined): number[] {
  const rows = csvRows(file, text);
  const header = rows[0]?.cells.every((cell) => !/^\s*[\d.]+\s*$/.test(cell))
    ? rows.shift()!.cells
    : undefined;
  const wanted = (header ?? rows[0]?.cells ?? []).map((cell) => cell.trim());
  if (column === undefined && wanted.length > 1)
    throw InputError.of(file, "", `has ${wanted.length} columns: say which with column:`);
  const index = column === undefined ? 0 : header ? wanted.indexOf(column) : -1;
  if (index < 0)
    throw InputError.of(
      file,
      "",
      header
        ? `no column "${column}".${didYouMean(column!, wanted)}`
        : `no header that names the column "${column}"`,
    );
  if (rows.length === 0) throw InputError.of(file, "", "no values");

  const problems: Problem[] = [];
  const values = rows.map(({ cells, line }) => {
    const value = Number(cells[index]?.trim() || Number.NaN);
    if (!Number.isInteger(value) || value < 1) {
      problems.push({
        file,
        line,
        column: 1,
        path: column ?? "",
        message: `expected a whole number of tokens, at least 1, got "${cells[index] ?? ""}"`,
      });
    }
    return value;
  });
  if (problems.length > 0) throw new InputError(problems.slice(0, MAX_PROBLEMS));
  return values;
}

function csvRows(file: string, text: string): { cells: string[]; line: number }[] {
  try {
    const records = parse(text, {
      relax_column_count: true,
      skip_empty_lines: true,
      bom: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    throw InputError.of(file, "", `not valid CSV: ${(error as Error).message}`);
  }
}
