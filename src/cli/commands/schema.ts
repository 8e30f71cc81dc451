// `forewatt schema`: the JSON Schema of a file kind, from the very schema that validates it.
import { InputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import type { Command } from "../command.ts";
import { jsonSchemas } from "../json-schemas.ts";
import { printJson } from "../output.ts";

export const command: Command<{ kind: string }> = {
  options: (yargs) =>
    yargs.example("$0 schema scenario", "for completion in an editor").positional("kind", {
      describe: Object.keys(jsonSchemas).join(", "),
      type: "string",
      default: "scenario",
    }),

  run({ kind }) {
    const make = Object.hasOwn(jsonSchemas, kind) ? jsonSchemas[kind] : undefined;
    if (!make)
      throw InputError.of(
        "command line",
        kind,
        `no such kind; expected one of ${Object.keys(jsonSchemas).join(", ")}.${didYouMean(kind, Object.keys(jsonSchemas))}`,
      );
    printJson(make());
    return 0;
  },
};
