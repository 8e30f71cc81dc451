// `npm run docs:accuracy`: writes docs/accuracy.md, its parity plots, the README's row about them and what the fit loses on models and devices left
// out, from the committed report, the committed leave-out tables and this revision's predictions.
import { readFileSync, writeFileSync } from "node:fs";
import { parityCharts } from "../../src/report/charts/parity.ts";
import { renderPng } from "../../src/report/render/png.ts";
import { documentText, parityImages, type Report } from "./document-text.ts";
import { bandsFile, gateResultFile, leaveOutFiles, reportFile } from "./files.ts";
import type { BandsFile } from "./gate-bands.ts";
import { withLeaveOut } from "./leave-out-figures.ts";
import { predictReferences } from "./predict-files.ts";
import { withExactness } from "./readme-row.ts";

const best = predictReferences().filter(({ experiment }) => experiment.quality === "A");
const charts = parityCharts(best);
for (const image of parityImages) {
  // Of the unit that most rows have.
  const [chart] = charts
    .filter(({ id }) => image.startsWith(id.split("-").slice(0, 2).join("-")))
    .sort((a, b) => rows(b) - rows(a));
  if (chart) writeFileSync(`docs/images/${image}`, await renderPng(chart));
}
const json = <T>(file: string) => JSON.parse(readFileSync(file, "utf8")) as T;
const report = json<Report>(reportFile);
const text = documentText(report, json<BandsFile>(bandsFile), readFileSync(gateResultFile, "utf8"));
writeFileSync("docs/accuracy.md", text);
const leaveOut = {
  model: readFileSync(leaveOutFiles.model, "utf8"),
  gpu: readFileSync(leaveOutFiles.gpu, "utf8"),
};
writeFileSync("README.md", withLeaveOut(withExactness(readFileSync("README.md", "utf8"), report), leaveOut));
const concepts = "docs/concepts/accuracy.md";
writeFileSync(concepts, withLeaveOut(readFileSync(concepts, "utf8"), leaveOut));
console.log(`wrote docs/accuracy.md, and its figures in README.md and ${concepts}`);

function rows(chart: (typeof charts)[number]): number {
  return chart.panels[0]!.lines.reduce((sum, { marks, x }) => sum + (marks ? x.length : 0), 0);
}
