// Replays a trace as arrivals: a time window from its first arrival, a cap on requests, a rate scale. Streamed; the
// number of requests is counted in a pass of its own, when asked for.
import { InputError } from "../../base/errors.ts";
import type { ArrivalSource } from "../../serving/request.ts";
import type { Arrivals } from "../schema.ts";
import type { SkippedRows } from "./bad-rows.ts";
import type { TraceRow } from "./format.ts";
import { openTrace } from "./open-trace.ts";
import type { TraceInput } from "./trace-input.ts";

export interface TraceSource extends ArrivalSource {
  /** Grows during the replay. */
  readonly skippedRows: SkippedRows;
  readonly hashesTellTexts: boolean;
}

export interface ReplayOptions extends Omit<Extract<Arrivals, { process: "trace" }>, "process" | "file"> {
  requests?: number | undefined;
  loadScale: number;
}

export function traceSource(input: TraceInput, options: ReplayOptions): TraceSource {
  const trace = openTrace(input, options);
  const rows = replayed(input, trace.rows, options);
  let next: TraceRow | undefined = rows.next().value;
  const perTraceSecond = options.rateScale * options.loadScale;
  let count: number | undefined;
  const hashBlockTokens = trace.hashBlockTokens();
  return {
    get count() {
      count ??= countRows(input, options);
      return count;
    },
    hashBlockTokens,
    hashesTellTexts: hashBlockTokens > 0,
    skippedRows: trace.skipped,
    nextSeconds: () => (next === undefined ? Number.POSITIVE_INFINITY : next.arrivalSeconds / perTraceSecond),
    take(out) {
      const row = next!;
      out.atSeconds = row.arrivalSeconds / perTraceSecond;
      out.inputTokens = row.inputTokens;
      out.outputTokens = row.outputTokens;
      out.blockHashes = row.blockHashes;
      next = rows.next().value;
    },
    finished() {},
  };
}

/** Rows of the window, timed from its start. At least one, else an InputError. */
function* replayed(
  input: TraceInput,
  rows: Iterable<TraceRow>,
  { from, to = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY }: ReplayOptions,
): Generator<TraceRow, undefined> {
  let firstSeconds: number | undefined;
  let lastSeconds = 0;
  let replayedRows = 0;
  for (const row of rows) {
    needTime(input.name, row);
    firstSeconds ??= row.arrivalSeconds;
    lastSeconds = row.arrivalSeconds - firstSeconds;
    if (lastSeconds >= to) break;
    if (lastSeconds < from) continue;
    row.arrivalSeconds = lastSeconds - from;
    yield row;
    if (++replayedRows >= requests) return;
  }
  if (replayedRows > 0) return;
  if (firstSeconds === undefined) throw InputError.atStart(input.name, "the trace holds no requests");
  const window = `from ${from} s${to === Number.POSITIVE_INFINITY ? "" : ` to ${to} s`}`;
  throw InputError.of(
    input.name,
    "workload.arrivals",
    `no requests ${window} after the first; one arrives ${lastSeconds} s after it`,
  );
}

/** Throws for a row that waits for others instead of having a time of its own. */
export function needTime(file: string, { timed, line }: TraceRow): void {
  if (timed) return;
  const message =
    "has no time of its own, it waits for another request: state replay: sessions, or the file in workload.sessions";
  throw new InputError([{ file, line, column: line > 0 ? 1 : 0, path: "", message }]);
}

function countRows(input: TraceInput, options: ReplayOptions): number {
  let count = 0;
  for (const _ of replayed(input, openTrace(input, options).rows, options)) count++;
  return count;
}
