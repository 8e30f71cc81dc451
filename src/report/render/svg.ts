// Chart definition -> SVG for a page. Widths of text are those of the bundled font, the same on every machine; wherever the
// SVG is read, a system font that is narrower takes its place.
import { createCanvas } from "@napi-rs/canvas";
import type { Chart } from "../charts/chart.ts";
import { type PageDrawing, pageLook, pageSvg } from "../charts/page-svg.ts";
import { fontFamily, registerFont } from "./canvas.ts";

/** Widths in the font that charts are laid out in. */
export function textMeasure(): (text: string, font: string) => number {
  registerFont();
  const context = createCanvas(1, 1).getContext("2d");
  return (text, font) => {
    context.font = font;
    return context.measureText(text).width;
  };
}

export const renderSvg = (chart: Chart): PageDrawing =>
  pageSvg(chart, pageLook(chart), fontFamily, textMeasure());
