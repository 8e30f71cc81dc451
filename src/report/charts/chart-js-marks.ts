// What chart.js has no words for, drawn by a plugin: reference lines with their label, panel headings,
// values beside bars, and notes under the chart.
import type { Chart as ChartJs, Plugin } from "chart.js";
import type { Bar, BarChart, Chart, Colour, LineChart, Reference } from "./chart.ts";
import { drawDirectLabels } from "./direct-labels.ts";
import { endLabelTexts, widthOfTexts } from "./end-labels.ts";
import { type Look, wrap } from "./look.ts";
import { colourOf } from "./palette.ts";

export function noteLines(chart: Chart, look: Look): string[] {
  return look.words
    ? chart.notes.flatMap((note) => wrap(note, look.width - 3 * look.fontSize, look.fontSize))
    : [];
}

/** What stands beside which bar of a group; bars on one line share one text, beside the one that reaches furthest. */
function besideBars({ overlaid }: BarChart, bars: readonly Bar[]): { text: string; index: number }[] {
  if (!overlaid) return bars.map(({ text }, index) => ({ text, index }));
  const ends = bars.map(({ from = 0, value }) => Math.max(from, value));
  return [{ text: bars.map(({ text }) => text).join(" to "), index: ends.indexOf(Math.max(...ends)) }];
}

/** A mean is told by its deployment's colour: a dash of it, as long as this text, stands before its label. */
const swatchRoom = (colour: Colour): string => (typeof colour === "number" ? "— " : "");

/** Room to the right of the plot for values beside bars and for what horizontal references say. */
export function rightLabelWidth(chart: Chart, look: Look): number {
  if (chart.kind === "bars")
    return widthOfTexts(
      chart.groups.flatMap(({ bars }) => besideBars(chart, bars).map(({ text }) => text)),
      look,
    );
  const said = chart.panels.flatMap(({ references }) =>
    references.flatMap(({ axis, label, colour }) => (axis === "y" ? [swatchRoom(colour) + label] : [])),
  );
  return widthOfTexts([...said, ...endLabelTexts(chart, look)], look);
}

function setText(
  chart: ChartJs,
  look: Look,
  colour: string,
  align: CanvasTextAlign,
  baseline: CanvasTextBaseline,
  bold = false,
) {
  const { ctx } = chart;
  ctx.font = `${bold ? "bold " : ""}${look.fontSize}px ${chart.options.font?.family ?? "sans-serif"}`;
  ctx.fillStyle = colour;
  ctx.textAlign = align;
  ctx.textBaseline = baseline;
}

/** Text on a strip of background, so that lines below do not run through it. */
function label(chart: ChartJs, look: Look, text: string, x: number, y: number) {
  const { ctx } = chart;
  const width = ctx.measureText(text).width;
  const left = ctx.textAlign === "right" ? x - width : x;
  const { fillStyle } = ctx;
  ctx.fillStyle = `${look.theme.background}d0`;
  ctx.fillRect(left - 3, y - look.fontSize * 0.75, width + 6, look.fontSize * 1.5);
  ctx.fillStyle = fillStyle;
  ctx.fillText(text, x, y);
}

function drawVertical(
  chart: ChartJs,
  look: Look,
  { at, label: text, colour, share }: Reference,
  unitSize: number,
) {
  const { ctx, chartArea, scales } = chart;
  const x = scales.x!.getPixelForValue(at / unitSize);
  if (x < chartArea.left || x > chartArea.right) {
    // The limit is beyond what the data needs: said at the edge rather than stretching the axis.
    const right = x > chartArea.right;
    setText(chart, look, look.theme.ink, right ? "right" : "left", "middle");
    label(
      chart,
      look,
      right ? `${text} →` : `← ${text}`,
      right ? chartArea.right - 4 : chartArea.left + 4,
      chartArea.bottom - look.fontSize * 1.4,
    );
    return;
  }
  line(chart, colourOf(look.theme, colour), x, chartArea.top, x, chartArea.bottom);
  if (share !== undefined) {
    // The curve must pass to the left of and above this point.
    const y = scales.y0!.getPixelForValue(share * 100);
    ctx.beginPath();
    ctx.arc(x, y, 4.5, 0, 2 * Math.PI);
    ctx.fillStyle = look.theme.background;
    ctx.fill();
    ctx.lineWidth = 2;
    ctx.setLineDash([]);
    ctx.stroke();
  }
  if (text === "") return;
  // Curves that rise leave the foot to their right free.
  setText(chart, look, look.theme.ink, "left", "middle");
  const left = x + ctx.measureText(text).width + 10 > chartArea.right;
  if (left) ctx.textAlign = "right";
  label(chart, look, text, left ? x - 8 : x + 8, chartArea.bottom - look.fontSize * 1.4);
}

function line(chart: ChartJs, colour: string, fromX: number, fromY: number, toX: number, toY: number) {
  const { ctx } = chart;
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([5, 4]);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Labels of references near each other are pushed apart; the lines stay where they are. */
function drawHorizontals(
  chart: ChartJs,
  look: Look,
  all: readonly Reference[],
  unitSize: number,
  xUnitSize: number,
) {
  const { chartArea, scales, ctx } = chart;
  const pixel = (x: number | undefined, otherwise: number) =>
    x === undefined ? otherwise : scales.x!.getPixelForValue(x / xUnitSize);
  const step = look.fontSize * 1.4;
  let free = chartArea.bottom + step;
  const placed = all
    .map((reference) => ({ reference, y: scales.y0!.getPixelForValue(reference.at / unitSize) }))
    .sort((a, b) => b.y - a.y);
  for (const { reference, y } of placed) {
    line(
      chart,
      colourOf(look.theme, reference.colour),
      pixel(reference.from, chartArea.left),
      y,
      pixel(reference.to, chartArea.right),
      y,
    );
    free = Math.min(y, free - step);
    setText(chart, look, look.theme.ink, "left", "middle");
    const left = chartArea.right + look.fontSize * 0.5;
    const swatch = ctx.measureText(swatchRoom(reference.colour)).width;
    if (swatch > 0) {
      const colour = colourOf(look.theme, reference.colour);
      line(chart, colour, left, free, left + 0.8 * swatch, free);
    }
    ctx.fillText(reference.label, left + swatch, free);
  }
}

function drawPanels(chart: ChartJs, look: Look, { panels, x }: LineChart) {
  panels.forEach((panel, index) => {
    for (const reference of panel.references)
      if (reference.axis === "x") drawVertical(chart, look, reference, x.unit.size);
    drawHorizontals(
      chart,
      look,
      panel.references.filter(({ axis }) => axis === "y"),
      panel.y.unit.size,
      x.unit.size,
    );
    if (panel.heading === "" || panels.length === 1) return;
    setText(chart, look, look.theme.ink, "left", "bottom", true);
    // A long heading over a narrow plot starts further left.
    const room = look.width - look.fontSize - chart.ctx.measureText(panel.heading).width;
    chart.ctx.fillText(
      panel.heading,
      Math.max(0, Math.min(chart.chartArea.left, room)),
      chart.scales[`y${index}`]!.top - look.fontSize * 0.75,
    );
  });
}

/** A whisker and a diamond over a bar; what stands beside such a bar goes to the edge, clear of both. */
function drawSpread(chart: ChartJs, look: Look, { range, mark }: Bar, y: number, unitSize: number) {
  const { ctx, scales } = chart;
  const pixel = (value: number) => scales.x!.getPixelForValue(value / unitSize);
  const half = look.fontSize * 0.4;
  if (range) {
    const [low, high] = [pixel(range.low), pixel(range.high)];
    ctx.beginPath();
    ctx.moveTo(low, y);
    ctx.lineTo(high, y);
    for (const end of [low, high]) {
      ctx.moveTo(end, y - half);
      ctx.lineTo(end, y + half);
    }
    ctx.strokeStyle = look.theme.ink;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }
  if (mark !== undefined) {
    const x = pixel(mark);
    ctx.beginPath();
    ctx.moveTo(x, y - 1.5 * half);
    ctx.lineTo(x + 1.5 * half, y);
    ctx.lineTo(x, y + 1.5 * half);
    ctx.lineTo(x - 1.5 * half, y);
    ctx.closePath();
    ctx.fillStyle = look.theme.ink;
    ctx.strokeStyle = look.theme.background;
    ctx.lineWidth = 1.5;
    ctx.fill();
    ctx.stroke();
  }
}

function drawValues(chart: ChartJs, look: Look, bars: BarChart) {
  const { groups, value, reference } = bars;
  if (reference) drawVertical(chart, look, reference, value.unit.size);
  chart.data.datasets.forEach((_, k) => {
    chart.getDatasetMeta(k).data.forEach(({ y }, group) => {
      const bar = groups[group]?.bars[k];
      if (bar) drawSpread(chart, look, bar, y, value.unit.size);
    });
  });
  setText(chart, look, look.theme.ink, "left", "middle");
  groups.forEach((group, row) => {
    for (const { text, index } of besideBars(bars, group.bars)) {
      const { range, mark, from = 0 } = group.bars[index]!;
      const drawn = chart.getDatasetMeta(index).data[row]!;
      const end = Math.max(
        drawn.x,
        bars.overlaid ? chart.scales.x!.getPixelForValue(from / value.unit.size) : drawn.x,
      );
      const edge = range || mark !== undefined ? chart.chartArea.right : end;
      chart.ctx.fillText(text, edge + look.fontSize * 0.5, drawn.y);
    }
  });
}

export function marks(chart: Chart, look: Look): Plugin {
  const notes = noteLines(chart, look);
  return {
    id: "forewatt-marks",
    afterDatasetsDraw(drawn) {
      drawn.ctx.save();
      if (chart.kind === "lines") {
        drawPanels(drawn, look, chart);
        drawDirectLabels(chart, look, drawn);
      } else drawValues(drawn, look, chart);
      setText(drawn, look, look.theme.quiet, "left", "bottom");
      notes.forEach((text, k) => {
        drawn.ctx.fillText(
          text,
          look.fontSize,
          look.height - look.fontSize * (0.6 + 1.5 * (notes.length - 1 - k)),
        );
      });
      drawn.ctx.restore();
    },
  };
}
