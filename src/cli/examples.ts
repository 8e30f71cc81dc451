// The examples of a command's help, to be copied: each in one piece, where yargs would break them into a column beside their
// meaning. At a terminal one that is wider goes on after a backslash, which a shell takes as well.
import type { Argv } from "yargs";
import { words } from "../report/break-lines.ts";
import { atTerminal } from "./output.ts";
import { terminalColumns } from "./terminal.ts";

/** Outside quotes. */
const blank = / (?=(?:[^']*'[^']*')*[^']*$)/;

export function shellLines(command: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of command.split(blank)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word} \\`.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? word : `  ${word}`);
  }
  return lines;
}

export function examplesOf(parser: Argv, declare: (parser: Argv) => void): string {
  const width = atTerminal() ? terminalColumns() : Number.MAX_SAFE_INTEGER;
  const examples: string[] = [];
  parser.example = ((command: string, meaning: string) => {
    const shown = shellLines(command.replace("$0", "forewatt"), width - 2).join(" \\\n  ");
    examples.push(
      `  ${shown}\n${words(meaning, width - 6)
        .map((line) => `      ${line}`)
        .join("\n")}`,
    );
    return parser;
  }) as Argv["example"];
  declare(parser);
  return examples.length > 0 ? `\nExamples:\n${examples.join("\n")}\n` : "";
}
