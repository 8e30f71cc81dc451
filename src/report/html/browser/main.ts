// What makes a report's charts answer: bundled by scripts/build.js into dist/report-page.js and put into every page.
// Without it the page is complete, only still.
import type { FigureData } from "../figure.ts";
import { addDownloads } from "./downloads.ts";
import { addLegend } from "./legend.ts";
import { addPointer } from "./pointer.ts";
import { tellWidths, unfoldForPrint } from "./tables.ts";

tellWidths();
unfoldForPrint();
for (const figure of document.querySelectorAll("figure")) {
  const data = JSON.parse(figure.querySelector("script")?.textContent ?? "null") as FigureData | null;
  if (data === null) continue;
  const hidden = new Set<string>();
  if (data.chart.kind === "lines") addLegend(figure, data.chart, hidden);
  if (data.chart.kind === "lines" && data.geometry) addPointer(figure, data.chart, data.geometry, hidden);
  addDownloads(figure, data);
}
