// What is wrong with a command line, all of it at once: yargs ends with the first mistake, and in words of its own.
import type { Argv, Options } from "yargs";
import { attempt, InputError, type Problem } from "../base/errors.ts";
import { didYouMean } from "../base/nearest.ts";
import { commands, nameOf } from "./commands/index.ts";

/** Turns what yargs, or the reading of an option, says of a bad command line into our lines. */
export function usageError(message: string, known: string[]): InputError {
  const option = /^(--[\w-]+): (.*)$/s.exec(message);
  if (option) return InputError.of("command line", option[1]!, option[2]!);
  const missing = /^Not enough arguments following: (.*)$/.exec(message);
  // With this yargs ends, whatever else there is.
  if (missing)
    return new InputError([
      ...InputError.of("command line", `--${missing[1]}`, "expected a value").problems,
      ...givenOptions()
        .filter((given) => !known.includes(given))
        .map((given) => unknownOption(given, known)),
    ]);
  const needed = /^Missing required argument: (.*)$/.exec(message)?.[1];
  if (needed !== undefined || message.startsWith("Not enough non-option arguments")) {
    const names = commands.map(nameOf);
    const usage =
      commands[names.indexOf(process.argv.slice(2).find((each) => names.includes(each)) ?? "")]?.usage;
    return needed === undefined || usage?.includes(`<${needed}`)
      ? InputError.of("command line", "", `an argument is missing: forewatt ${usage ?? "<command>"}`)
      : InputError.of("command line", `--${needed}`, "is needed");
  }
  const unknown = /^Unknown arguments?: (.*)$/.exec(message);
  if (!unknown) return InputError.of("command line", "", `${message.split("\n")[0]}; see --help`);
  return new InputError(
    [...new Set(unknown[1]!.split(", "))].map((given) =>
      givenOptions().includes(given)
        ? unknownOption(given, known)
        : { ...nowhere, path: given, message: "one argument too many" },
    ),
  );
}

const nowhere = { file: "command line", line: 0, column: 0 };

/** With the dashes it was given with: `-o`, `--outt`. */
const dashed = (given: string): string =>
  process.argv.some((argument) => argument.split("=")[0] === `-${given}`) ? `-${given}` : `--${given}`;

const unknownOption = (given: string, known: string[]): Problem => ({
  ...nowhere,
  path: dashed(given),
  message: `unknown option.${didYouMean(given, known)}`,
});

const givenOptions = (): string[] =>
  process.argv.flatMap((argument) => /^--?([a-z][\w-]*)/i.exec(argument)?.[1] ?? []);

/** What is wrong with an option is noted, and the next one read: `coerce` would end it with the first. */
export function readingAll(parser: Argv, problems: Problem[]): Argv {
  const declare = parser.option.bind(parser) as (name: string, option: Options) => Argv;
  parser.option = ((name: string, option: Options) => {
    const { coerce } = option;
    if (!coerce) return declare(name, option);
    return declare(name, {
      ...option,
      coerce: (given: unknown) =>
        attempt(problems, () => {
          try {
            return coerce(given);
          } catch (error) {
            throw error instanceof InputError ? error : usageError((error as Error).message, []);
          }
        }),
    });
  }) as Argv["option"];
  return parser;
}

/** yargs may say the same of a command and of what it is a part of. */
export const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [`${problem.path} ${problem.message}`, problem])).values(),
];
