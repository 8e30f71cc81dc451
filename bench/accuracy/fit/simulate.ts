// Predictions of experiments with constants other than those on disk: the engine profiles are texts, changed before they are
// parsed, so that a fit sees exactly what the simulator will read. One run an experiment: slopes are of the same draws.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Experiment } from "../../../src/accuracy/experiment.ts";
import { createPredictor, type Prediction } from "../../../src/accuracy/predict.ts";
import { createProfileLibrary, profileFolders } from "../../../src/profiles/library.ts";
import { type FittedConstant, fittedConstants } from "./constants.ts";
import { toNumber, withConstant } from "./profile-text.ts";

export const profileFile = (engine: string) => `${profileFolders.engine}/${engine}.yaml`;

/** Values of the constants, in the order of `fittedConstants`, in SI units. */
export type Values = readonly number[];

export const priorValues: Values = fittedConstants.map(({ prior }) => toNumber(prior));

export function predictWith(values: Values, experiments: readonly Experiment[]): Prediction[] {
  const profiles = createProfileLibrary({
    read(kind, name) {
      const path = `${profileFolders[kind]}/${name}`;
      if (!existsSync(path)) return undefined;
      const text = readFileSync(path, "utf8");
      return kind === "engine" ? withAll(text, name.replace(/\.yaml$/, ""), values) : text;
    },
    list: (kind) => readdirSync(profileFolders[kind]),
  });
  const predictor = createPredictor({ profiles, seed: 1, replications: 1 });
  return experiments.flatMap((experiment) => predictor.predict(experiment));
}

const ofEngine = (engine: string) => (constant: FittedConstant) => constant.engine === engine;

function withAll(text: string, engine: string, values: Values): string {
  return fittedConstants.reduce(
    (changed, constant, k) =>
      ofEngine(engine)(constant) ? withConstant(changed, constant, values[k]!) : changed,
    text,
  );
}
