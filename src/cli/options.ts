// Options that mean the same in every command that takes a scenario.
import type { Argv } from "yargs";
import { didYouMean } from "../base/nearest.ts";

export const formats = ["table", "json", "csv"] as const;
export type Format = (typeof formats)[number];

/** What an option cannot be. yargs keeps only the message of what a `coerce` throws. */
function refuse(option: string, message: string): never {
  throw new Error(`--${option}: ${message}`);
}

/** Reads an option as an integer of at least `min`; yargs would make NaN of a slip. */
export function integer(option: string, min: number) {
  return (given: unknown): number => {
    const value = typeof given === "string" && /^[+-]?\d+$/.test(given.trim()) ? Number(given) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < min)
      refuse(option, `expected an integer of at least ${min}, got ${JSON.stringify(given)}`);
    return value;
  };
}

/** Refuses an option given twice where only one value makes sense. */
export function single(option: string) {
  return (given: unknown): string => {
    if (typeof given === "string" && given !== "") return given;
    refuse(option, Array.isArray(given) ? "given more than once" : "expected a value");
  };
}

/** `allowed` is what a shell completes. */
export function oneOf<const T extends string>(option: string, allowed: readonly T[]) {
  const read = (given: unknown): T => {
    const found = allowed.find((name) => name === given);
    if (found === undefined) {
      const likely = typeof given === "string" ? didYouMean(given, allowed) : "";
      const expected = `expected one of ${allowed.join(", ")}, got ${JSON.stringify(given)}`;
      refuse(option, expected + (likely && `.${likely}`));
    }
    return found;
  };
  return Object.assign(read, { allowed });
}

/** A repeatable option as a list of its values; yargs' own arrays would swallow the positionals that follow. */
export function list(option: string) {
  return (given: unknown): string[] => {
    const values = given === undefined ? [] : Array.isArray(given) ? given : [given];
    if (values.some((value) => typeof value !== "string" || value === "")) refuse(option, "expected a value");
    return values as string[];
  };
}

export function quietOption<T>(yargs: Argv<T>) {
  return yargs.option("quiet", {
    describe: "no progress and no warnings on stderr",
    boolean: true,
    default: false,
  });
}

/** How results are printed. */
export function outputOptions<T>(yargs: Argv<T>) {
  return quietOption(yargs).option("format", {
    describe: "how results are printed: table, json or csv",
    string: true,
    requiresArg: true,
    default: "table",
    coerce: oneOf("format", formats),
  });
}

export function onBadRowOption<T>(yargs: Argv<T>) {
  return yargs.option("on-bad-row", {
    describe: "malformed trace rows: fail or skip",
    string: true,
    requiresArg: true,
    coerce: oneOf("on-bad-row", ["fail", "skip"]),
  });
}

export function setOption<T>(yargs: Argv<T>) {
  return yargs.option("set", {
    describe: "override a value: path=value (repeatable)",
    string: true,
    requiresArg: true,
    default: [],
    defaultDescription: "none",
    coerce: list("set"),
  });
}

export function allowPathOption<T>(yargs: Argv<T>) {
  return yargs.option("allow-path", {
    describe: "a folder that files named by the scenario may also be read from (repeatable)",
    string: true,
    requiresArg: true,
    default: [],
    defaultDescription: "none",
    coerce: list("allow-path"),
  });
}

/** Which scenario exactly. */
export function scenarioOptions<T>(yargs: Argv<T>) {
  return allowPathOption(setOption(onBadRowOption(yargs)));
}

/** What every command takes that answers about one scenario by simulating it. */
export function scenarioQuestion<T>(yargs: Argv<T>) {
  return seedOption(
    outputOptions(
      scenarioOptions(
        yargs.positional("scenario", {
          describe: "scenario file (YAML)",
          type: "string",
          demandOption: true,
        }),
      ),
    ),
  );
}

export function seedOption<T>(yargs: Argv<T>) {
  return yargs.option("seed", {
    describe: "seed of all random streams",
    string: true,
    requiresArg: true,
    default: "1",
    coerce: integer("seed", 0),
  });
}

export function replicationsOption<T>(yargs: Argv<T>) {
  return yargs.option("replications", {
    describe: "independent runs for confidence intervals",
    string: true,
    requiresArg: true,
    default: "1",
    coerce: integer("replications", 1),
  });
}

export function outOption<T>(yargs: Argv<T>, describe: string) {
  return yargs.option("out", { describe, string: true, requiresArg: true, coerce: single("out") });
}

/** How it is simulated and where the files go. */
export function simulationOptions<T>(yargs: Argv<T>) {
  return outOption(
    replicationsOption(seedOption(outputOptions(scenarioOptions(yargs)))),
    "folder for report.html, result.json, CSV files and charts",
  );
}
