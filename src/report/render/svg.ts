// Chart definition -> SVG for a page. Widths of text are those of the bundled font, the same on every machine; wherever the
// SVG is read, a system font that is narrower takes its place.
import type { Chart } from "../charts/chart.ts";
import { type PageDrawing, pageLook, pageSvg } from "../charts/page-svg.ts";
import { drawSvg, namedLook } from "../charts/svg.ts";
import { escapeHtml } from "../html/markup.ts";
import { fontFamily, textMeasure } from "./canvas.ts";
import { pngLook } from "./png.ts";

export const renderSvg = (chart: Chart): PageDrawing =>
  pageSvg(chart, pageLook(chart), fontFamily, textMeasure());

/** A picture of its own: words, legend and background inside, in fixed colours. */
export function standaloneSvg(chart: Chart): string {
  const look = namedLook(chart, { ...pngLook(chart), width: 760 }, fontFamily, textMeasure());
  const { markup } = drawSvg(chart, look, fontFamily, textMeasure());
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${look.width} ${look.height}" width="${look.width}" height="${look.height}" font-family="DejaVu Sans, Verdana, sans-serif">
<title>${escapeHtml(chart.title)}</title>
<rect width="100%" height="100%" fill="${look.theme.background}"/>
${markup.replaceAll("><", ">\n<")}
</svg>
`;
}
