// What a trace format is: the names of its columns. CSV or JSON is seen from the content, so a format is a table of
// names and units, and any of them may come as CSV, JSON lines or one JSON document.
import type { TraceFormat } from "./formats/names.ts";

/** Turns the value of a row's time column into seconds, or NaN. Made anew for every pass: it may remember its first row. */
export type Clock = () => (value: unknown) => number;

export interface TraceVariant {
  /** Undefined: no request has a time of its own. */
  arrival?: { column: string; clock: Clock };
  inputTokens: string;
  outputTokens: string;
  sessionId?: string;
  requestId?: string;
  /** Ids of the requests that have to end first: a list, one id, or text such as "a|b"; default: the one before in its session. */
  waitsFor?: string;
  /** From their end to this request; the first of these columns that a row has. */
  delays?: readonly { column: string; perSecond: number }[];
  /** True where the context begins anew. */
  resets?: string;
  /** One record is a whole session: its requests as records of these columns, or what is wrong with it. */
  expand?: (value: unknown, sessionId: string) => readonly Record<string, unknown>[] | RecordFault;
  /** Hashes of the prompt's blocks: an array, or text such as "11|22". */
  blockHashes?: { column: string; blockTokens: number; blockTokensColumn?: string };
  /** What such a trace may hold that is not replayed, and what that means. */
  unread?: readonly { column: string; message: string }[];
  /** The text of the prompt, which some give in place of its length. */
  inputText?: string;
  /** Requests the log itself says failed or do not belong: skipped and counted under any policy for bad rows. */
  excluded?: readonly { column: string; reason: (value: unknown) => string | undefined }[];
  /** The file is an object of columns (arrays), not a list of records. */
  columnar?: true;
  /** Columns by which the header is recognised, where not every record carries time and lengths. */
  recognisedBy?: readonly string[];
}

export interface TraceFormatReader {
  name: TraceFormat;
  variants: readonly TraceVariant[];
  /** Shown when a file looks like this format but does not fit. */
  note?: string;
}

export interface RecordFault {
  column: string;
  message: string;
}

/** One request of a trace. */
export interface TraceRow {
  arrivalSeconds: number;
  inputTokens: number;
  outputTokens: number;
  blockHashes: readonly number[] | undefined;
  sessionId: string | undefined;
  /** Without a time of its own it comes when others have ended; `arrivalSeconds` is that of its session, then. */
  timed: boolean;
  requestId: string | undefined;
  /** Undefined: the one before in its session. */
  waitsFor: readonly string[] | undefined;
  delaySeconds: number | undefined;
  resets: boolean;
  /** Where it stands in the file, 1-based; 0 inside a JSON document. */
  line: number;
}

/** Number or text to number; NaN for anything else, the empty text included. */
export function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return Number.NaN;
  const number = Number(value);
  return number === 0 && value.trim() === "" ? Number.NaN : number;
}

/** The columns a header must have. */
export function requiredColumns(variant: TraceVariant): readonly string[] {
  return variant.recognisedBy ?? [variant.arrival!.column, variant.inputTokens, variant.outputTokens];
}

/** What to give in place of a prompt's text. */
export function untokenised(inputText: string, inputTokens: string): string {
  return `${inputText} is not tokenised here: count its tokens with the tokenizer of the model and give them as ${inputTokens}`;
}
