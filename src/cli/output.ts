// Results go to stdout, everything else to stderr.

import type { RunOutput } from "../metrics/result.ts";
import { words } from "../report/break-lines.ts";
import { fitWidth } from "../report/fit-width.ts";
import { resultJson } from "../report/json.ts";
import { loadLines } from "../report/load-lines.ts";
import { summaryCsv } from "../report/summary-csv.ts";
import { renderTable } from "../report/table.ts";
import type { Format } from "./options.ts";
import { terminalColumns } from "./terminal.ts";

/** Tables are made to fit a terminal; a pipe gets them whole. */
export function print(text: string): void {
  const fitted = atTerminal() ? fitWidth(text, terminalColumns()) : text;
  process.stdout.write(fitted.endsWith("\n") ? fitted : `${fitted}\n`);
}

export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

export function warnUser(message: string, quiet: boolean): void {
  if (quiet) return;
  const columns = process.stderr.isTTY ? process.stderr.columns : 0;
  const lines = columns > 0 ? message.split("\n").flatMap((line) => words(line, columns)) : [message];
  process.stderr.write(`${lines.join("\n")}\n`);
}

/** Sparklines are for a person to look at; a pipe gets figures. */
export const atTerminal = (): boolean => process.stdout.isTTY === true;

/** Colour only for a person at a terminal who has not asked for none (no-color.org). */
export const wantsColor = (): boolean => atTerminal() && !process.env.NO_COLOR;

export function printResult(output: RunOutput, format: Format): void {
  const { result } = output;
  if (format === "json") print(resultJson(result, { wallSeconds: true }));
  else if (format === "csv") print(summaryCsv(result));
  else
    print(
      renderTable(result, {
        width: terminalColumns(),
        color: wantsColor(),
        overTheRun: atTerminal() ? loadLines(output, terminalColumns()) : [],
      }),
    );
}
