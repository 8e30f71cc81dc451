// Chart definition -> SVG for a page: colours as CSS variables, so that the page chooses light or dark; words and legend
// left to the page. Widths of text are those of the bundled font, the same on every machine; wherever the SVG is read,
// a system font that is narrower takes its place.
import { createCanvas } from "@napi-rs/canvas";
import type { Chart } from "../charts/chart.ts";
import type { Look } from "../charts/look.ts";
import { cssVariables, lightTheme } from "../charts/palette.ts";
import { drawSvg, type Geometry } from "../charts/svg.ts";
import { fontFamily, registerFont } from "./canvas.ts";

export interface PageDrawing {
  svg: string;
  geometry: Geometry | undefined;
}

/** Small, so that it stays readable when a telephone scales it down. */
export function svgLook(chart: Chart): Look {
  const bars =
    chart.kind === "bars" ? chart.groups.reduce((count, group) => count + group.bars.length, 0) : 0;
  const height =
    chart.kind === "bars" ? 80 + bars * 36 : chart.panels.length > 1 ? 100 + 120 * chart.panels.length : 290;
  return { theme: lightTheme, width: 480, height, fontSize: 12, words: false, legend: "outside" };
}

/** Widths in the font that charts are laid out in. */
export function textMeasure(): (text: string, font: string) => number {
  registerFont();
  const context = createCanvas(1, 1).getContext("2d");
  return (text, font) => {
    context.font = font;
    return context.measureText(text).width;
  };
}

export function renderSvg(chart: Chart): PageDrawing {
  const look = svgLook(chart);
  const { markup, geometry } = drawSvg(chart, look, fontFamily, textMeasure());
  const variables = cssVariables(look.theme);
  const themed = markup.replace(/#[0-9a-f]{6}(?=")/gi, (hex) => {
    const variable = variables.get(hex.toLowerCase());
    return variable === undefined ? hex : `var(${variable})`;
  });
  return { svg: `<svg viewBox="0 0 ${look.width} ${look.height}">${themed}</svg>`, geometry };
}
