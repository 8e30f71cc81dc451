// Everything `validate` writes under --out: result.json, predictions.csv, summary.md and a parity plot per metric.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LineChart } from "../charts/chart.ts";
import { makeFolder, refusals } from "./output-folder.ts";
import { renderPng } from "./png.ts";

export async function writeAccuracy(
  directory: string,
  files: Readonly<Record<string, string>>,
  charts: readonly LineChart[],
): Promise<void> {
  await makeFolder(join(directory, "charts"));
  await refusals(directory, async () => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    for (const chart of charts)
      await writeFile(join(directory, "charts", `${chart.id}.png`), await renderPng(chart));
  });
}
