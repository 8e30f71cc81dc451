// Trials, one for each name that the parent process sends: predicts the project's table with that known change applied to
// constants, seed or order (a change of source is in the bundle already), judges it against the unchanged revision, and sends
// what came of it.
// trial.mjs BASELINE: a file with what the unchanged revision is judged as.
import { readFileSync } from "node:fs";
import { profileLibrary } from "../../../src/cli/profiles.ts";
import { bandsFile } from "../files.ts";
import type { BandsFile } from "../gate-bands.ts";
import { effectPoints, type Failure, failuresOf, type Judged, judge } from "../judge.ts";
import { predictReferences } from "../predict-files.ts";
import { badChanges } from "./bad-changes.ts";
import { harmlessChanges } from "./harmless-changes.ts";
import { changedLibrary } from "./known-change.ts";

export interface Outcome {
  effectPoints: number;
  failures: Failure[];
}

const { bands } = JSON.parse(readFileSync(bandsFile, "utf8")) as BandsFile;
const before = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Judged;

process.on("message", (name) => process.send!(outcomeOf(name as string)));

function outcomeOf(name: string): Outcome {
  const change = [...badChanges, ...harmlessChanges].find((each) => each.name === name);
  const profiles = changedLibrary(profileLibrary(), change?.constants ?? []);
  const predictions = predictReferences({ profiles, seed: change?.seed ?? 1 });
  if (change?.reversed) predictions.reverse();
  const now = judge(predictions, bands);
  return { effectPoints: effectPoints(now, before), failures: failuresOf(now, before) };
}
