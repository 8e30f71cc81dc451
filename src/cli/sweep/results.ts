// From the parts of a sweep, in order, to results.csv, results.parquet and their dictionary; a row at a time.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type Cell, row } from "../../report/csv.ts";
import { type SweepColumn, sweepColumns, sweepDictionary } from "../../report/sweep-columns.ts";
import { type Part, readRows } from "./parts.ts";
import { writeWhole } from "./write-whole.ts";

/** Rows that are in memory at once. */
const GROUP_ROWS = 20_000;
const BUFFER_CHARACTERS = 1 << 20;

/** Cells of every row, part after part. */
export function* rowsOf(parts: readonly Part[]): Generator<Cell[]> {
  for (const part of parts)
    for (const line of readRows(part).split("\n")) if (line !== "") yield JSON.parse(line) as Cell[];
}

export function* csvLines(parts: readonly Part[], paths: readonly string[]): Generator<string> {
  yield row(sweepColumns(paths).map(({ name }) => name));
  for (const cells of rowsOf(parts)) yield row(cells);
}

export interface RowCount {
  rows: number;
  infeasible: number;
}

export interface Written extends RowCount {
  files: string[];
}

/** Passes the rows on, and counts them. */
function* counted(parts: readonly Part[], paths: readonly string[], count: RowCount): Generator<Cell[]> {
  const feasible = sweepColumns(paths).findIndex(({ name }) => name === "feasible");
  for (const cells of rowsOf(parts)) {
    count.rows++;
    if (cells[feasible] === false) count.infeasible++;
    yield cells;
  }
}

export function countRows(parts: readonly Part[], paths: readonly string[]): RowCount {
  const count = { rows: 0, infeasible: 0 };
  for (const _ of counted(parts, paths, count));
  return count;
}

export async function writeResults(
  folder: string,
  parts: readonly Part[],
  paths: readonly string[],
): Promise<Written> {
  const count = { rows: 0, infeasible: 0 };
  writeLines(join(folder, "results.csv"), csvLines(parts, paths));
  await writeParquet(join(folder, "results.parquet"), sweepColumns(paths), counted(parts, paths, count));
  writeWhole(join(folder, "dictionary.csv"), sweepDictionary(paths));
  return { files: ["results.csv", "results.parquet", "dictionary.csv"], ...count };
}

function writeLines(path: string, lines: Iterable<string>): void {
  const beside = `${path}.${process.pid}.tmp`;
  const file = openSync(beside, "w");
  try {
    let buffer = "";
    for (const line of lines) {
      buffer += line;
      if (buffer.length < BUFFER_CHARACTERS) continue;
      writeSync(file, buffer);
      buffer = "";
    }
    writeSync(file, buffer);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}

const parquetTypes = { integer: "INT64", number: "DOUBLE", boolean: "BOOLEAN", text: "STRING" } as const;

async function writeParquet(
  path: string,
  columns: readonly SweepColumn[],
  rows: Iterable<Cell[]>,
): Promise<void> {
  const { fileWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
  const beside = `${path}.${process.pid}.tmp`;
  const sources = (group: readonly Cell[][]) =>
    columns.map(({ name, type }, index) => ({
      name,
      type: parquetTypes[type],
      nullable: true,
      data: group.map((cells) => {
        const value = cells[index] ?? null;
        return type === "integer" && value !== null ? BigInt(value as number) : value;
      }),
    }));
  const writer = new ParquetWriter({
    writer: fileWriter(beside),
    schema: schemaFromColumnData({ columnData: sources([]) }),
    createdBy: "forewatt",
  });
  let group: Cell[][] = [];
  const flush = async () => {
    if (group.length > 0) await writer.write({ columnData: sources(group), rowGroupSize: GROUP_ROWS });
    group = [];
  };
  try {
    for (const cells of rows) {
      group.push(cells);
      if (group.length === GROUP_ROWS) await flush();
    }
    await flush();
    await writer.finish();
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  renameSync(beside, path);
}
