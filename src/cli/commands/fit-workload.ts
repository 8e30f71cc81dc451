// `forewatt fit-workload`: the workload block of a scenario from a trace, a benchmark log or telemetry.
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { basename } from "node:path";
import { InputError } from "../../base/errors.ts";
import { workloadBlock, workloadYaml } from "../../report/workload-block.ts";
import { fitTelemetry, telemetryColumns } from "../../workload/fit/fit-telemetry.ts";
import { fitWorkload } from "../../workload/fit/fit-workload.ts";
import { traceFormats } from "../../workload/schema.ts";
import { skippedWarning } from "../../workload/traces/bad-rows.ts";
import { openTrace } from "../../workload/traces/open-trace.ts";
import type { Command } from "../command.ts";
import { chunks, reason } from "../files.ts";
import { onBadRowOption, oneOf, quietOption, single } from "../options.ts";
import { warnUser } from "../output.ts";

interface Options {
  log: string;
  format: "yaml" | "json";
  output?: string | undefined;
  lengths?: string | undefined;
  "log-format"?: (typeof traceFormats)[number] | undefined;
  "on-bad-row"?: "fail" | "skip" | undefined;
  quiet: boolean;
}

export const command: Command<Options> = {
  options: (yargs) =>
    onBadRowOption(quietOption(yargs))
      .positional("log", {
        describe: "trace, benchmark log, or counts per interval (time, requests, input and output tokens)",
        type: "string",
        demandOption: true,
      })
      .option("log-format", {
        describe: "format of the log; default: recognised by its header",
        string: true,
        requiresArg: true,
        coerce: oneOf("log-format", traceFormats),
      })
      .option("lengths", {
        describe: "write the lengths themselves to this CSV and refer to it, instead of fitting them",
        string: true,
        requiresArg: true,
        coerce: single("lengths"),
      })
      .option("output", {
        alias: "o",
        describe: "file to write; default: stdout",
        string: true,
        requiresArg: true,
        coerce: single("output"),
      })
      .option("format", {
        describe: "yaml (a block to paste into a scenario) or json",
        string: true,
        requiresArg: true,
        default: "yaml",
        coerce: oneOf("format", ["yaml", "json"]),
      })
      .example("forewatt fit-workload scenarios/traces/bursts.csv", "a block to paste into a scenario"),

  run({ log, format, output, lengths, quiet, ...options }) {
    const input = { name: log, open: () => chunks(log) };
    const traceOptions = { format: options["log-format"], onBadRow: options["on-bad-row"] };
    const telemetry = options["log-format"] === undefined ? telemetryColumns(input) : undefined;
    if (telemetry && lengths !== undefined)
      throw InputError.of("command line", "--lengths", "telemetry holds no lengths, only their sums");
    const fit = telemetry ? fitTelemetry(input, telemetry) : fitWorkload(input, traceOptions);
    const left = skippedWarning(fit.skipped);
    if (left !== undefined) warnUser(left, quiet);
    // A scenario refers to a file beside it.
    const lengthsFile = lengths === undefined ? undefined : basename(lengths);
    if (lengths !== undefined)
      writing(lengths, "--lengths", () => writeLengths(lengths, input, traceOptions));
    const text =
      format === "yaml"
        ? workloadYaml(fit, log, lengthsFile)
        : `${JSON.stringify({ schema: "forewatt.fit-workload/1", log, workload: workloadBlock(fit, lengthsFile), ...fit, skipped: fit.skipped.count }, null, 2)}\n`;
    if (output === undefined) process.stdout.write(text);
    else writing(output, "--output", () => writeFileSync(output, text));
    return 0;
  },
};

function writeLengths(
  path: string,
  input: Parameters<typeof openTrace>[0],
  options: Parameters<typeof openTrace>[1],
): void {
  const file = openSync(path, "w");
  let block = "input_tokens,output_tokens\n";
  for (const { inputTokens, outputTokens } of openTrace(input, options).rows) {
    block += `${inputTokens},${outputTokens}\n`;
    if (block.length < 1 << 16) continue;
    writeSync(file, block);
    block = "";
  }
  writeSync(file, block);
  closeSync(file);
}

function writing(path: string, option: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw InputError.of("command line", option, `${path}: ${reason(error)}`);
  }
}
