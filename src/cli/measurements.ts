// Measurements as commands take them: a file of any known format, what it leaves unsaid given by options, grades chosen.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Argv } from "yargs";
import type { Experiment } from "../accuracy/experiment.ts";
import { looksLikeJson } from "../accuracy/formats/index.ts";
import type { Given } from "../accuracy/header.ts";
import { readCases } from "../accuracy/read-cases.ts";
import { InputError } from "../base/errors.ts";
import { shippedDatasets } from "./datasets.ts";
import { readText } from "./files.ts";
import { integer, list, oneOf, single } from "./options.ts";
import { profileLibrary } from "./profiles.ts";

export interface MeasurementChoice {
  quality: string[];
  model?: string | undefined;
  hardware?: string | undefined;
  engine?: string | undefined;
  weights?: string | undefined;
  tensor?: number | undefined;
  "input-tokens"?: number | undefined;
  "output-tokens"?: number | undefined;
}

/** Values separated by commas, the option given once or more often. */
export const commaList = (option: string) => (given: unknown) =>
  list(option)(given).flatMap((text) => text.split(",").map((part) => part.trim()));

const group = "What the file does not say:";

export function measurementOptions<T>(yargs: Argv<T>) {
  const text = (describe: string, option: string) => ({
    describe,
    group,
    string: true as const,
    requiresArg: true,
    coerce: single(option),
  });
  const count = (describe: string, option: string) => ({
    describe,
    group,
    string: true as const,
    requiresArg: true,
    coerce: integer(option, 1),
  });
  return yargs
    .option("quality", {
      describe: "grades to use, such as A,B; rows without a grade always count",
      string: true,
      requiresArg: true,
      default: ["A", "B"],
      defaultDescription: "A,B",
      coerce: commaList("quality"),
    })
    .option(
      "model",
      text("model of rows that name none, and of JSON results whose name for it is not known here", "model"),
    )
    .option("hardware", text("device of rows that name none, such as h100-sxm", "hardware"))
    .option("engine", text("engine of rows that name none, such as vllm", "engine"))
    .option("weights", {
      ...text("number format of the weights where none is named", "weights"),
      coerce: oneOf("weights", ["bf16", "fp8", "fp4", "nvfp4", "mxfp4", "int8", "int4"]),
    })
    .option("tensor", count("tensor-parallel degree where none is stated", "tensor"))
    .option("input-tokens", count("mean input tokens where none are stated", "input-tokens"))
    .option("output-tokens", count("mean output tokens where none are stated", "output-tokens"));
}

/** The experiments of the grades asked for. */
export function readMeasurements(path: string, choice: MeasurementChoice): Experiment[] {
  const profiles = profileLibrary();
  for (const kind of ["model", "hardware"] as const) {
    const name = choice[kind];
    const found = name === undefined ? undefined : profiles[kind](name);
    if (found && !found.found) throw InputError.of("command line", `--${kind}`, found.message);
  }
  const stated = {
    model: choice.model,
    gpu: choice.hardware,
    engine: choice.engine,
    precision: choice.weights,
    tp: choice.tensor,
    isl: choice["input-tokens"],
    osl: choice["output-tokens"],
  };
  const given = Object.fromEntries(
    Object.entries(stated).flatMap(([column, value]) =>
      value === undefined ? [] : [[column, String(value)]],
    ),
  ) as Given;
  const datasets = shippedDatasets();
  // A benchmark client names what it was told, which may be a folder of the server.
  const named = (each: Experiment): Experiment =>
    choice.model === undefined || profiles.model(each.model).found ? each : { ...each, model: choice.model };
  const found = measurementFiles(path).flatMap((file) => {
    const text = readText(file);
    const experiments = graded(readCases(file, text, given, datasets), choice.quality);
    return looksLikeJson(text) ? experiments.map(named) : experiments;
  });
  if (found.length === 0)
    throw InputError.of(path, "quality", `no row is graded ${choice.quality.join(" or ")}`);
  return found;
}

/** The file itself; of a folder of results every table and JSON in it, in the order of their names. */
function measurementFiles(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const files = readdirSync(path)
    .filter((name) => /\.(csv|json|jsonl)$/i.test(name))
    .sort()
    .map((name) => join(path, name));
  if (files.length === 0)
    throw InputError.of(path, "", "no results in this folder: expected .csv, .json or .jsonl");
  return files;
}

/** The experiments of the grades asked for; what was measured of one point is one experiment again, whatever its grades. */
function graded(all: readonly Experiment[], quality: readonly string[]): Experiment[] {
  const points = new Map<string, Experiment>();
  for (const each of all) {
    if (each.quality !== "" && !quality.includes(each.quality)) continue;
    const known = points.get(each.pointId);
    const measurements = [...(known?.measurements ?? []), ...each.measurements];
    points.set(each.pointId, { ...(known ?? each), measurements });
  }
  return [...points.values()];
}
