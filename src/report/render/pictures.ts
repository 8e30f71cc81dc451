// Charts as files below `charts`: PNG for slides and mail, SVG where it is scaled or edited; both from one definition.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Chart } from "../charts/chart.ts";
import type { Page } from "../html/page.ts";
import { renderPng } from "./png.ts";
import { standaloneSvg } from "./svg.ts";

/** Returns the names of the files, relative to the folder. */
export async function writePictures(folder: string, charts: readonly Chart[]): Promise<string[]> {
  const files: string[] = [];
  for (const chart of charts) {
    const [png, svg] = [`charts/${chart.id}.png`, `charts/${chart.id}.svg`];
    await writeFile(join(folder, png), await renderPng(chart));
    await writeFile(join(folder, svg), standaloneSvg(chart));
    files.push(png, svg);
  }
  return files;
}

/** Every chart that a page shows, in its order. */
export const chartsOn = ({ sections }: Page): Chart[] =>
  sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === "charts" ? block.charts : [])));
