// `forewatt list`: what a scenario may name. Without a kind: everything, one line each.
import { InputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import { hanging } from "../../report/break-lines.ts";
import { row } from "../../report/csv.ts";
import { catalogue } from "../catalogue.ts";
import type { Command } from "../command.ts";
import { type Format, outputOptions } from "../options.ts";
import { atTerminal, print, printJson } from "../output.ts";
import { terminalColumns } from "../terminal.ts";

export const command: Command<{ kind?: string; format: Format }> = {
  options: (yargs) =>
    outputOptions(
      yargs
        .example("$0 list", "everything a scenario may name")
        .example("$0 list hardware", "ids and titles of all hardware")
        .positional("kind", { describe: Object.keys(catalogue).join(", "), type: "string" }),
    ),

  run({ kind, format }) {
    const kinds = Object.keys(catalogue);
    if (kind !== undefined && !kinds.includes(kind)) {
      throw InputError.of(
        "command line",
        kind,
        `nothing of that kind; expected one of ${kinds.join(", ")}.${didYouMean(kind, kinds)}`,
      );
    }
    const entries = (kind === undefined ? kinds : [kind]).flatMap((each) =>
      catalogue[each]!().map((entry) => ({ kind: each, ...entry })),
    );
    if (format === "json") printJson(entries);
    else if (format === "csv")
      print(
        row(["kind", "id", "title", "aliases"]) +
          entries.map((entry) => row([entry.kind, entry.id, entry.title, entry.aliases.join(" ")])).join(""),
      );
    else {
      const width = Math.max(...entries.map((entry) => entry.id.length));
      let heading = "";
      for (const entry of entries) {
        if (entry.kind !== heading && kind === undefined) print(`${heading === "" ? "" : "\n"}${entry.kind}`);
        heading = entry.kind;
        const status = entry.status === undefined || entry.status === "shipping" ? "" : ` [${entry.status}]`;
        const id = `${kind === undefined ? "  " : ""}${entry.id.padEnd(width)}  `;
        const title = `${entry.title}${status}`;
        const lines = atTerminal() ? hanging(id, title, terminalColumns()) : [id + title];
        print(lines.map((line) => line.trimEnd()).join("\n"));
      }
    }
    return 0;
  },
};
