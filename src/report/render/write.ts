// What `run --out` writes: report.html, result.json, summary.csv, requests.csv and charts/*.png and *.svg: every chart of the page.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunOutput } from "../../metrics/result.ts";
import { chartsOf } from "../charts/index.ts";
import { classesCsv } from "../classes-csv.ts";
import { type RunAnalysis, runPage } from "../html/pages/run.ts";
import type { ReportContext } from "../html/reproduce.ts";
import { resultJson } from "../json.ts";
import { modelsCsv } from "../models-csv.ts";
import { requestCsvRows } from "../requests-csv.ts";
import { summaryCsv } from "../summary-csv.ts";
import { pageHtml } from "./page.ts";
import { chartsOn, writePictures } from "./pictures.ts";
import { writeRows, writeStaged } from "./staged.ts";

export interface ReportOptions {
  /** Told each file's path, relative to the folder, once it is in place. */
  onFile?: (file: string) => void;
  analysis?: RunAnalysis;
}

async function make(
  folder: string,
  output: RunOutput,
  context: ReportContext,
  analysis: RunAnalysis | undefined,
): Promise<string[]> {
  const page = runPage(output, chartsOf(output), context, analysis);
  await writeFile(join(folder, "report.html"), pageHtml(page));
  await writeFile(join(folder, "result.json"), resultJson(output.result, { wallSeconds: false }));
  await writeFile(join(folder, "summary.csv"), summaryCsv(output.result));
  await writeRows(join(folder, "requests.csv"), requestCsvRows(output.traces));
  // There only where there is something in them.
  const parts = Object.entries({
    "classes.csv": classesCsv(output.result),
    "models.csv": modelsCsv(output.result),
  }).filter(([, text]) => text !== "");
  for (const [name, text] of parts) await writeFile(join(folder, name), text);
  const pictures = await writePictures(folder, chartsOn(page));
  return [
    "result.json",
    "summary.csv",
    "requests.csv",
    ...parts.map(([name]) => name),
    ...pictures,
    "report.html",
  ];
}

/** Returns the names of the files. */
export function writeReport(
  directory: string,
  output: RunOutput,
  context: ReportContext,
  options: ReportOptions = {},
): Promise<string[]> {
  return writeStaged(directory, (folder) => make(folder, output, context, options.analysis), options.onFile);
}
