// `forewatt import`: a Hugging Face config.json to a model file, or any known trace to forewatt's own CSV.
import { closeSync, openSync, writeSync } from "node:fs";
import { InputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import type { Command } from "../command.ts";
import { chunks, readText, reason } from "../files.ts";
import { onBadRowOption, oneOf, quietOption, single } from "../options.ts";
import { warnUser } from "../output.ts";

interface Options {
  kind: string;
  file: string;
  output?: string | undefined;
  id?: string | undefined;
  source?: string | undefined;
  date?: string | undefined;
  format?: string | undefined;
  "on-bad-row"?: "fail" | "skip" | undefined;
  quiet: boolean;
}

const kinds: Record<string, (options: Options) => AsyncGenerator<string>> = {
  hf: importModel,
  trace: importTrace,
};

export const command: Command<Options> = {
  options: (yargs) =>
    onBadRowOption(
      quietOption(
        yargs
          .example("$0 import hf docs/examples/hf-config.json", "a model profile from a Hugging Face config")
          .example("$0 import trace scenarios/traces/bursts.csv", "a trace in forewatt's own columns"),
      ),
    )
      .positional("kind", {
        describe: "hf (config.json to a model file) or trace",
        type: "string",
        demandOption: true,
      })
      .positional("file", { type: "string", demandOption: true })
      .option("output", {
        alias: "o",
        describe: "file to write; default: stdout",
        string: true,
        requiresArg: true,
        coerce: single("output"),
      })
      .option("id", {
        describe: "hf: id of the model",
        string: true,
        requiresArg: true,
        coerce: single("id"),
      })
      .option("source", {
        describe: "hf: where the config comes from",
        string: true,
        requiresArg: true,
        coerce: single("source"),
      })
      .option("date", {
        describe: "hf: date of the config, as 2026-03-16",
        string: true,
        requiresArg: true,
        coerce: single("date"),
      })
      .option("format", {
        describe: "trace: its format; default: recognised by its header",
        string: true,
        requiresArg: true,
        coerce: single("format"),
      }),

  async run(options) {
    const { kind, output } = options;
    const make = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (!make)
      throw InputError.of(
        "command line",
        kind,
        `nothing to import as that; expected one of ${Object.keys(kinds).join(", ")}.${didYouMean(kind, Object.keys(kinds))}`,
      );
    const text = make(options);
    // Nothing is created or truncated before the input has proved readable.
    const first = await text.next();
    const sink = output === undefined ? undefined : openOutput(output);
    for (let piece = first; !piece.done; piece = await text.next()) {
      if (sink === undefined) process.stdout.write(piece.value);
      else writeSync(sink, piece.value);
    }
    if (sink !== undefined) closeSync(sink);
    return 0;
  },
};

function openOutput(path: string): number {
  try {
    return openSync(path, "w");
  } catch (error) {
    throw InputError.of("command line", "--output", `${path}: ${reason(error)}`);
  }
}

async function* importModel({ file, id, source, date, quiet }: Options): AsyncGenerator<string> {
  const { importHuggingFace } = await import("../../profiles/hf-config.ts");
  const imported = importHuggingFace(file, readText(file), { id, source, date });
  for (const warning of imported.warnings) warnUser(`${file}  ${warning}`, quiet);
  yield imported.yaml;
}

async function* importTrace({ file, format, ...options }: Options): AsyncGenerator<string> {
  const { convertTrace } = await import("../../workload/traces/convert.ts");
  const { traceFormats } = await import("../../workload/schema.ts");
  const named = format === undefined ? undefined : oneOf("format", traceFormats)(format);
  const lines = convertTrace(
    { name: file, open: () => chunks(file) },
    { format: named, onBadRow: options["on-bad-row"] },
  );
  let block = "";
  for (const line of lines) {
    block += `${line}\n`;
    if (block.length < 1 << 16) continue;
    yield block;
    block = "";
  }
  yield block;
}
