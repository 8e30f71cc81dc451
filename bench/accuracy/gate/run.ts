// `npm run bench:gate`: is the accuracy gate worth its name? Applies every known change, one process each, and prints
//   bad|harmless NAME EFFECT_POINTS caught|missed|equivalent|quiet|false-alarm
// as they end, in order, and the catch rate: caught / (caught + missed). Bad changes that move no group's median by a point are
// equivalent. Arguments are names of changes to try alone; unknown ones are refused. Which rules caught how many, and why an alarm was false: on stderr.
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Plugin } from "esbuild";
import { bundle, bundleFolder } from "../../../scripts/run-ts.js";
import { didYouMean } from "../../../src/base/nearest.ts";
import { type Failure, rules } from "../judge.ts";
import { badChanges } from "./bad-changes.ts";
import { harmlessChanges } from "./harmless-changes.ts";
import { changedSource, type KnownChange, type SourceChange } from "./known-change.ts";

const EQUIVALENT_POINTS = 1;
const CATCH_PERCENT = 95;
const execute = promisify(execFile);
const trial = "bench/accuracy/gate/trial.ts";

interface Outcome {
  effectPoints: number;
  failures: Failure[];
}

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

const plain = join(folder, "plain.mjs");
const baseline = join(folder, "baseline.json");
await bundle(trial, plain);
await execute(process.execPath, [plain, "none", baseline]);
const { failures } = JSON.parse(readFileSync(baseline, "utf8")) as { failures: Failure[] };
if (failures.length > 0) {
  console.error("the accuracy gate fails before anything is changed: npm run bench:accuracy");
  process.exit(2);
}

const all = known.filter(({ change }) => asked.size === 0 || asked.has(change.name));
const counts = { caught: 0, missed: 0, equivalent: 0, quiet: 0, "false-alarm": 0 };
const caughtBy = new Map<string, number>(rules.map((rule) => [rule, 0]));

/** As many at a time as there are processors; printed in order. */
const lanes: Promise<unknown>[] = Array.from({ length: availableParallelism() }, () => Promise.resolve());
const outcomes = all.map(({ change }, index) => {
  const lane = index % lanes.length;
  const outcome = lanes[lane]!.then(() => outcomeOf(change));
  lanes[lane] = outcome;
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

async function outcomeOf({ name, source }: KnownChange): Promise<Outcome> {
  const program = source ? join(folder, `${name}.mjs`) : plain;
  if (source) await bundle(trial, program, [changing(source)]);
  const out = join(folder, `${name}.json`);
  await execute(process.execPath, [program, name, out, baseline]);
  if (source) rmSync(program);
  return JSON.parse(readFileSync(out, "utf8")) as Outcome;
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
