// Everything under --out. All files are made in a hidden folder beside their place and moved in at the end, each
// by one rename: a failure leaves what was there before, and nobody ever reads half a file.
import { mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunOutput } from "../../metrics/result.ts";
import { chartsOf } from "../charts/index.ts";
import type { ReportContext } from "../html/reproduce.ts";
import { runPage } from "../html/run-page.ts";
import { resultJson } from "../json.ts";
import { requestCsvRows } from "../requests-csv.ts";
import { summaryCsv } from "../summary-csv.ts";
import { makeFolder, refusals } from "./output-folder.ts";
import { pageHtml } from "./page.ts";
import { renderPng } from "./png.ts";

export interface ReportOptions {
  /** Told each file's path, relative to the folder, once it is in place. */
  onFile?: (file: string) => void;
}

/** A million rows are never one string. */
const chunkCharacters = 1 << 18;

async function writeRows(path: string, rows: Iterable<string>): Promise<void> {
  const file = await open(path, "w");
  try {
    let chunk = "";
    for (const row of rows) {
      chunk += row;
      if (chunk.length < chunkCharacters) continue;
      await file.write(chunk);
      chunk = "";
    }
    await file.write(chunk);
  } finally {
    await file.close();
  }
}

async function make(folder: string, output: RunOutput, context: ReportContext): Promise<string[]> {
  const charts = chartsOf(output);
  await mkdir(join(folder, "charts"));
  await writeFile(join(folder, "report.html"), pageHtml(runPage(output, charts, context)));
  await writeFile(join(folder, "result.json"), resultJson(output.result, { wallSeconds: false }));
  await writeFile(join(folder, "summary.csv"), summaryCsv(output.result));
  await writeRows(join(folder, "requests.csv"), requestCsvRows(output.traces));
  for (const chart of charts)
    await writeFile(join(folder, "charts", `${chart.id}.png`), await renderPng(chart));
  return [
    "result.json",
    "summary.csv",
    "requests.csv",
    ...charts.map(({ id }) => `charts/${id}.png`),
    "report.html",
  ];
}

/** Charts of an earlier run that this one does not have would look like its own. */
async function removeStaleCharts(directory: string, files: readonly string[]): Promise<void> {
  for (const name of await readdir(join(directory, "charts"))) {
    if (name.endsWith(".png") && !files.includes(`charts/${name}`)) await rm(join(directory, "charts", name));
  }
}

/** Writes report.html, result.json, summary.csv, requests.csv and charts/*.png; returns their names. */
export async function writeReport(
  directory: string,
  output: RunOutput,
  context: ReportContext,
  options: ReportOptions = {},
): Promise<string[]> {
  await makeFolder(directory);
  return refusals(directory, () => fill(directory, output, context, options));
}

async function fill(
  directory: string,
  output: RunOutput,
  context: ReportContext,
  options: ReportOptions,
): Promise<string[]> {
  const folder = await mkdtemp(join(directory, ".writing-"));
  try {
    const files = await make(folder, output, context);
    await mkdir(join(directory, "charts"), { recursive: true });
    for (const file of files) {
      await rename(join(folder, file), join(directory, file));
      options.onFile?.(file);
    }
    await removeStaleCharts(directory, files);
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
