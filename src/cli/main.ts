// The command line: results on stdout, everything else on stderr; exit codes 0, 1, 2 and 130 as in docs/reference/cli.md.
import yargs from "yargs";
import { InputError, type Problem } from "../base/errors.ts";
import { didYouMean } from "../base/nearest.ts";
import { version } from "../base/version.ts";
import { commands, nameOf } from "./commands/index.ts";
import { examplesOf } from "./examples.ts";
import { Interrupted } from "./interrupt.ts";
import { terminalColumns } from "./terminal.ts";
import { distinct, readingAll, usageError } from "./usage-error.ts";

const names = commands.map(nameOf);

const unknownCommand = (given: string): InputError =>
  InputError.of(
    "command line",
    given,
    `unknown command.${didYouMean(given, names) || " forewatt --help lists them"}`,
  );

async function main(args: string[]): Promise<number> {
  if (args[0] === "--complete") {
    const { complete } = await import("./complete.ts");
    process.stdout.write((await complete(args.slice(1))).map((each) => `${each}\n`).join(""));
    return 0;
  }
  // yargs would take the dash for nothing at all.
  if (args.includes("-")) throw InputError.of("command line", "-", "expected the name of a file");
  let exitCode = 0;
  let examples = "";
  const problems: Problem[] = [];
  const refuseAll = () => {
    if (problems.length > 0) throw new InputError(distinct(problems));
  };
  const parser = yargs(args)
    .scriptName("forewatt")
    .usage(
      "forewatt: what will this LLM deployment do under this load, and what does it cost?\n\n$0 <command>",
    )
    .locale("en")
    .version(version)
    .alias("help", "h")
    .exitProcess(false)
    .wrap(Math.min(120, terminalColumns()))
    .parserConfiguration({
      "boolean-negation": false,
      "duplicate-arguments-array": true,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "dot-notation": false,
    })
    .strict()
    .demandCommand(1, 1, "No command given")
    .fail((message, error) => {
      // What reading an option throws comes wrapped as a YError; anything else is not about the command line.
      if (error && error.name !== "YError") throw error;
      // yargs goes on, to what else is wrong.
      problems.push(
        ...usageError(
          error?.message ?? message,
          Object.keys((parser as unknown as { getOptions(): { key: object } }).getOptions().key),
        ).problems,
      );
    });
  skipHelpOfEveryRun(parser);
  const given =
    args.find((argument) => names.includes(argument)) ?? args.find((argument) => !argument.startsWith("-"));
  if (given !== undefined && !names.includes(given)) throw unknownCommand(given);
  if (given !== undefined) await import("./validation.ts");
  for (const [index, entry] of commands.entries()) {
    const asked = names[index] === given ? (await entry.load()).command : undefined;
    parser.command(
      entry.usage,
      entry.describe,
      (inner) => {
        if (asked) examples = examplesOf(inner, (yargs) => asked.options(readingAll(yargs, problems)));
      },
      async (options) => {
        refuseAll();
        exitCode = await asked!.run(options as never);
      },
    );
  }
  await parser.parseAsync();
  refuseAll();
  if (args.includes("--help") || args.includes("-h")) process.stdout.write(examples);
  return exitCode;
}

/** yargs lays out the help of each command it has run, in case it is asked for; nobody does, and it costs a tenth of a run. */
function skipHelpOfEveryRun(parser: object): void {
  const { getInternalMethods } = parser as {
    getInternalMethods?: () => { getUsageInstance(): { cacheHelpMessage(): void } };
  };
  const usage = getInternalMethods?.call(parser).getUsageInstance();
  if (usage) usage.cacheHelpMessage = () => {};
}

// `forewatt run … | head`: the reader has left; finish quietly with the exit code of the work.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof InputError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else if (error instanceof Interrupted) {
    process.exitCode = 130;
  } else if ((error as NodeJS.ErrnoException).code === "EPIPE") {
    // A pipe named as a file, whose reader has left: as above, but the work cannot go on.
    process.exitCode = 1;
  } else {
    process.stderr.write(
      `forewatt ${version}: internal error, please report it\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 70;
  }
}
