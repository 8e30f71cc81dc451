// One trial: predicts the project's table with a known change applied to constants, seed or order (a change of source is in the
// bundle already), judges it against the unchanged revision, and writes what came of it as JSON.
// trial.mjs NAME OUT [BASELINE]: without a baseline, what the unchanged revision is judged as; how far draws move it is taken
// from the committed report.
import { readFileSync, writeFileSync } from "node:fs";
import { profileLibrary } from "../../../src/cli/profiles.ts";
import { bandsFile, reportFile } from "../files.ts";
import type { BandsFile } from "../gate-bands.ts";
import { effectPoints, failuresOf, type Judged, judge, withDrawsOf } from "../judge.ts";
import { predictReferences } from "../predict-files.ts";
import { badChanges } from "./bad-changes.ts";
import { harmlessChanges } from "./harmless-changes.ts";
import { changedLibrary } from "./known-change.ts";

const [, , name, out, baseline] = process.argv;
const change = [...badChanges, ...harmlessChanges].find((each) => each.name === name);
const { bands } = JSON.parse(readFileSync(bandsFile, "utf8")) as BandsFile;
const profiles = changedLibrary(profileLibrary(), change?.constants ?? []);
const predictions = predictReferences({ profiles, seed: change?.seed ?? 1 });
if (change?.reversed) predictions.reverse();
const now = judge(predictions, bands);

if (baseline === undefined) {
  const report = JSON.parse(readFileSync(reportFile, "utf8")) as { references: Judged };
  const judged = withDrawsOf(report.references, now);
  writeFileSync(out!, JSON.stringify({ judged, failures: failuresOf(now, undefined) }));
} else {
  const before = (JSON.parse(readFileSync(baseline, "utf8")) as { judged: Judged }).judged;
  const failures = failuresOf(now, before);
  writeFileSync(out!, JSON.stringify({ effectPoints: effectPoints(now, before), failures }));
}
