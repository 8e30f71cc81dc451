// JSON to records: one object a line, one document holding a list of objects, or an object of columns. The keys of
// the first object stand for the header; columns may be paths such as `metadata.request_start_ns`.
import { InputError } from "../../base/errors.ts";
import type { BadRows } from "./bad-rows.ts";
import { excerpt } from "./excerpt.ts";
import type { TraceVariant } from "./format.ts";
import type { CellReader, Line, Records, TraceRecord } from "./records.ts";

const longestDocument = 64 * 1024 * 1024;

export function jsonLineRecords(file: string, first: Line, rest: Iterable<Line>, bad: BadRows): Records {
  function* objects(): Generator<TraceRecord> {
    function* all() {
      yield first;
      yield* rest;
    }
    for (const { line, text } of all()) {
      const value = parseJson(text);
      if (isObject(value)) yield { line, value };
      else
        bad.add({ file, line, column: 1, path: "", message: `expected a JSON object, got ${excerpt(text)}` });
    }
  }
  return recordsOf(file, objects(), bad);
}

/** A whole document, held in memory: a list of objects, or one object. */
export function documentRecords(file: string, first: Line, rest: Iterable<Line>, bad: BadRows): Records {
  const parts = [first.text];
  let length = first.text.length;
  for (const { text } of rest) {
    parts.push(text);
    length += text.length;
    if (length > longestDocument)
      throw InputError.of(file, "", "the JSON document is larger than 64 MiB: give JSON lines or CSV");
  }
  const document = parseJson(parts.join("\n"));
  if (document === undefined) throw InputError.of(file, "", "not a JSON document (truncated?)");
  const list = Array.isArray(document) ? document : [document];
  function* objects(): Generator<TraceRecord> {
    for (const [index, value] of list.entries()) {
      if (isObject(value)) yield { line: 0, value };
      else bad.add({ file, line: 0, column: 0, path: `[${index}]`, message: "expected a JSON object" });
    }
  }
  return recordsOf(file, objects(), bad);
}

function recordsOf(file: string, objects: Generator<TraceRecord>, bad: BadRows): Records {
  const head = objects.next();
  if (head.done) {
    bad.finish();
    throw InputError.of(file, "", "no readable rows");
  }
  const first = head.value;
  function* pull(): Generator<TraceRecord> {
    try {
      yield first;
      yield* objects;
    } finally {
      objects.return(undefined); // closes the file when nobody pulls past the first record
    }
  }
  return {
    columns: Object.keys(first.value as object),
    complete: false,
    has: (column) => pathReader(column)(first.value) !== undefined,
    cell: pathReader,
    pull: pull(),
    position: () => 1,
  };
}

/** Objects of columns, read as records: each is one index into its columns. */
export function columnarRecords(records: Records, lengthColumn: string): Records {
  const longest = records.cell(lengthColumn);
  function* pull(): Generator<TraceRecord> {
    for (const { line, value } of records.pull) {
      const column = longest(value);
      const count = Array.isArray(column) ? column.length : 0;
      for (let index = 0; index < count; index++) yield { line, value: { columns: value, index } };
    }
  }
  return {
    ...records,
    pull: pull(),
    cell(column) {
      const whole = records.cell(column);
      return (value) => {
        const { columns, index } = value as { columns: unknown; index: number };
        const values = whole(columns);
        return Array.isArray(values) ? values[index] : undefined;
      };
    },
  };
}

/** Records of which each is a session, read as its requests. */
export function expandedRecords(
  file: string,
  records: Records,
  expand: NonNullable<TraceVariant["expand"]>,
  bad: BadRows,
): Records {
  function* pull(): Generator<TraceRecord> {
    let sessions = 0;
    for (const { line, value } of records.pull) {
      const requests = expand(value, String(sessions++));
      if ("message" in requests) {
        const { column, message } = requests;
        bad.add({ file, line, column: line > 0 ? 1 : 0, path: column, message });
      } else for (const request of requests) yield { line, value: request };
    }
  }
  return { ...records, has: () => true, pull: pull(), cell: pathReader };
}

function pathReader(path: string): CellReader {
  const keys = path.split(".");
  if (keys.length === 1) return (value) => (value as Record<string, unknown>)[path];
  return (value) => {
    let reached = value;
    for (const key of keys)
      reached = isObject(reached) ? (reached as Record<string, unknown>)[key] : undefined;
    return reached;
  };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
