// Chart definition -> SVG for a page. Widths of text are those of the bundled font, the same on every machine; wherever the
// SVG is read, a system font that is narrower takes its place.
import { createCanvas } from "@napi-rs/canvas";
import type { Chart } from "../charts/chart.ts";
import { type PageDrawing, pageLook, pageSvg } from "../charts/page-svg.ts";
import { drawSvg } from "../charts/svg.ts";
import { escapeHtml } from "../html/markup.ts";
import { fontFamily, registerFont } from "./canvas.ts";
import { pngLook } from "./png.ts";

/** Widths in the font that charts are laid out in, whichever is asked for: chart.js asks for its default in legends. */
export function textMeasure(): (text: string, font: string) => number {
  registerFont();
  const context = createCanvas(1, 1).getContext("2d");
  return (text, font) => {
    context.font = font.replace(/(?<=px ).*/, `"${fontFamily}"`);
    return context.measureText(text).width;
  };
}

export const renderSvg = (chart: Chart): PageDrawing =>
  pageSvg(chart, pageLook(chart), fontFamily, textMeasure());

/** A picture of its own: words, legend and background inside, in fixed colours. */
export function standaloneSvg(chart: Chart): string {
  const look = { ...pngLook(chart), width: 760 };
  const { markup } = drawSvg(chart, look, fontFamily, textMeasure());
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${look.width} ${look.height}" width="${look.width}" height="${look.height}" font-family="DejaVu Sans, Verdana, sans-serif">
<title>${escapeHtml(chart.title)}</title>
<rect width="100%" height="100%" fill="${look.theme.background}"/>
${markup.replaceAll("><", ">\n<")}
</svg>
`;
}
