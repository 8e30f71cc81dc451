// Tables of measured points -> predictions, as `forewatt validate` makes them.
import { existsSync, readFileSync } from "node:fs";
import { createPredictor, type Prediction } from "../../src/accuracy/predict.ts";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { shippedDatasets } from "../../src/cli/datasets.ts";
import { profileLibrary } from "../../src/cli/profiles.ts";
import { traceFolder } from "../../src/cli/trace-folder.ts";
import type { ProfileLibrary } from "../../src/profiles/library.ts";
import { groundTruth, referenceFiles, traceFolderPath } from "./files.ts";

/** A prediction with the name its measurement has in the table: with the point, what it is known by from one revision to the next. */
export interface NamedPrediction extends Prediction {
  name: string;
}

export interface PredictOptions {
  seed?: number;
  profiles?: ProfileLibrary;
  /** Folder of the traces that drove trace experiments. */
  traces?: string | undefined;
}

/** C is not for absolute error. */
const judgedQualities = ["A", "B"];

export function predictFiles(
  files: readonly string[],
  { seed = 1, profiles = profileLibrary(), traces }: PredictOptions = {},
): NamedPrediction[] {
  const traceOf = traces === undefined ? undefined : traceFolder(traces);
  const predictor = createPredictor({ profiles, seed, traceOf });
  return files
    .flatMap((file) => readCases(file, readFileSync(file, "utf8"), {}, shippedDatasets()))
    .filter(({ quality }) => judgedQualities.includes(quality))
    .flatMap((experiment) =>
      predictor
        .predict(experiment)
        .map((prediction, row) => ({ ...prediction, name: experiment.measurements[row]!.name })),
    );
}

/** The project's own table. Without traces: what they are needed for is unmodelled here, wherever it runs. */
export function predictReferences(options: PredictOptions = {}): NamedPrediction[] {
  return predictFiles(Object.values(referenceFiles), options);
}

/** Every shared measurement of quality A and B, where it is at hand. */
export function predictGroundTruth(options: PredictOptions = {}): NamedPrediction[] | undefined {
  if (!existsSync(groundTruth)) return undefined;
  const files = ["cases.csv", "energy.csv"].map((name) => `${groundTruth}/${name}`);
  const traces = existsSync(traceFolderPath) ? traceFolderPath : undefined;
  return predictFiles(files, { ...options, traces });
}
