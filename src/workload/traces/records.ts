// A trace as records with named columns, whatever the layout: CSV with a header, JSON lines, or one JSON document.
// Records are pulled one by one.
import { InputError } from "../../base/errors.ts";
import type { BadRows } from "./bad-rows.ts";
import { csvRecords } from "./csv-records.ts";
import { documentRecords, jsonLineRecords } from "./json-records.ts";
import { lines } from "./lines.ts";
import type { TraceInput } from "./trace-input.ts";

export interface TraceRecord {
  /** 1-based; 0 inside a JSON document. */
  line: number;
  value: unknown;
}

/** Reads one column of a record's value. */
export type CellReader = (value: unknown) => unknown;

export interface Records {
  /** The CSV header, or the keys of the first record: an optional column it lacks is not looked for later. */
  columns: readonly string[];
  /** Whether later records have no others. */
  complete: boolean;
  has(column: string): boolean;
  cell(column: string): CellReader;
  pull: Generator<TraceRecord>;
  /** Where in its line a column's value stands, 1-based; only CSV can tell. */
  position(value: unknown, column: string): number;
}

export interface Line {
  line: number;
  text: string;
}

export function openRecords(input: TraceInput, bad: BadRows): Records {
  const source = writtenLines(input);
  const first = source.next();
  if (first.done) throw InputError.atStart(input.name, "the file is empty");
  const text = first.value.text.trim();
  if (text.startsWith("[") || text === "{") return documentRecords(input.name, first.value, source, bad);
  if (text.startsWith("{")) return jsonLineRecords(input.name, first.value, source, bad);
  return csvRecords(input.name, first.value, source, bad);
}

/** Lines that are not blank, with their numbers. */
export function* writtenLines(input: TraceInput): Generator<Line> {
  let line = 0;
  for (const text of lines(input)) {
    line++;
    if (text.trim() !== "") yield { line, text };
  }
}
