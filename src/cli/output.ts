// Results go to stdout, everything else to stderr.

import type { RunResult } from "../metrics/result.ts";
import { resultJson } from "../report/json.ts";
import { summaryCsv } from "../report/summary-csv.ts";
import { renderTable } from "../report/table.ts";
import type { Format } from "./options.ts";

export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

export function warnUser(message: string, quiet: boolean): void {
  if (!quiet) process.stderr.write(`${message}\n`);
}

/** Colour only for a person at a terminal who has not asked for none (no-color.org). */
export const wantsColor = (): boolean => process.stdout.isTTY === true && !process.env.NO_COLOR;

export function printResult(result: RunResult, format: Format): void {
  if (format === "json") print(resultJson(result, { wallSeconds: true }));
  else if (format === "csv") print(summaryCsv(result));
  else print(renderTable(result, { width: process.stdout.columns ?? 100, color: wantsColor() }));
}
