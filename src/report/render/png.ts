// Chart definition -> PNG at twice the logical size, sharp on paper and on dense screens.
import type { Plugin } from "chart.js";
import { barsHeight } from "../charts/bar-rows.ts";
import type { Chart } from "../charts/chart.ts";
import { chartJsConfiguration } from "../charts/chart-js.ts";
import { noteLines } from "../charts/chart-js-marks.ts";
import type { Look } from "../charts/look.ts";
import { lightTheme } from "../charts/palette.ts";
import { namedLook } from "../charts/svg.ts";
import { chartCanvas, fontFamily, textMeasure } from "./canvas.ts";

const width = 860;
const fontSize = 13;

/** Panels need height; bars as much as there are of them; notes a line each, or as many as they break into. */
export function pngLook(chart: Chart): Look {
  const plot =
    chart.kind === "lines"
      ? chart.panels.length > 1
        ? 480 + 80 * chart.panels.length
        : 460
      : 190 + barsHeight(chart, width, fontSize, 46);
  const look = { theme: lightTheme, width, height: plot, fontSize, words: true };
  return { ...look, height: plot + 20 * noteLines(chart, look).length };
}

export async function renderPng(chart: Chart): Promise<Uint8Array> {
  const look = namedLook(chart, pngLook(chart), fontFamily, textMeasure());
  const configuration = chartJsConfiguration(chart, look);
  configuration.plugins = [background(look), ...(configuration.plugins ?? [])];
  configuration.options = { ...configuration.options, devicePixelRatio: 2 };
  return chartCanvas(look).renderToBuffer(configuration, "image/png");
}

/** The library's own keeps the size of the first picture of a process. */
const background = ({ theme, width, height }: Look): Plugin => ({
  id: "forewatt-background",
  beforeDraw({ ctx }) {
    ctx.fillStyle = theme.background;
    ctx.fillRect(0, 0, width, height);
  },
});
