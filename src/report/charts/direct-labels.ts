// Names beside the ends of lines, where the eye already is, instead of a legend: on charts whose lines all end at the right,
// panel by panel. Marks that stand alone (what was reported) are named at their first. Elsewhere the legend stays.
import type { Chart as ChartJs } from "chart.js";
import type { Chart, Line, LineChart, Panel } from "./chart.ts";
import type { Look } from "./look.ts";
import { colourOf, dashOf } from "./palette.ts";

const most = 6;
/** Of the width: a line that ends further to the left would have its name far away. */
const nearTheEnd = 0.03;

const isDrawn = ({ marks }: Line) => !marks;

function canBeLabelled({ lines, references }: Panel): boolean {
  const drawn = lines.filter(isDrawn);
  if (lines.length > most || lines.length - drawn.length > 1) return false;
  if (references.some(({ axis }) => axis === "y")) return false;
  if (new Set(lines.map(({ name }) => name)).size < lines.length) return false;
  return drawn.every(({ y }) => Number.isFinite(y.at(-1) ?? Number.NaN));
}

/** False where the chart needs a legend, or its page has one. */
export function directlyLabelled(chart: Chart, look: Look): chart is LineChart {
  if (!look.words || chart.kind !== "lines" || chart.x.scale === "log") return false;
  const lines = chart.panels.flatMap((panel) => panel.lines);
  if (new Set(lines.map(({ name }) => name)).size < 2 || !chart.panels.every(canBeLabelled)) return false;
  const ends = lines.filter(isDrawn).map(({ x }) => x.at(-1)!);
  const [first, last] = [Math.min(...lines.map(({ x }) => x[0]!)), Math.max(...ends)];
  return ends.every((end) => last - end <= nearTheEnd * (last - first));
}

export const directLabelTexts = (chart: Chart, look: Look): string[] =>
  directlyLabelled(chart, look)
    ? chart.panels.flatMap(({ lines }) => lines.filter(isDrawn).map(({ name }) => `— ${name}`))
    : [];

export function drawDirectLabels(chart: Chart, look: Look, drawn: ChartJs): void {
  if (!directlyLabelled(chart, look)) return;
  const { ctx } = drawn;
  ctx.font = `${look.fontSize}px ${drawn.options.font?.family ?? "sans-serif"}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const index of chart.panels.keys()) labelPanel(chart, index, look, drawn);
}

/** Names that are near each other are pushed apart, within the panel. */
function labelPanel(chart: LineChart, index: number, look: Look, { ctx, chartArea, scales }: ChartJs): void {
  const { lines, y: axis } = chart.panels[index]!;
  const scale = scales[`y${index}`]!;
  const height = (line: Line, k: number) => scale.getPixelForValue(line.y.at(k)! / axis.unit.size);
  const step = look.fontSize * 1.35;
  const ends = lines
    .filter(isDrawn)
    .map((line) => ({ line, y: height(line, -1) }))
    .sort((a, b) => a.y - b.y);
  let free = scale.top;
  for (const [k, end] of ends.entries()) {
    const lowest = scale.bottom - (ends.length - 1 - k) * step;
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
  const at = scales.x!.getPixelForValue(marks.x[0]! / chart.x.unit.size);
  const below = Math.min(height(marks, 0) + look.fontSize * 0.5, scale.bottom - look.fontSize * 0.7);
  ctx.fillText(marks.name, at + look.fontSize * 0.7, below);
}
