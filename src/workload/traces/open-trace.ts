// A trace file opened for one pass: its requests in order of arrival, and what was left out.

import { badRows, type SkippedRows } from "./bad-rows.ts";
import type { TraceRow, TraceVariant } from "./format.ts";
import type { TraceFormat } from "./formats/names.ts";
import { inOrder } from "./in-order.ts";
import { columnarRecords, expandedRecords } from "./json-records.ts";
import { rowReader } from "./read-row.ts";
import { recognise } from "./recognise.ts";
import { openRecords, type Records } from "./records.ts";
import type { TraceInput } from "./trace-input.ts";

export interface TraceOptions {
  /** Default: recognised by the header. */
  format?: TraceFormat | undefined;
  onBadRow?: "fail" | "skip" | undefined;
}

export interface OpenTrace {
  /** Requests by arrival, in seconds from the first row; pulled lazily. Throws an InputError where a row is bad. */
  rows: Generator<TraceRow>;
  skipped: SkippedRows;
  /** Which optional columns the trace has. */
  has: { sessionId: boolean; blockHashes: boolean; waits: boolean };
  /** Known after the first row; 0 where the trace has no hashes. */
  hashBlockTokens(): number;
}

export function openTrace(input: TraceInput, { format, onBadRow = "fail" }: TraceOptions = {}): OpenTrace {
  const bad = badRows(onBadRow);
  const opened = openRecords(input, bad);
  const variant = recognise(input.name, opened, format);
  const records = variant.columnar
    ? columnarRecords(opened, variant.arrival!.column)
    : variant.expand
      ? expandedRecords(input.name, opened, variant.expand, bad)
      : opened;
  const reader = rowReader(variant, records, (path, message, line) =>
    bad.overlook({ file: input.name, line, column: line > 0 ? 1 : 0, path, message }),
  );
  const has = (column: string | undefined) => column !== undefined && records.has(column);

  function* rows(): Generator<TraceRow> {
    for (const { line, value } of records.pull) {
      const row: TraceRow = {
        arrivalSeconds: 0,
        inputTokens: 0,
        outputTokens: 0,
        blockHashes: undefined,
        sessionId: undefined,
        timed: true,
        requestId: undefined,
        waitsFor: undefined,
        delaySeconds: undefined,
        resets: false,
        line,
      };
      const fault = reader.read(value, row);
      if (fault === undefined) {
        yield row;
        continue;
      }
      const column = line > 0 ? records.position(value, fault.column) : 0;
      const problem = { file: input.name, line, column, path: fault.column, message: fault.message };
      if (fault.excluded) bad.leaveOut(problem);
      else bad.add(problem);
    }
  }

  return {
    rows: inOrder(rows(), input.name, bad),
    skipped: bad.skipped,
    has: {
      sessionId: has(variant.sessionId),
      blockHashes: has(variant.blockHashes?.column),
      waits: mayWait(variant, records),
    },
    hashBlockTokens: reader.hashBlockTokens,
  };
}

/** Only later requests of a session wait, so a first record need not have the columns of that. */
function mayWait(
  { expand, delays, waitsFor, requestId, sessionId }: TraceVariant,
  records: Records,
): boolean {
  if (expand !== undefined) return true;
  if (delays === undefined) return false;
  const telling = [
    waitsFor,
    ...delays.map(({ column }) => column),
    ...(records.complete ? [] : [requestId, sessionId]),
  ];
  return telling.some((column) => column !== undefined && records.has(column));
}
