// Names beside lines, so that nobody looks them up: at their ends (end-labels.ts), or where they run clear of each other
// (inline-labels.ts). A dash of its colour stands before each.
import type { Chart as ChartJs } from "chart.js";
import type { Chart, Line, LineChart } from "./chart.ts";
import { endLabels, namedAtEnds } from "./end-labels.ts";
import { inlineLabels, swatchWidth } from "./inline-labels.ts";
import type { Look } from "./look.ts";
import { colourOf, dashOf } from "./palette.ts";
import type { SvgContext } from "./svg-context.ts";

/** Whether every line is named in the drawing: then it needs no legend. */
export const directlyLabelled = (chart: Chart, look: Look, drawn: ChartJs): boolean =>
  chart.kind === "lines" && (namedAtEnds(chart, look) || inlineLabels(chart, look, drawn) !== undefined);

export function drawDirectLabels(chart: LineChart, look: Look, drawn: ChartJs): void {
  const { ctx } = drawn;
  ctx.font = `${look.fontSize}px ${drawn.options.font?.family ?? "sans-serif"}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  if (namedAtEnds(chart, look)) {
    for (const number of chart.panels.keys()) {
      for (const { line, index, lines, x, y } of endLabels(chart, number, look, drawn))
        name(look, drawn, line, index, lines, x, y);
      nameMarks(chart, number, look, drawn);
    }
    return;
  }
  for (const { line, index, box } of inlineLabels(chart, look, drawn) ?? []) {
    const { left, top, right, bottom } = box;
    ctx.fillStyle = `${look.theme.background}90`;
    ctx.fillRect(left - 2, top, right - left + 4, bottom - top);
    name(look, drawn, line, index, [line.name], left, (top + bottom) / 2);
  }
}

/** In the group of its line, where drawings have groups: taken out and put back with it. */
function name(
  look: Look,
  { ctx }: ChartJs,
  line: Line,
  index: number,
  texts: string[],
  x: number,
  y: number,
): void {
  const { fontSize, theme } = look;
  const groups: Partial<Pick<SvgContext, "open" | "close">> = ctx as unknown as Partial<SvgContext>;
  groups.open?.call(ctx, `data-line="${index}"`);
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + fontSize, y);
  ctx.strokeStyle = colourOf(theme, line.colour);
  ctx.lineWidth = 2.2;
  ctx.setLineDash(dashOf(theme, line.colour));
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.fillStyle = theme.ink;
  for (const [k, text] of texts.entries())
    ctx.fillText(text, x + fontSize * swatchWidth, y + k * fontSize * 1.2);
  groups.close?.call(ctx);
}

/** Where they end and lines begin, on the side from which they do not come. */
function nameMarks(chart: LineChart, number: number, look: Look, { ctx, scales }: ChartJs): void {
  const { lines, y: axis } = chart.panels[number]!;
  const marks = lines.find((line) => line.marks);
  if (marks === undefined) return;
  const x = scales.x!.getPixelForValue(marks.x.at(-1)! / chart.x.unit.size) - look.fontSize * 0.5;
  const last = scales[`y${number}`]!.getPixelForValue(marks.y.at(-1)! / axis.unit.size);
  const away = look.fontSize * (marks.y.at(-1)! >= marks.y[0]! ? -0.9 : 0.9);
  ctx.textAlign = "right";
  ctx.fillStyle = look.theme.ink;
  ctx.fillText(marks.name, x, last + away);
  ctx.textAlign = "left";
}
