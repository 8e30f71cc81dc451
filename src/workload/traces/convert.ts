// Any known trace to forewatt's CSV, streamed, line by line and without line ends. Arrivals count from the first.
import type { SkippedRows } from "./bad-rows.ts";
import { type OpenTrace, openTrace, type TraceOptions } from "./open-trace.ts";
import type { TraceInput } from "./trace-input.ts";

export interface ConvertedTrace extends Iterable<string> {
  /** Grows while the lines are pulled. */
  readonly skipped: SkippedRows;
}

export function convertTrace(input: TraceInput, options: TraceOptions = {}): ConvertedTrace {
  const trace = openTrace(input, options);
  return { skipped: trace.skipped, [Symbol.iterator]: () => convertedLines(trace) };
}

function* convertedLines({ rows, has, hashBlockTokens }: OpenTrace): Generator<string> {
  const columns = ["arrival_seconds", "input_tokens", "output_tokens"];
  if (has.sessionId) columns.push("session_id");
  if (has.waits) columns.push("request_id", "wait_for", "delay_seconds", "prefix_reset");
  if (has.blockHashes) columns.push("hash_block_tokens", "block_hashes");
  yield columns.join(",");
  let firstSeconds: number | undefined;
  for (const row of rows) {
    firstSeconds ??= row.arrivalSeconds;
    const cells: (string | number)[] = [
      row.timed ? decimal(row.arrivalSeconds - firstSeconds) : "",
      row.inputTokens,
      row.outputTokens,
    ];
    if (has.sessionId) cells.push(text(row.sessionId ?? ""));
    if (has.waits)
      cells.push(
        text(row.requestId ?? ""),
        text(row.waitsFor?.join("|") ?? ""),
        row.delaySeconds === undefined ? "" : decimal(row.delaySeconds),
        row.resets ? "true" : "",
      );
    if (has.blockHashes) cells.push(hashBlockTokens(), row.blockHashes?.join("|") ?? "");
    yield cells.join(",");
  }
}

/** Nanoseconds are kept; never an exponent. */
function decimal(seconds: number): string {
  return seconds.toFixed(9).replace(/\.?0+$/, "");
}

/** Quoted where CSV needs it; a leading ' keeps a spreadsheet from taking the cell for a formula. */
function text(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""').replace(/[\r\n]+/g, " ")}"` : safe;
}
