// One line of CSV to its cells, or what is wrong with it. Trace rows are numbers, so almost all are split at commas;
// a line with a quote goes to csv-parse. A line break inside quotes is not supported: such a line is a bad row.
import { parse } from "csv-parse/sync";

export function splitCsv(line: string): string[] | string {
  if (!line.includes('"')) return line.split(",");
  try {
    return parse(line, { relax_column_count: true })[0] ?? [];
  } catch (error) {
    return `not CSV: ${error instanceof Error ? error.message : String(error)}`;
  }
}
