// The command line: results on stdout, everything else on stderr; exit codes 0, 1, 2 and 130 as in docs/reference/cli.md.
import yargs from "yargs";
import { didYouMean } from "../base/nearest.ts";
import { InputError } from "../base/errors.ts";
import { commands } from "./commands/index.ts";
import { Interrupted } from "./interrupt.ts";
import { version } from "../base/version.ts";

const names = commands.map((entry) => entry.usage.split(" ")[0]!);

/** Turns what yargs says of a bad command line into our one line. */
function usageError(message: string, known: string[]): InputError {
  const unknown = /^Unknown (arguments?|commands?): (.*)$/.exec(message);
  if (!unknown) return InputError.of("command line", "", `${message}. Try --help`);
  const problems = [...new Set(unknown[2]!.split(", "))].map((given) => ({
    file: "command line",
    line: 0,
    column: 0,
    path: unknown[1]!.startsWith("command") ? given : `--${given}`,
    message: unknown[1]!.startsWith("command") ? `unknown command.${didYouMean(given, names)}` : `unknown option.${didYouMean(given, known)}`,
  }));
  return new InputError(problems);
}

async function main(args: string[]): Promise<number> {
  let exitCode = 0;
  const parser = yargs(args)
    .scriptName("forewatt")
    .usage("forewatt: what will this LLM deployment do under this load, and what does it cost?\n\n$0 <command>")
    .locale("en")
    .version(version)
    .exitProcess(false)
    .wrap(Math.min(120, process.stdout.columns ?? 100))
    .parserConfiguration({ "boolean-negation": false, "duplicate-arguments-array": true, "parse-numbers": false, "parse-positional-numbers": false, "dot-notation": false })
    .strict()
    .demandCommand(1, 1, "No command given")
    .fail((message, error, self) => {
      throw error ?? usageError(message, Object.keys((self as unknown as { getOptions(): { key: object } }).getOptions().key));
    });
  const given = args.find((argument) => !argument.startsWith("-"));
  if (given !== undefined && !names.includes(given)) throw usageError(`Unknown command: ${given}`, []);
  for (const [index, entry] of commands.entries()) {
    const asked = names[index] === given ? (await entry.load()).command : undefined;
    parser.command(
      entry.usage,
      entry.describe,
      (inner) => {
        asked?.options(inner);
      },
      async (options) => {
        exitCode = await asked!.run(options as never);
      },
    );
  }
  await parser.parseAsync();
  return exitCode;
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
  } else {
    process.stderr.write(`forewatt ${version}: internal error, please report it\n${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 70;
  }
}
