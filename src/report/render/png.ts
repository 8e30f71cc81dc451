// Chart definition -> PNG at twice the logical size, sharp on paper and on dense screens.
import type { Chart } from "../charts/chart.ts";
import { chartJsConfiguration } from "../charts/chart-js.ts";
import type { Look } from "../charts/look.ts";
import { lightTheme } from "../charts/palette.ts";
import { chartCanvas } from "./canvas.ts";

/** Panels need height; bars as much as there are of them. */
function heightOf(chart: Chart): number {
  if (chart.kind === "lines") return chart.panels.length > 1 ? 640 : 460;
  const bars = chart.groups.reduce((count, group) => count + group.bars.length, 0);
  return 190 + bars * 46 + chart.notes.length * 20;
}

export function pngLook(chart: Chart): Look {
  return { theme: lightTheme, width: 860, height: heightOf(chart), fontSize: 13, words: true };
}

export async function renderPng(chart: Chart): Promise<Uint8Array> {
  const look = pngLook(chart);
  const configuration = chartJsConfiguration(chart, look);
  configuration.options = { ...configuration.options, devicePixelRatio: 2 };
  return chartCanvas(look).renderToBuffer(configuration, "image/png");
}
