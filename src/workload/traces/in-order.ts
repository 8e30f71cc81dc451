// Rows sorted by arrival in bounded memory: logs written at completion are a little out of order. A row that belongs
// before one already passed on, more than 16,384 rows earlier, is a bad row: such a file must be sorted first.
// A ring kept sorted by insertion from its end: free for rows in order; equal times keep their order in the file.
import type { BadRows } from "./bad-rows.ts";
import type { TraceRow } from "./format.ts";

export const reorderRows = 16_384;

export function* inOrder(
  rows: Iterable<TraceRow>,
  file: string,
  bad: BadRows,
  window = reorderRows,
): Generator<TraceRow> {
  const ring = new Array<TraceRow>(window);
  let head = 0;
  let size = 0;
  let passedSeconds = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    if (bad.failing) continue;
    if (row.arrivalSeconds < passedSeconds) {
      const lateSeconds = Number((passedSeconds - row.arrivalSeconds).toPrecision(6));
      const message = `arrives ${lateSeconds} s before a row more than ${window} rows earlier: sort the trace by arrival`;
      bad.add({ file, line: row.line, column: 1, path: "", message });
      continue;
    }
    if (size === window) {
      const first = row.arrivalSeconds < ring[head]!.arrivalSeconds ? row : ring[head]!;
      passedSeconds = first.arrivalSeconds;
      yield first;
      if (first === row) continue;
      head = (head + 1) % window;
      size--;
    }
    let hole = size++;
    while (hole > 0 && ring[(head + hole - 1) % window]!.arrivalSeconds > row.arrivalSeconds) {
      ring[(head + hole) % window] = ring[(head + hole - 1) % window]!;
      hole--;
    }
    ring[(head + hole) % window] = row;
  }
  bad.finish();
  for (let i = 0; i < size; i++) yield ring[(head + i) % window]!;
}
