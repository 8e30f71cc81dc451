// Names beside the ends of lines, where the eye already is, instead of a legend: on charts of one panel whose lines all end
// at the right. Marks that stand alone (what was reported) are named at their first. Elsewhere the legend stays.
import type { Chart as ChartJs } from "chart.js";
import type { Chart, Line } from "./chart.ts";
import type { Look } from "./look.ts";
import { colourOf, dashOf } from "./palette.ts";

const most = 6;
/** Of the width: a line that ends further to the left would have its name far away. */
const nearTheEnd = 0.03;

/** Undefined where the chart needs a legend, or its page has one. */
export function directlyLabelled(chart: Chart, look: Look): readonly Line[] | undefined {
  if (!look.words || chart.kind !== "lines" || chart.panels.length !== 1) return undefined;
  const { lines, references } = chart.panels[0]!;
  const drawn = lines.filter(({ marks }) => !marks);
  if (lines.length < 2 || lines.length > most || lines.length - drawn.length > 1) return undefined;
  if (references.some(({ axis }) => axis === "y")) return undefined;
  if (new Set(lines.map(({ name }) => name)).size < lines.length) return undefined;
  const ends = drawn.map(({ x }) => x.at(-1)!);
  const [first, last] = [Math.min(...lines.map(({ x }) => x[0]!)), Math.max(...ends)];
  const together = ends.every((end) => last - end <= nearTheEnd * (last - first));
  const known = drawn.every(({ y }) => Number.isFinite(y.at(-1) ?? Number.NaN));
  return together && known && chart.x.scale !== "log" ? lines : undefined;
}

export const directLabelTexts = (chart: Chart, look: Look): string[] =>
  (directlyLabelled(chart, look) ?? []).filter(({ marks }) => !marks).map(({ name }) => `— ${name}`);

/** Names that are near each other are pushed apart, within the plot. */
export function drawDirectLabels(chart: Chart, look: Look, drawn: ChartJs): void {
  const lines = directlyLabelled(chart, look);
  if (lines === undefined || chart.kind !== "lines") return;
  const { ctx, chartArea, scales } = drawn;
  const [xSize, ySize] = [chart.x.unit.size, chart.panels[0]!.y.unit.size];
  const height = (line: Line, k: number) => scales.y0!.getPixelForValue(line.y.at(k)! / ySize);
  ctx.font = `${look.fontSize}px ${drawn.options.font?.family ?? "sans-serif"}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  const step = look.fontSize * 1.35;
  const ends = lines
    .filter(({ marks }) => !marks)
    .map((line) => ({ line, y: height(line, -1) }))
    .sort((a, b) => a.y - b.y);
  let free = chartArea.top;
  for (const [k, end] of ends.entries()) {
    const lowest = chartArea.bottom - (ends.length - 1 - k) * step;
    const y = Math.min(Math.max(end.y, free), lowest);
    free = y + step;
    const left = chartArea.right + look.fontSize * 0.4;
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + look.fontSize, y);
    ctx.strokeStyle = colourOf(look.theme, end.line.colour);
    ctx.lineWidth = 2.2;
    ctx.setLineDash(dashOf(look.theme, end.line.colour));
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = look.theme.ink;
    ctx.fillText(end.line.name, left + look.fontSize * 1.35, y);
  }
  const marks = lines.find((line) => line.marks);
  if (marks === undefined) return;
  ctx.fillStyle = look.theme.ink;
  const at = scales.x!.getPixelForValue(marks.x[0]! / xSize);
  const below = Math.min(height(marks, 0) + look.fontSize * 0.5, chartArea.bottom - look.fontSize * 0.7);
  ctx.fillText(marks.name, at + look.fontSize * 0.7, below);
}
