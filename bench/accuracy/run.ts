// `npm run bench:accuracy`: the accuracy gate over the project's table, and over all of ../shared/groundtruth where it is
// there; exit 1 where a rule of judge.ts fails. --update writes what the next revision is judged against, --bands the
// bands, --draws looks anew how far other seeds move groups. `npm run bench:change` (--change): what moved since the committed predictions.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { movedRows, movedStrata, predictionsCsv, readPredictions } from "./change.ts";
import { bandsFile, predictionsFile, reportFile } from "./files.ts";
import { type BandsFile, makeBands } from "./gate-bands.ts";
import { failuresOf, type Judged, judge, withDrawsOf } from "./judge.ts";
import { type NamedPrediction, predictGroundTruth, predictReferences } from "./predict-files.ts";
import { accuracyTables, changeTables, type Format, failureLines, formats, groupTable } from "./tables.ts";

const { values: options } = parseArgs({
  options: {
    update: { type: "boolean", default: false },
    bands: { type: "boolean", default: false },
    draws: { type: "boolean", default: false },
    change: { type: "boolean", default: false },
    groups: { type: "boolean", default: false },
    format: { type: "string", default: "table" },
  },
});
const format = options.format as Format;
if (!formats.includes(format)) throw new Error(`--format: expected ${formats.join(" or ")}, got ${format}`);

const readJson = <T>(file: string): T | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : undefined;
/** Six digits, so that one shown with one decimal is not rounded twice; a line per entry of the lists two levels down, so that a diff shows what moved. */
function writeJson(file: string, value: unknown): void {
  const rounded = JSON.stringify(value, (_, each) =>
    typeof each === "number" && !Number.isInteger(each) ? Number(each.toPrecision(6)) : each,
  );
  writeFileSync(file, `${rounded.replaceAll("},{", "},\n{").replaceAll("[{", "[\n{")}\n`);
}

type Report = Record<string, Judged>;

const references = predictReferences();
if (options.change) change(references);
else gate(references);

function gate(references: readonly NamedPrediction[]): void {
  if (options.bands) writeJson(bandsFile, makeBands(references));
  const bands = readJson<BandsFile>(bandsFile)?.bands;
  if (bands === undefined) throw new Error(`${bandsFile} is missing: npm run bench:accuracy -- --bands`);
  const before = readJson<Report>(reportFile) ?? {};
  // Other draws take minutes and say nothing new while the physics stays the same: as the last report has them, unless asked.
  const judged = (name: string, rows: readonly NamedPrediction[], draws: () => NamedPrediction[][]) =>
    options.draws ? judge(rows, bands, draws()) : withDrawsOf(before[name], judge(rows, bands));
  const now: Report = {
    references: judged("references", references, () =>
      [2, 3, 4, 5, 6, 7].map((seed) => predictReferences({ seed })),
    ),
  };
  const all = predictGroundTruth();
  if (all) now.groundtruth = judged("groundtruth", all, () => [predictGroundTruth({ seed: 2 })!]);
  else console.log("../shared/groundtruth is not there: the project's own table alone\n");

  let failed = "";
  for (const [name, population] of Object.entries(now)) {
    console.log(accuracyTables(name, population, before[name], format));
    if (options.groups) console.log(groupTable(name, population, before[name], format));
    failed += failureLines(name, failuresOf(population, options.update ? undefined : before[name]));
  }
  if (options.update) {
    writeJson(reportFile, { ...before, ...now });
    writeFileSync(predictionsFile, predictionsCsv(references));
    console.log(`wrote ${reportFile} and ${predictionsFile}`);
  }
  if (failed === "") console.log("accuracy gate: passed");
  else {
    process.stdout.write(`${failed}accuracy gate: failed\n`);
    process.exitCode = 1;
  }
}

function change(references: readonly NamedPrediction[]): void {
  const moved = movedRows(references, readPredictions(readFileSync(predictionsFile, "utf8")));
  const modelled = references.filter(({ predicted }) => predicted !== null).length;
  if (moved.length > 0) console.log(changeTables(movedStrata(references, moved), moved, format));
  console.log(`${moved.length} of ${modelled} predictions moved by more than 1 % since ${predictionsFile}`);
}
