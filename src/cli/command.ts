// What a command is to the command line: its options, and what it does. Loaded only when it is the one asked for.
import type { Argv } from "yargs";

export interface Command<Options> {
  /** Declares the options on `yargs`. */
  options(yargs: Argv): unknown;
  /** Does the work and answers with the exit code. */
  run(options: Options): Promise<number> | number;
}

/** A command as `--help` shows it, before its code is loaded. */
export interface CommandEntry {
  /** yargs syntax: `run <scenario>`. */
  usage: string;
  describe: string;
  load(): Promise<{ command: Command<never> }>;
}
