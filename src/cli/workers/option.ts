// `--workers`, which means the same wherever work is spread over cores.
import { availableParallelism } from "node:os";
import type { Argv } from "yargs";
import { integer } from "../options.ts";

export function workersOption<T>(yargs: Argv<T>) {
  return yargs.option("workers", {
    describe: "threads; results are the same for any number",
    string: true,
    requiresArg: true,
    default: String(availableParallelism()),
    defaultDescription: "one per core",
    coerce: integer("workers", 1),
  });
}
