// Which format a trace is, by its header. A stated format that does not fit is an error naming what is missing.
import { InputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import { requiredColumns, type TraceFormatReader, type TraceVariant, untokenised } from "./format.ts";
import { formatReaders } from "./formats/index.ts";
import type { TraceFormat } from "./formats/names.ts";
import type { Records } from "./records.ts";

export function recognise(file: string, records: Records, format: TraceFormat | undefined): TraceVariant {
  const readers = formatReaders.filter(({ name }) => format === undefined || name === format);
  const candidates = readers.flatMap((reader) =>
    reader.variants.map((variant) => {
      const required = requiredColumns(variant);
      const missing = required.filter((column) => !records.has(column));
      return { reader, variant, required, missing, presentFraction: 1 - missing.length / required.length };
    }),
  );
  const fits = candidates.filter(({ missing }) => missing.length === 0);
  // The variant that asks for more is the more specific one.
  const fit = fits.sort((a, b) => b.required.length - a.required.length)[0];
  if (fit) return fit.variant;
  const telling = candidates.filter(
    ({ variant: { inputText } }) => inputText !== undefined && records.has(inputText),
  );
  const closest = (telling.length > 0 ? telling : candidates).reduce((best, other) =>
    other.presentFraction > best.presentFraction ? other : best,
  );
  throw new InputError([
    { file, line: 1, column: 1, path: "", message: misfit(closest, records.columns, format) },
  ]);
}

interface Candidate {
  reader: TraceFormatReader;
  variant: TraceVariant;
  missing: readonly string[];
  presentFraction: number;
}

function misfit(
  { reader, variant, missing, presentFraction }: Candidate,
  columns: readonly string[],
  format: TraceFormat | undefined,
): string {
  const found = `columns found: ${columns.slice(0, 12).map(shown).join(", ")}${columns.length > 12 ? ", …" : ""}`;
  const { inputText, inputTokens } = variant;
  const hasText = inputText !== undefined && columns.includes(inputText);
  if (format === undefined && presentFraction === 0 && !hasText) {
    const known = formatReaders.map(
      ({ name, variants }) => `${name} (${requiredColumns(variants[0]!).join(", ")})`,
    );
    return `not a trace format known by its header; ${found}; known: ${known.join(", ")}`;
  }
  const verb = format === undefined ? "looks most like" : "does not fit";
  const lacking = missing.map((column) => `"${column}"${didYouMean(column, columns)}`).join(", ");
  return `${verb} the format ${reader.name}: no column ${lacking}; ${found}${reader.note ? `. ${reader.note}` : ""}${hasText ? `. ${untokenised(inputText, inputTokens)}` : ""}`;
}

function shown(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
}
