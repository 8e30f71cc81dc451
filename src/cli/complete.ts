// What the last of the words on a command line may become: commands, their options, the values an option or an argument
// takes by name. Nothing found means a file: the shell completes those itself.
import yargs from "yargs";
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

const valuesOf: Record<string, () => string[]> = {
  format: () => ["table", "json", "csv"],
  layouts: () => ["sweep", "stated"],
  emit: () => ["vllm", "dynamo", "kserve"],
  "on-bad-row": () => ["fail", "skip"],
  set: () => [
    ...catalogue.models!().map(({ id }) => `model=${id}`),
    ...catalogue.engines!().map(({ id }) => `engine=${id}`),
  ],
};

async function optionsOf(name: string): Promise<string[]> {
  const entry = commands[names.indexOf(name)];
  if (entry === undefined) return ["--help", "--version"];
  const { command } = await entry.load();
  const parser = yargs([]);
  command.options(parser);
  const { key } = (parser as unknown as { getOptions(): { key: object } }).getOptions();
  return Object.keys(key)
    .filter((option) => option.length > 1)
    .map((option) => `--${option}`);
}

export async function complete(words: readonly string[]): Promise<string[]> {
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  const given = words.slice(0, -1).find((word) => names.includes(word));
  const starting = (all: readonly string[]) => all.filter((each) => each.startsWith(last)).sort();
  if (before.startsWith("--") && valuesOf[before.slice(2)]) return starting(valuesOf[before.slice(2)]!());
  if (given === undefined && !last.startsWith("-")) return starting(names);
  if (last.startsWith("-")) return starting(await optionsOf(given ?? ""));
  return starting(argumentsOf[given!]?.() ?? []);
}
