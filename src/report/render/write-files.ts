// What a command other than `run` writes under --out: named text files, its charts as PNG and SVG, its page as report.html.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Chart } from "../charts/chart.ts";
import type { Page } from "../html/page.ts";
import { makeFolder, refusals } from "./output-folder.ts";
import { pageHtml } from "./page.ts";
import { writePictures } from "./pictures.ts";

export async function writeFiles(
  directory: string,
  files: Readonly<Record<string, string>>,
  charts: readonly Chart[],
  page?: Page,
): Promise<void> {
  await makeFolder(join(directory, "charts"));
  await refusals(directory, async () => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    await writePictures(directory, charts);
    if (page !== undefined) await writeFile(join(directory, "report.html"), pageHtml(page));
  });
}
