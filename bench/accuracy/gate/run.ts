// `npm run bench:gate`: is the accuracy gate worth its name? Applies every known change, those of source in processes of their own, and prints
//   bad|harmless NAME EFFECT_POINTS caught|missed|equivalent|quiet|false-alarm
// as they end, in order, and the catch rate: caught / (caught + missed). Bad changes that move no group's median by a point are
// equivalent. Arguments are names of changes to try alone; unknown ones are refused. Which rules caught how many, and why an alarm was false: on stderr.
import { fork } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { bundle, bundleFolder } from "../../../scripts/run-ts.js";
import { didYouMean } from "../../../src/base/nearest.ts";
import { bandsFile } from "../files.ts";
import type { BandsFile } from "../gate-bands.ts";
import { failuresOf, judge, rules } from "../judge.ts";
import { predictReferences } from "../predict-files.ts";
import { badChanges } from "./bad-changes.ts";
import { harmlessChanges } from "./harmless-changes.ts";
import { changedSource, type KnownChange, type SourceChange } from "./known-change.ts";
import type { Outcome } from "./trial.ts";

const EQUIVALENT_POINTS = 1;
const CATCH_PERCENT = 95;
const trial = "bench/accuracy/gate/trial.ts";

const known = [
  ...badChanges.map((change) => ({ kind: "bad" as const, change })),
  ...harmlessChanges.map((change) => ({ kind: "harmless" as const, change })),
];
const names = known.map(({ change }) => change.name);
const asked = new Set(process.argv.slice(2));
const mistaken = [...asked].filter((name) => !names.includes(name));
for (const name of mistaken) console.error(`${name}: no such known change.${didYouMean(name, names)}`);
if (mistaken.length > 0) process.exit(2);
const folder: string = bundleFolder();
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));

const { bands } = JSON.parse(readFileSync(bandsFile, "utf8")) as BandsFile;
const unchanged = judge(predictReferences(), bands);
if (failuresOf(unchanged, undefined).length > 0) {
  console.error("the accuracy gate fails before anything is changed: npm run bench:accuracy");
  process.exit(2);
}
const baseline = join(folder, "baseline.json");
writeFileSync(baseline, JSON.stringify(unchanged));
const plain = join(folder, "plain.mjs");
await bundle(trial, plain);

const all = known.filter(({ change }) => asked.size === 0 || asked.has(change.name));
const counts = { caught: 0, missed: 0, equivalent: 0, quiet: 0, "false-alarm": 0 };
const caughtBy = new Map<string, number>(rules.map((rule) => [rule, 0]));

/** As many at a time as there are processors; printed in order. */
const lanes = Array.from({ length: availableParallelism() }, () => ({
  usual: trialProcess(plain),
  last: Promise.resolve<unknown>(undefined),
}));
const outcomes = all.map(({ change }, index) => {
  const lane = lanes[index % lanes.length]!;
  const outcome = lane.last.then(() => outcomeOf(change, lane.usual));
  lane.last = outcome;
  return outcome;
});
for (let index = 0; index < all.length; index++) {
  const { kind, change } = all[index]!;
  const outcome = await outcomes[index]!;
  const verdict = verdictOf(kind, outcome);
  counts[verdict]++;
  for (const rule of new Set(outcome.failures.map(({ rule }) => rule)))
    caughtBy.set(rule, caughtBy.get(rule)! + 1);
  if (verdict === "false-alarm")
    for (const { rule, subject, message } of outcome.failures)
      console.error(`${change.name}: ${rule}: ${subject}: ${message}`);
  console.log(`${kind} ${change.name} ${outcome.effectPoints.toFixed(2)} ${verdict}`);
}
for (const { usual } of lanes) usual.end();

const effective = counts.caught + counts.missed;
console.error(`caught by rule: ${[...caughtBy].map(([rule, count]) => `${rule} ${count}`).join(", ")}`);
const percent = (100 * counts.caught) / effective;
console.log(
  effective === 0 ? "catch rate unknown: no bad change had an effect" : `catch rate ${percent.toFixed(1)} %`,
);
if (percent < CATCH_PERCENT || counts["false-alarm"] > 0) process.exitCode = 1;

function verdictOf(kind: "bad" | "harmless", { effectPoints, failures }: Outcome): keyof typeof counts {
  if (kind === "harmless") return failures.length > 0 ? "false-alarm" : "quiet";
  if (failures.length > 0) return "caught";
  return effectPoints < EQUIVALENT_POINTS ? "equivalent" : "missed";
}

interface TrialProcess {
  outcomeOf(name: string): Promise<Outcome>;
  end(): void;
}

/** One after the other; constants and seeds need no process of their own. */
function trialProcess(program: string): TrialProcess {
  const child = fork(program, [baseline]);
  return {
    outcomeOf: (name) =>
      new Promise((resolve, reject) => {
        const failed = (code: number | null) =>
          reject(new Error(`${name}: the trial ended with code ${code}`));
        child.once("exit", failed);
        child.once("message", (outcome) => {
          child.off("exit", failed);
          resolve(outcome as Outcome);
        });
        child.send(name);
      }),
    end: () => child.disconnect(),
  };
}

async function outcomeOf({ name, source }: KnownChange, usual: TrialProcess): Promise<Outcome> {
  if (!source) return usual.outcomeOf(name);
  const program = join(folder, `${name}.mjs`);
  await bundle(trial, program, [changing(source)]);
  const own = trialProcess(program);
  const outcome = await own.outcomeOf(name);
  own.end();
  rmSync(program);
  return outcome;
}

function changing(source: SourceChange): Plugin {
  return {
    name: "known-change",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) =>
        path.endsWith(`/${source.file}`)
          ? { contents: changedSource(readFileSync(path, "utf8"), source), loader: "ts" }
          : undefined,
      );
    },
  };
}
