// `npm run docs:accuracy`: writes docs/accuracy.md, its parity plots and the README's row about them, from the committed report and this revision's predictions.
import { readFileSync, writeFileSync } from "node:fs";
import { parityCharts } from "../../src/report/charts/parity.ts";
import { renderPng } from "../../src/report/render/png.ts";
import { documentText, parityImages, type Report } from "./document-text.ts";
import { bandsFile, gateResultFile, reportFile } from "./files.ts";
import type { BandsFile } from "./gate-bands.ts";
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
writeFileSync("README.md", withExactness(readFileSync("README.md", "utf8"), report));
console.log("wrote docs/accuracy.md, and README.md's figures of it");

function rows(chart: (typeof charts)[number]): number {
  return chart.panels[0]!.lines.reduce((sum, { marks, x }) => sum + (marks ? x.length : 0), 0);
}
