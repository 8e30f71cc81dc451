// One record to one request, or what is wrong with it. Tokens are whole numbers of at least 1; times are finite and
// not negative; hashes are whole numbers, at most one per block of the prompt.
import { mostTokens } from "../lengths/sampler.ts";
import { excerpt } from "./excerpt.ts";
import { numberOf, type TraceRow, type TraceVariant, untokenised } from "./format.ts";
import { isBlank, sessionReader } from "./read-session.ts";
import type { CellReader, Records } from "./records.ts";

export interface RowFault {
  column: string;
  message: string;
  /** The row is well formed, but the log says that the request failed. */
  excluded: boolean;
}

/** Fills `row`, or says what is wrong. */
export type RowReader = (value: unknown, row: TraceRow) => RowFault | undefined;

export interface TraceRowReader {
  read: RowReader;
  /** Tokens per block hash: known after the first row; 0 where the trace has no hashes. */
  hashBlockTokens(): number;
}

/** Told of what a row holds that is not read. */
export type Overlook = (column: string, message: string, line: number) => void;

export function rowReader(variant: TraceVariant, records: Records, overlook: Overlook): TraceRowReader {
  const optional = (column: string | undefined): CellReader | undefined =>
    column !== undefined && records.has(column) ? records.cell(column) : undefined;
  const arrival = variant.arrival && records.cell(variant.arrival.column);
  const toSeconds = variant.arrival?.clock();
  const session = sessionReader(variant, records);
  let lastSeconds = 0;
  const input = records.cell(variant.inputTokens);
  const output = records.cell(variant.outputTokens);
  // JSON records may leave keys out, so the first record does not tell which of these columns there are.
  const excluded = (variant.excluded ?? []).map(({ column, reason }) => ({
    column,
    reason,
    cell: records.cell(column),
  }));
  const unread = (variant.unread ?? []).map((each) => ({ ...each, cell: records.cell(each.column) }));
  const inputText = variant.inputText === undefined ? () => undefined : records.cell(variant.inputText);
  const hashes = variant.blockHashes;
  const hashCell = optional(hashes?.column);
  /** JSON whose first record has no hashes may have them later on. */
  const lateHashes = hashes && !hashCell && !records.complete ? records.cell(hashes.column) : undefined;
  const blockTokensCell = optional(hashes?.blockTokensColumn);
  let blockTokens = blockTokensCell ? 0 : (hashes?.blockTokens ?? 0);

  const fault = (column: string, expected: string, given: unknown): RowFault => {
    const text = typeof given === "string" ? given : (JSON.stringify(given) ?? "");
    return {
      column,
      message: `expected ${expected}, got ${given === undefined ? "nothing" : excerpt(text)}`,
      excluded: false,
    };
  };
  const isTokens = (tokens: number) => Number.isInteger(tokens) && tokens >= 1 && tokens <= mostTokens;
  const wholeTokens = `a whole number of tokens from 1 to ${mostTokens}`;

  function read(value: unknown, row: TraceRow): RowFault | undefined {
    for (const { column, reason, cell } of excluded) {
      const message = reason(cell(value));
      if (message !== undefined) return { column, message, excluded: true };
    }
    const misplaced = session.read(value, row);
    if (misplaced) return { ...misplaced, excluded: false };
    const given = arrival?.(value);
    row.timed = toSeconds !== undefined && !(session.waits(row) && isBlank(given));
    row.arrivalSeconds = row.timed ? toSeconds!(given) : lastSeconds;
    if (Number.isNaN(row.arrivalSeconds))
      return fault(variant.arrival!.column, "a time, finite and not negative", given);
    lastSeconds = Math.max(lastSeconds, row.arrivalSeconds);
    row.inputTokens = numberOf(input(value));
    if (!isTokens(row.inputTokens)) {
      const misfit = fault(variant.inputTokens, wholeTokens, input(value));
      if (!isBlank(input(value)) || isBlank(inputText(value))) return misfit;
      const hint = untokenised(variant.inputText!, variant.inputTokens);
      return { ...misfit, message: `${misfit.message}; ${hint}` };
    }
    row.outputTokens = numberOf(output(value));
    if (!isTokens(row.outputTokens)) return fault(variant.outputTokens, wholeTokens, output(value));
    for (const { column, message, cell } of unread)
      if (holds(cell(value))) overlook(column, message, row.line);
    if (lateHashes && holds(lateHashes(value)))
      overlook(
        hashes!.column,
        "not read: the first row has none, so the trace counts as one without",
        row.line,
      );
    return hashCell ? readHashes(value, row) : undefined;
  }

  function readHashes(value: unknown, row: TraceRow): RowFault | undefined {
    if (blockTokensCell) {
      const given = blockTokensCell(value);
      const tokens = numberOf(given);
      if (!isTokens(tokens)) return fault(hashes!.blockTokensColumn!, wholeTokens, given);
      if (blockTokens === 0) blockTokens = tokens;
      if (tokens !== blockTokens)
        return fault(hashes!.blockTokensColumn!, `${blockTokens} as in the first row`, given);
    }
    const given = hashCell!(value);
    row.blockHashes = hashList(given);
    const most = Math.ceil(row.inputTokens / blockTokens);
    if (!row.blockHashes?.every(Number.isSafeInteger))
      return fault(hashes!.column, 'whole numbers such as "11|22"', given);
    if (row.blockHashes.length > most)
      return fault(
        hashes!.column,
        `at most ${most} hashes (${row.inputTokens} tokens in blocks of ${blockTokens})`,
        row.blockHashes.length,
      );
    if (row.blockHashes.length === 0 && row.inputTokens >= blockTokens)
      overlook(
        hashes!.column,
        "none here, in a trace that has them: such prompts share nothing, and find nothing in a prefix cache",
        row.line,
      );
    return undefined;
  }

  return { read, hashBlockTokens: () => (hashCell ? blockTokens : 0) };
}

function holds(given: unknown): boolean {
  return !isBlank(given) && !(Array.isArray(given) && given.length === 0);
}

function hashList(given: unknown): readonly number[] | undefined {
  if (Array.isArray(given)) return given;
  if (given === undefined || given === null || given === "") return [];
  return typeof given === "string" ? given.split("|").map(numberOf) : undefined;
}
