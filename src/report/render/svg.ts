// Chart definition -> SVG for a page: text as paths (no font needed where it is read), colours as CSS variables
// so that the page chooses light or dark, words left to the page.
import type { Chart } from "../charts/chart.ts";
import { chartJsConfiguration } from "../charts/chart-js.ts";
import type { Look } from "../charts/look.ts";
import { cssVariables, lightTheme } from "../charts/palette.ts";
import { chartCanvas } from "./canvas.ts";

/** Small, so that it stays readable when a telephone scales it down. */
export function svgLook(chart: Chart): Look {
  const bars =
    chart.kind === "bars" ? chart.groups.reduce((count, group) => count + group.bars.length, 0) : 0;
  const height = chart.kind === "bars" ? 80 + bars * 36 : chart.panels.length > 1 ? 440 : 310;
  return { theme: lightTheme, width: 480, height, fontSize: 12, words: false };
}

export function renderSvg(chart: Chart): string {
  const look = svgLook(chart);
  const svg = chartCanvas(look, "svg")
    .renderToBufferSync(chartJsConfiguration(chart, look), "image/svg+xml")
    .toString("utf8");
  const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1);
  const themed = body.replace(/#[0-9A-Fa-f]{6}\b/g, (hex) => {
    const variable = cssVariables(look.theme).get(hex.toLowerCase());
    return variable === undefined ? hex : `var(${variable})`;
  });
  // A hundredth of a pixel is enough; it halves the page.
  const rounded = themed.replace(/\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100));
  // The drawing library numbers clip paths for the whole process: renamed, equal charts are equal text, and
  // charts on one page do not clip each other.
  const seen: string[] = [];
  const named = rounded.replace(/\bcl_[0-9a-f]+/g, (id) => {
    if (!seen.includes(id)) seen.push(id);
    return `${chart.id}-clip-${seen.indexOf(id)}`;
  });
  return `<svg viewBox="0 0 ${look.width} ${look.height}">${named}`;
}
