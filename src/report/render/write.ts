// Writes everything under --out.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunOutput } from "../../metrics/result.ts";
import type { ReportContext } from "../html.ts";
import { resultJson } from "../json.ts";
import { summaryCsv } from "../summary-csv.ts";

export async function writeReport(
  directory: string,
  output: RunOutput,
  _context: ReportContext,
): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "result.json"), resultJson(output.result, { wallSeconds: false }));
  await writeFile(join(directory, "summary.csv"), summaryCsv(output.result));
  return ["result.json", "summary.csv"];
}
