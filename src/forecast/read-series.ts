// A CSV of dates and values -> one series. What has one reading only (a byte order mark, 1,234,567, another unit of the same
// kind) is read and said; what has two, or none, is refused: every such cell at once, with line and column.
import { parse } from "csv-parse/sync";
import { InputError, type Problem } from "../base/errors.ts";
import { isoDate, readDate } from "./calendar.ts";
import type { Observation, Series } from "./series.ts";
import { numberReader, unitReader } from "./series-cells.ts";
import { type Row, rowsOf, type SeriesChoice, type SeriesColumns, seriesColumns } from "./series-columns.ts";

/** Something read differently from how it is written. */
export interface ReadingNote extends Problem {
  code: "byte-order-mark" | "thousands-separators" | "unit-mismatch" | "similar-names";
}

export interface ReadSeries {
  series: Series;
  notes: ReadingNote[];
}

export function readSeries(file: string, text: string, choice: SeriesChoice = {}): ReadSeries {
  const delimiter = delimiterOf(text);
  const [head, ...all] = records(file, text, delimiter);
  if (head === undefined) throw InputError.atStart(file, "is empty: expected a header and dated values");
  const columns = seriesColumns(file, head, choice);
  const { own: rows, alike } = rowsOf(file, columns, all, choice.series);
  const { dateColumn, valueColumn, unitColumn, seriesColumn } = columns;
  const written = rows.map(({ cells }) => cells[valueColumn] ?? "");
  const readNumber = numberReader(written, delimiter);
  const units = unitReader(file, columns, rows, choice);
  const isNone = (cells: readonly string[], isOne: (cell: string) => boolean) =>
    cells.some((cell) => cell !== "") && !cells.some(isOne);
  const dated = rows.map(({ cells }) => cells[dateColumn] ?? "");
  // The wrong column is one mistake, not one in each row.
  const wrong = (option: string, column: string, what: string, [first = ""]: readonly string[]) =>
    InputError.of(
      "command line",
      option,
      `column "${column}" of ${file} holds no ${what}: it begins with "${first}"`,
    );
  if (choice.date !== undefined && isNone(dated, (cell) => readDate(cell).ok))
    throw wrong("--date", choice.date, "dates such as 2026-03-31", dated);
  if (choice.column !== undefined && isNone(written, (cell) => /\d/.test(cell)))
    throw wrong("--column", choice.column, "numbers", written);

  const problems: Problem[] = [];
  const observations: Observation[] = [];
  const dates: Dated[] = [];
  rows.forEach(({ cells, line }, k) => {
    const date = readDate(cells[dateColumn] ?? "");
    const value = readNumber(written[k]!);
    const factor = units.factorOf(cells);
    const problem = (column: number, message: string) =>
      problems.push({ file, line, column: column + 1, path: columns.head[column] ?? "", message });
    if (cells.slice(columns.head.length).some((cell) => cell !== "")) {
      problem(
        columns.head.length,
        `${cells.length} cells under a header of ${columns.head.length}: is a comma within a number or text? Write numbers without, put text in quotes`,
      );
      return;
    }
    if (!date.ok) problem(dateColumn, date.message);
    else dates.push({ timeSeconds: date.timeSeconds, line, text: cells[dateColumn]! });
    if (typeof value === "string") problem(valueColumn, value);
    if (typeof factor === "string") problem(unitColumn < 0 ? valueColumn : unitColumn, factor);
    if (date.ok && typeof value === "number" && typeof factor === "number")
      observations.push({ timeSeconds: date.timeSeconds, value: value * factor, line });
  });
  const disordered = disorder(dates);
  for (const { line, message } of disordered)
    problems.push({ file, line, column: dateColumn + 1, path: columns.head[dateColumn]!, message });
  const naming = disordered.length > 0 ? textColumn(columns, rows) : -1;
  if (naming >= 0)
    problems.push({
      file,
      line: 1,
      column: naming + 1,
      path: columns.head[naming]!,
      message: `is not read, and differs from row to row: if it names what a row is of, call the column "series" and choose one with --series`,
    });
  if (problems.length > 0)
    throw new InputError(problems.sort((a, b) => a.line - b.line || a.column - b.column));

  const notes: ReadingNote[] = [];
  const note = (code: ReadingNote["code"], line: number, column: number, message: string) =>
    notes.push({ code, file, line, column: column + 1, path: columns.head[column] ?? "", message });
  if (text.startsWith("\uFEFF")) note("byte-order-mark", 1, 0, "begins with a byte order mark, skipped");
  for (const { name, rows: others } of alike)
    note(
      "similar-names",
      others[0]!.line,
      seriesColumn,
      `"${name}" is nearly "${choice.series}" and is left out (${others.length === 1 ? "one row" : `${others.length} rows`}): if they are one series, write them alike`,
    );
  const commas = rows.filter((_, k) => written[k]!.includes(","));
  if (commas.length > 0)
    note(
      "thousands-separators",
      commas[0]!.line,
      valueColumn,
      `thousands separators are read as such, in ${commas.length} of ${rows.length} rows`,
    );
  const stated = units.statedBy(rows[0]?.cells ?? []);
  const others = new Set(rows.map(({ cells }) => units.statedBy(cells)).filter((each) => each !== stated));
  for (const other of others) {
    const lines = rows.filter(({ cells }) => units.statedBy(cells) === other).map(({ line }) => line);
    const where = lines.length > 1 ? ` in lines ${lines.join(", ")}` : "";
    const what =
      other === undefined
        ? `no unit${where}: taken as ${units.unit}`
        : `${other} after ${stated ?? "no unit"}${where}: converted to ${units.unit}`;
    note("unit-mismatch", lines[0]!, unitColumn, what);
  }
  const series: Series = {
    name: choice.series ?? columns.head[valueColumn]!,
    unit: units.unit,
    observations: observations.filter(({ value }) => value > 0),
    zeros: observations.filter(({ value }) => value === 0),
    line: head.line,
  };
  return { series, notes };
}

/** A column of words that nothing is read from, where they differ: it may tell several series apart. */
function textColumn(
  { head, dateColumn, valueColumn, unitColumn, seriesColumn }: SeriesColumns,
  rows: readonly Row[],
) {
  const used = [dateColumn, valueColumn, unitColumn, seriesColumn];
  return head.findIndex((_, k) => {
    const cells = rows.map((row) => row.cells[k] ?? "");
    return !used.includes(k) && new Set(cells).size > 1 && cells.every((cell) => /\p{L}/u.test(cell));
  });
}

/** `text` is how it is written: two times of one day are one date. */
type Dated = Pick<Observation, "timeSeconds" | "line"> & { text: string };

function delimiterOf(text: string): string {
  const firstLine = text.slice(0, text.indexOf("\n") >>> 0);
  return [",", ";", "\t"].find((each) => firstLine.includes(each)) ?? ",";
}

function records(file: string, text: string, delimiter: string): Row[] {
  try {
    const all = parse(text, {
      bom: true,
      info: true,
      delimiter,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return all.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    const { code, lines, message } = error as Error & { code?: string; lines?: number };
    const place =
      code === "CSV_QUOTE_NOT_CLOSED" ? { line: lineOfOpenQuote(text), message: openQuote } : undefined;
    throw new InputError([{ file, column: 1, path: "", ...(place ?? { line: lines ?? 1, message }) }]);
  }
}

const openQuote = "a quote is opened here and never closed";

/** Where quotes pair up, the last that opens. */
function lineOfOpenQuote(text: string): number {
  let opened = 0;
  let open = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    open = !open;
    if (open) opened = at;
  }
  return text.slice(0, opened).split("\n").length;
}

/** Two rows of one date, or one that is earlier than the row before. Rows within a day are one problem, not one each. */
function disorder(dates: readonly Dated[]): { line: number; message: string }[] {
  const firsts = new Map<number, Dated>();
  const isWithinDay = (each: Dated, first: Dated) => /\d:\d/.test(each.text) && each.text !== first.text;
  let toldOfHours = false;
  return dates.flatMap((each, k) => {
    const { timeSeconds, line } = each;
    const before = dates[k - 1];
    const first = firsts.get(timeSeconds);
    if (first !== undefined && isWithinDay(each, first)) {
      if (toldOfHours) return [];
      toldOfHours = true;
      const message = `${each.text} is the same day as ${first.text} of line ${first.line}: a series is daily at the finest, add the hours of a day up`;
      return [{ line, message }];
    }
    if (first !== undefined)
      return [{ line, message: `${isoDate(timeSeconds)} is there twice: line ${first.line} has it too` }];
    firsts.set(timeSeconds, each);
    if (before === undefined || timeSeconds > before.timeSeconds) return [];
    const earlier = `${isoDate(timeSeconds)} comes after ${isoDate(before.timeSeconds)} of line ${before.line}`;
    return [{ line, message: `${earlier}: put the rows in order` }];
  });
}
