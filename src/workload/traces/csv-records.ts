// CSV lines to records: arrays of cells, one per column of the header.
import { InputError } from "../../base/errors.ts";
import type { BadRows } from "./bad-rows.ts";
import { excerpt } from "./excerpt.ts";
import type { Line, Records, TraceRecord } from "./records.ts";
import { splitCsv } from "./split-csv.ts";

export function csvRecords(file: string, first: Line, rest: Iterable<Line>, bad: BadRows): Records {
  const header = splitCsv(first.text);
  if (typeof header === "string") throw InputError.of(file, "", `the header is ${header}`);
  const columns = header.map((name) => name.trim());

  function* pull(): Generator<TraceRecord> {
    for (const { line, text } of rest) {
      const cells = splitCsv(text);
      if (typeof cells === "string") bad.add({ file, line, column: 1, path: "", message: cells });
      else if (cells.length === columns.length) yield { line, value: cells };
      else {
        const cut = cells.length < columns.length ? " (truncated?)" : "";
        const message = `expected ${columns.length} columns, got ${cells.length}${cut}: ${excerpt(text)}`;
        bad.add({ file, line, column: 1, path: "", message });
      }
    }
  }

  return {
    columns,
    complete: true,
    has: (column) => columns.includes(column),
    cell(column) {
      const index = columns.indexOf(column);
      return (cells) => (cells as string[])[index];
    },
    pull: pull(),
    position: (cells, column) =>
      (cells as string[]).slice(0, columns.indexOf(column)).reduce((sum, cell) => sum + cell.length + 1, 1),
  };
}
