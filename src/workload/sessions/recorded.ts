// Sessions as a trace has them: requests that hang together, because they name a session or wait for each other. Held in
// memory: what waits comes when others have ended, wherever it stands in the file.
import { InputError } from "../../base/errors.ts";
import type { SkippedRows } from "../traces/bad-rows.ts";
import type { TraceRow } from "../traces/format.ts";
import { openTrace, type TraceOptions } from "../traces/open-trace.ts";
import type { TraceInput } from "../traces/trace-input.ts";

export interface RecordedRequest {
  inputTokens: number;
  outputTokens: number;
  blockHashes: readonly number[] | undefined;
  /** Which requests of the session have to end first; it comes so long after the last of them. */
  waitsFor: readonly number[];
  delaySeconds: number;
  /** Not before, from the start of its session; 0 where the trace gives it no time. */
  notBeforeSeconds: number;
  /** Shares nothing with what it waits for. */
  resets: boolean;
}

export interface RecordedSession {
  /** Undefined where the trace has no times. */
  startSeconds: number | undefined;
  requests: RecordedRequest[];
}

export interface RecordedSessions {
  sessions: RecordedSession[];
  /** Tokens per block hash; 0 where the trace has none. */
  hashBlockTokens: number;
  skipped: SkippedRows;
}

export function readSessions(input: TraceInput, options: TraceOptions): RecordedSessions {
  const trace = openTrace(input, options);
  const sessions: RecordedSession[] = [];
  const byRequest = new Map<string, { session: RecordedSession; index: number }>();
  /** The last request of each session so far. */
  const last = new Map<string, { session: RecordedSession; index: number }>();
  const fail = ({ line }: TraceRow, message: string): never => {
    throw new InputError([{ file: input.name, line, column: line > 0 ? 1 : 0, path: "", message }]);
  };
  for (const row of trace.rows) {
    const before = row.sessionId === undefined ? undefined : last.get(row.sessionId);
    const awaited = (row.waitsFor ?? []).flatMap((id) => {
      const found = byRequest.get(id);
      // A request with a time of its own may go on from what the trace does not have any more.
      if (found === undefined && !row.timed) fail(row, `waits for "${id}", which no row before it has`);
      return found ?? [];
    });
    if (row.waitsFor === undefined && before) awaited.push(before);
    const session = awaited[0]?.session ?? before?.session ?? begin(row);
    if (awaited.some((other) => other.session !== session))
      fail(row, "waits for requests of sessions that began apart from each other");
    const index = session.requests.length;
    session.requests.push({
      inputTokens: row.inputTokens,
      outputTokens: row.outputTokens,
      blockHashes: row.blockHashes,
      waitsFor: [...new Set(awaited.map((other) => other.index))],
      delaySeconds: row.delaySeconds ?? 0,
      notBeforeSeconds: row.timed ? row.arrivalSeconds - (session.startSeconds ?? 0) : 0,
      resets: row.resets,
    });
    if (row.requestId !== undefined) byRequest.set(row.requestId, { session, index });
    if (row.sessionId !== undefined) last.set(row.sessionId, { session, index });
  }
  if (sessions.length === 0) throw InputError.atStart(input.name, "the trace holds no requests");
  return { sessions, hashBlockTokens: trace.hashBlockTokens(), skipped: trace.skipped };

  function begin(row: TraceRow): RecordedSession {
    const session = { startSeconds: row.timed ? row.arrivalSeconds : undefined, requests: [] };
    sessions.push(session);
    return session;
  }
}
