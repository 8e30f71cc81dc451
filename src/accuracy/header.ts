// The header of a CSV of measurements: the columns it needs, which of them the command line can give for all rows, and what is said
// of a file in another shape: separated by something else than commas, or a column per metric.
import { InputError, type Problem } from "../base/errors.ts";
import { didYouMean, nearest } from "../base/nearest.ts";
import { unitOf } from "./metrics.ts";

/** What a row of one metric has of its own. */
const ofMetric = ["metric", "value", "unit"];

const required = ["point_id", "model", "gpu", "metric", "value", "unit"];

/** Columns that can be given beside a file, and how the command line calls them. */
export const givenColumns = {
  model: "--model",
  gpu: "--hardware",
  engine: "--engine",
  precision: "--weights",
  tp: "--tensor",
  isl: "--input-tokens",
  osl: "--output-tokens",
} as const;
export type Given = Partial<Record<keyof typeof givenColumns, string>>;

const format = "the columns are told in docs/guides/calibrate.md";

const separators = { ";": "semicolons", "\t": "tabs", "|": "bars" };

/** Cells in the way of other locales and tools, where a reader of commas would see one long name of a column. */
export function checkSeparator(file: string, text: string): void {
  const [header = ""] = text.split(/[\r\n]/, 1);
  for (const [separator, name] of Object.entries(separators))
    if (header.split(separator).some((cell) => required.includes(cell.trim()))) {
      const message = `cells are separated by ${name}: expected commas, and points in decimals; ${format}`;
      throw InputError.atStart(file, message);
    }
}

/** Columns that may be left out; short names are too near to anything. */
const optional = ["engine", "precision", "length_dist", "load_kind", "load_value"];
const MOST_SLIPS = 2;

/** Columns nobody reads that look like one that is not there: left out, its rows would be read without it. */
function misspelt(header: readonly string[]): [given: string, meant: string][] {
  const absent = optional.filter((name) => !header.includes(name));
  const unread = header.filter((name) => !required.includes(name) && !optional.includes(name));
  return unread.flatMap((given) => {
    const meant = nearest(given, absent);
    return meant === undefined || Math.abs(meant.length - given.length) > MOST_SLIPS
      ? []
      : [[given, meant] as [string, string]];
  });
}

export function headerProblems(file: string, header: readonly string[]): Problem[] {
  const missing = required.filter((name) => !header.includes(name));
  const problem = (path: string, message: string): Problem => ({ file, line: 1, column: 1, path, message });
  const wide = header.filter((name) => unitOf(name) !== undefined);
  const reshaped = wide.length > 0 && missing.includes("metric") && missing.includes("value");
  const absent = missing
    .filter((name) => !(reshaped && ofMetric.includes(name)))
    .map((name) => {
      const option = givenColumns[name as keyof Given];
      const or = option === undefined ? "" : ` Or give ${option} for all rows.`;
      return problem(name, `column is missing.${didYouMean(name, header)}${or}`);
    });
  absent.push(
    ...misspelt(header).map(([given, meant]) => problem(given, `unknown column. Did you mean "${meant}"?`)),
  );
  if (!reshaped) return absent;
  const message = `a column per metric: expected a row per metric, with its name in column metric, and value and unit; ${format}`;
  return [problem(wide.join(", "), message), ...absent];
}
