// What a command other than `run` writes under --out: named text files, and its charts as PNG.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Chart } from "../charts/chart.ts";
import { makeFolder, refusals } from "./output-folder.ts";
import { renderPng } from "./png.ts";

export async function writeFiles(
  directory: string,
  files: Readonly<Record<string, string>>,
  charts: readonly Chart[],
): Promise<void> {
  await makeFolder(join(directory, "charts"));
  await refusals(directory, async () => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    for (const chart of charts)
      await writeFile(join(directory, "charts", `${chart.id}.png`), await renderPng(chart));
  });
}
