// `forewatt calibrate`: fits constants of the engine to a user's own measurements, and says what that is worth.
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import {
  type CalibrateOptions,
  type CalibrationSet,
  calibrationAt,
  calibrationSet,
  createCalibrator,
  errorsOf,
  predictWith,
  usable,
} from "../../accuracy/calibrate.ts";
import { crossValidate, errorRatio, predictionsNeeded, withBands } from "../../accuracy/cross-validate.ts";
import { unitDoubts } from "../../accuracy/doubts.ts";
import type { Experiment } from "../../accuracy/experiment.ts";
import { engineFamily } from "../../accuracy/names.ts";
import { InputError } from "../../base/errors.ts";
import type { EngineProfile } from "../../profiles/engine.ts";
import { reasonLines, unmodelledReasons } from "../../report/accuracy.ts";
import {
  type CalibrationResult,
  calibrationCsv,
  calibrationTable,
  engineFile,
  worsened,
} from "../../report/calibration.ts";
import type { Command } from "../command.ts";
import { reason } from "../files.ts";
import { type MeasurementChoice, measurementOptions, readMeasurements } from "../measurements.ts";
import { type Format, outputOptions, seedOption, single } from "../options.ts";
import { print, printJson, warnUser } from "../output.ts";
import { profileLibrary } from "../profiles.ts";
import { progressMeter } from "../progress.ts";

interface Options extends MeasurementChoice {
  cases: string;
  out?: string | undefined;
  force: boolean;
  seed: number;
  format: Format;
  quiet: boolean;
}

export const command: Command<Options> = {
  options: (yargs) =>
    measurementOptions(
      seedOption(
        outputOptions(
          yargs.example(
            "$0 calibrate docs/examples/measured.csv",
            "constants that fit, and the error on points left out",
          ),
        ),
      ),
    )
      .positional("cases", {
        describe:
          "your measurements: CSV (columns: docs/guides/calibrate.md), or JSON of vllm bench, aiperf or InferenceX, or a folder of such files",
        type: "string",
        demandOption: true,
      })
      .option("out", {
        describe: "engine file to write, for `engine: ./FILE` of a scenario",
        string: true,
        requiresArg: true,
        coerce: single("out"),
      })
      .option("force", {
        describe: "write the engine file even if it predicts points left out no better",
        boolean: true,
        default: false,
      }),

  run(options) {
    const { cases, out, seed, quiet } = options;
    if (out !== undefined && !/\.ya?ml$/.test(out))
      throw InputError.of("command line", "--out", `expected a name that ends in .yaml, got "${out}"`);
    const profiles = profileLibrary();
    const experiments = readMeasurements(cases, options);
    const engine = engineOf(experiments, options);
    const chosen = experiments.filter((each) => engineFamily(each.engine) === engine.id);
    const progress = progressMeter("calibrating", quiet);
    const needed = chosen.length + predictionsNeeded(chosen.length);
    let done = 0;
    const onPredicted = () => progress.show(++done / needed);
    const result = calibrated(chosen, cases, { profiles, seed, engine, onPredicted }, progress.clear);
    const write = out !== undefined && (result.helps !== false || options.force);
    if (write) {
      save(out, engineFile(idOf(out, engine), today(), engine, result));
      result.profile = out;
    }
    if (options.format === "json") printJson(result);
    else print(options.format === "csv" ? calibrationCsv(result) : calibrationTable(result));
    if (write) {
      const worse = result.crossValidation === null ? "" : worsened(result);
      const cost = worse === "" ? "" : `; on points left out worse: ${worse}`;
      warnUser(`${out}: written; use it with "engine: ./${basename(out)}"${cost}`, quiet);
    }
    if (result.helps !== false) return 0;
    process.stderr.write(
      `calibration does not help${out === undefined || write ? "" : `: ${out} is not written (--force writes it)`}\n`,
    );
    return 1;
  },
};

/** The progress line goes before anything is printed, also where the file is refused. */
function calibrated(
  experiments: readonly Experiment[],
  cases: string,
  context: CalibrateOptions,
  clear: () => void,
): CalibrationResult {
  try {
    return calibrate(experiments, cases, context);
  } finally {
    clear();
  }
}

function calibrate(
  experiments: readonly Experiment[],
  cases: string,
  context: CalibrateOptions,
): CalibrationResult {
  const set = calibrationSet(experiments, context);
  const unused = unmodelledReasons(set.before);
  if (set.points.length === 0) {
    const why = reasonLines(unused, "not used").trimEnd().replaceAll("\n", "; ");
    throw InputError.of(cases, "", `no point that constants can be fitted to. ${why}`);
  }
  refuseDoubtful(set, cases);
  const calibrator = createCalibrator(set, context);
  const validation = crossValidate(set, calibrator, context);
  const fitted = calibrationAt(calibrator.fit(set.points.map((_, index) => index)), set);
  const after = (validation?.held ?? predictWith(fitted, set.points, context)).flat();
  const used = new Set(set.points.map(({ experiment }) => experiment));
  const before = set.before.filter(({ experiment }) => used.has(experiment));
  const beforeErrors = errorsOf(before);
  const afterErrors = errorsOf(after);
  return {
    schema: "forewatt.calibrate/1",
    cases,
    engine: context.engine.id,
    points: set.points.length,
    unused,
    crossValidation: validation?.method ?? null,
    errors: beforeErrors.flatMap((error) => {
      const now = afterErrors.find(({ metric }) => metric === error.metric);
      return now === undefined ? [] : [{ metric: error.metric, rows: error.rows, before: error, after: now }];
    }),
    helps: validation === undefined ? null : errorRatio(beforeErrors, afterErrors) < 1,
    calibration: withBands(fitted, set, validation),
    profile: null,
  };
}

/** No constant mends a factor of a thousand: what fitted it would be nonsense for everything else. */
function refuseDoubtful({ before }: CalibrationSet, cases: string): void {
  const doubts = unitDoubts(before.filter(usable));
  if (doubts.length === 0) return;
  throw new InputError(
    doubts.map(({ metric, message }) => ({ file: cases, line: 0, column: 0, path: metric, message })),
  );
}

/** The engine of the measurements; a file of several needs `--engine` to say which. */
function engineOf(experiments: readonly Experiment[], { cases, engine }: Options): EngineProfile {
  const families = [...new Set(experiments.flatMap((each) => engineFamily(each.engine) ?? []))].sort();
  const wanted = engine === undefined ? undefined : engineFamily(engine);
  const family = wanted ?? (families.length === 1 ? families[0] : undefined);
  if (family === undefined) {
    const message =
      families.length === 0
        ? "no row names an engine that has a profile: give --engine, such as vllm"
        : `measurements of ${families.join(", ")}: choose one with --engine`;
    throw InputError.of(cases, "engine", message);
  }
  const found = profileLibrary().engine(family);
  if (!found.found) throw InputError.of("command line", "--engine", found.message);
  return found.profile;
}

/** The name of the file where it is an id. */
function idOf(out: string, engine: EngineProfile): string {
  const name = basename(out).replace(/\.ya?ml$/, "");
  return /^[a-z0-9]+(-[a-z0-9.]+)*$/.test(name) ? name : `${engine.id}-calibrated`;
}

/** The face that may look at a clock: an engine file carries the date of its measurements' fit. */
const today = () => new Date().toISOString().slice(0, 10);

function save(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw InputError.of("command line", "--out", `cannot write "${path}": ${reason(error)}`);
  }
}
