// How a row hangs together with others: its session, what it waits for, how long after. A row that waits needs no time of its
// own.
import { numberOf, type RecordFault, type TraceRow, type TraceVariant } from "./format.ts";
import type { Records } from "./records.ts";

/** Fills what the row says of its session; `waits` tells whether it may do without a time. */
export interface SessionReader {
  read(value: unknown, row: TraceRow): RecordFault | undefined;
  waits(row: TraceRow): boolean;
}

export function sessionReader(variant: TraceVariant, records: Records): SessionReader {
  const cell = (column: string | undefined) =>
    column === undefined ? () => undefined : records.cell(column);
  const session = cell(variant.sessionId);
  const request = cell(variant.requestId);
  const waitsFor = cell(variant.waitsFor);
  const resets = cell(variant.resets);
  const delays = (variant.delays ?? []).map((delay) => ({ ...delay, cell: records.cell(delay.column) }));
  const canWait = variant.delays !== undefined;
  const seen = new Set<string>();
  return {
    read(value, row) {
      row.sessionId = idOf(session(value));
      row.requestId = idOf(request(value));
      row.waitsFor = idsOf(waitsFor(value));
      row.resets = String(resets(value)) === "true";
      for (const delay of delays) {
        const given = delay.cell(value);
        if (isBlank(given)) continue;
        const ticks = numberOf(given);
        if (!(ticks >= 0 && ticks < Number.POSITIVE_INFINITY))
          return { column: delay.column, message: "expected a time to wait, finite and not negative" };
        row.delaySeconds = ticks / delay.perSecond;
        break;
      }
      return undefined;
    },
    waits({ sessionId, waitsFor: ids, delaySeconds }) {
      if (!canWait) return false;
      const continues = sessionId !== undefined && seen.has(sessionId);
      if (sessionId !== undefined) seen.add(sessionId);
      return continues || delaySeconds !== undefined || (ids?.length ?? 0) > 0;
    },
  };
}

export function isBlank(given: unknown): boolean {
  return given === undefined || given === null || given === "";
}

/** Negative numbers stand for none (a Qwen-Bailian chat without a parent). */
function idOf(given: unknown): string | undefined {
  return isBlank(given) || (typeof given === "number" && given < 0) || given === "-1"
    ? undefined
    : String(given);
}

function idsOf(given: unknown): string[] | undefined {
  if (isBlank(given)) return undefined;
  const list = Array.isArray(given) ? given : typeof given === "string" ? given.split("|") : [given];
  return list.flatMap((each) => idOf(each) ?? []);
}
