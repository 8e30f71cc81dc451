// What the last of the words on a command line may become: commands, their options, the values an option or an argument
// takes by name. Nothing found means a file: the shell completes those itself.
import yargs, { type Argv, type Options } from "yargs";
import { growthClasses } from "../forecast/prior.ts";
import { catalogue } from "./catalogue.ts";
import { claimNames } from "./claim-files.ts";
import { commands, nameOf } from "./commands/index.ts";
import { jsonSchemas } from "./json-schemas.ts";

const names = commands.map(nameOf);

/** Of arguments that are no files. */
const argumentsOf: Record<string, () => string[]> = {
  list: () => Object.keys(catalogue),
  schema: () => Object.keys(jsonSchemas),
  claims: claimNames,
  import: () => ["hf", "trace"],
  completion: () => ["bash", "zsh"],
};

/** Of options that take other values too. */
const namedValues: Record<string, () => string[]> = {
  pick: () => ["efficient", "cheap"],
  "growth-prior": () => [...growthClasses],
  set: () => [
    ...catalogue.models!().map(({ id }) => `model=${id}`),
    ...catalogue.engines!().map(({ id }) => `engine=${id}`),
  ],
};

/** The options of a command, each with the values it allows. */
async function optionsOf(name: string): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>([["help", []]]);
  const entry = commands[names.indexOf(name)];
  if (entry === undefined) return found.set("version", []);
  const parser = yargs([]);
  const declare = parser.option.bind(parser) as (option: string, how: Options) => Argv;
  parser.option = ((option: string, how: Options) => {
    const { allowed = [] } = (how.coerce ?? {}) as { allowed?: readonly string[] };
    found.set(option, namedValues[option]?.() ?? allowed);
    return declare(option, how);
  }) as Argv["option"];
  // Arguments go by their place.
  parser.positional = (() => parser) as Argv["positional"];
  (await entry.load()).command.options(parser);
  return found;
}

export async function complete(words: readonly string[]): Promise<string[]> {
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  const given = words.slice(0, -1).find((word) => names.includes(word));
  const starting = (all: readonly string[]) => all.filter((each) => each.startsWith(last)).sort();
  if (given === undefined && !last.startsWith("-")) return starting(names);
  const options = await optionsOf(given ?? "");
  const [, joined] = /^--([\w-]+)=/.exec(last) ?? [];
  if (joined !== undefined)
    return starting((options.get(joined) ?? []).map((value) => `--${joined}=${value}`));
  const values = before.startsWith("--") ? (options.get(before.slice(2)) ?? []) : [];
  if (values.length > 0) return starting(values);
  if (last.startsWith("-")) return starting([...options.keys()].map((option) => `--${option}`));
  return starting(argumentsOf[given!]?.() ?? []);
}
