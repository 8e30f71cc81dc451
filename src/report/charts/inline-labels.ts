// Names beside lines that do not end together, each where its own line is near and every other far: where all names find such a
// place no legend is needed. A name may lie over a band. Pure geometry, in pixels of the drawing.
import type { Chart as ChartJs } from "chart.js";
import type { Line, LineChart, Panel } from "./chart.ts";
import { namedAtEnds } from "./end-labels.ts";
import type { Look } from "./look.ts";

interface Point {
  x: number;
  y: number;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface InlineLabel {
  line: Line;
  /** Number of the line in the chart. */
  index: number;
  box: Box;
}

const most = 4;
/** Between two looks at a line: finer than letters are wide. */
const stepPixels = 4;
const candidatesAlongLine = 36;
/** A dash of the line's colour before the name, and the gap behind it, in heights of the font. */
export const swatchWidth = 1.35;

const gap = (box: Box, { x, y }: Point): number =>
  Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const nearest = (box: Box, points: readonly Point[]): number =>
  points.reduce((least, point) => Math.min(least, gap(box, point)), Number.POSITIVE_INFINITY);

/** A line as points at most a step apart. */
function tracedPoints(corners: readonly Point[]): Point[] {
  return corners.flatMap((to, k) => {
    const from = corners[k - 1] ?? to;
    const pieces = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / stepPixels));
    return Array.from({ length: pieces }, (_, piece) => {
      const share = (piece + 1) / pieces;
      return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
    });
  });
}

function pixelsOf(line: Line, chart: LineChart, index: number, { scales }: ChartJs): Point[] {
  const y = scales[`y${index}`]!;
  const corners = line.x.flatMap((at, k): Point[] => {
    const x = scales.x!.getPixelForValue(at / chart.x.unit.size);
    const place = { x, y: y.getPixelForValue(line.y[k]! / chart.panels[index]!.y.unit.size) };
    const before =
      line.steps && k > 0 ? y.getPixelForValue(line.y[k - 1]! / chart.panels[index]!.y.unit.size) : place.y;
    return [{ x, y: before }, place].filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
  });
  return line.marks ? corners : tracedPoints(corners);
}

/** What references say stands at the foot of the panel, on either side of their line. */
function referenceBoxes(panel: Panel, chart: LineChart, look: Look, drawn: ChartJs): Box[] {
  const { chartArea, scales, ctx } = drawn;
  const { left, right } = chartArea;
  const number = chart.panels.indexOf(panel);
  return panel.references.flatMap(({ axis, at, label }): Box[] => {
    if (axis === "y") {
      const y = scales[`y${number}`]!.getPixelForValue(at / panel.y.unit.size);
      return [{ left, right, top: y - 4, bottom: y + 4 }];
    }
    const x = scales.x!.getPixelForValue(at / chart.x.unit.size);
    const inside = Math.min(Math.max(x, chartArea.left), chartArea.right);
    const reach = ctx.measureText(label).width + 2 * look.fontSize;
    return [
      {
        left: inside - reach,
        right: inside + reach,
        top: chartArea.bottom - 2.4 * look.fontSize,
        bottom: chartArea.bottom,
      },
      { left: inside - 8, right: inside + 8, top: chartArea.top, bottom: chartArea.bottom },
    ];
  });
}

/** Above, below, beside and across the corners of a point. */
function boxesAt({ x, y }: Point, width: number, height: number, away: number): Box[] {
  const box = (left: number, top: number): Box => ({ left, top, right: left + width, bottom: top + height });
  return [
    box(x - width / 2, y - away - height),
    box(x - width / 2, y + away),
    box(x + away, y - height / 2),
    box(x - away - width, y - height / 2),
    box(x - away - width, y - height),
    box(x + away, y - height),
    box(x - away - width, y),
    box(x + away, y),
  ];
}

interface Running {
  line: Line;
  index: number;
  points: Point[];
}

function placeInPanel(
  panel: Running[],
  taken: readonly Box[],
  area: Box,
  look: Look,
  widthOf: (name: string) => number,
): InlineLabel[] {
  const { fontSize } = look;
  const placed: InlineLabel[] = [];
  const boxes = [...taken];
  for (const { line, index, points } of panel) {
    if (line.marks) continue;
    const others = panel.flatMap((each) => (each.line.name === line.name ? [] : each.points));
    const marks = panel.flatMap((each) => (each.line.marks ? each.points : []));
    const every = Math.max(1, Math.floor(points.length / candidatesAlongLine));
    let best: { box: Box; score: number } | undefined;
    for (let k = 0; k < points.length; k += every) {
      for (const box of boxesAt(points[k]!, widthOf(line.name), fontSize * 1.2, fontSize * 0.4)) {
        const isInside =
          box.left >= area.left &&
          box.right <= area.right &&
          box.top >= area.top &&
          box.bottom <= area.bottom;
        if (!isInside || boxes.some((other) => overlap(box, other)) || nearest(box, marks) < fontSize * 0.6)
          continue;
        const [own, other] = [nearest(box, points), nearest(box, others)];
        if (own < fontSize * 0.2 || other < own + fontSize * 0.5) continue;
        // Far from the others, and where that is the same, late: near the end the eye is.
        const score = Math.min(other, 4 * fontSize) + (fontSize * k) / points.length - own;
        if (best === undefined || score > best.score) best = { box, score };
      }
    }
    if (best === undefined) continue;
    boxes.push(best.box);
    placed.push({ line, index, box: best.box });
  }
  return placed;
}

/** Undefined where some line finds no place: then a legend says which is which. */
export function inlineLabels(chart: LineChart, look: Look, drawn: ChartJs): InlineLabel[] | undefined {
  if (look.legend !== "outside" || namedAtEnds(chart, look)) return undefined;
  const lines = chart.panels.flatMap((panel) => panel.lines);
  const names = new Set(lines.filter(({ marks }) => !marks).map(({ name }) => name));
  const isSuited = lines.every(({ name, layer }) => names.has(name) && layer === undefined);
  if (names.size === 0 || names.size > most || !isSuited) return undefined;
  drawn.ctx.font = `${look.fontSize}px ${drawn.options.font?.family ?? "sans-serif"}`;
  const widthOf = (name: string) => drawn.ctx.measureText(name).width + look.fontSize * swatchWidth;
  let first = 0;
  const labels = chart.panels.flatMap((panel, number) => {
    const running = panel.lines.map((line, k) => ({
      line,
      index: first + k,
      points: pixelsOf(line, chart, number, drawn),
    }));
    first += panel.lines.length;
    const { top, bottom } = drawn.scales[`y${number}`]!;
    const area = { left: drawn.chartArea.left + 2, right: drawn.chartArea.right, top, bottom };
    return placeInPanel(running, referenceBoxes(panel, chart, look, drawn), area, look, widthOf);
  });
  return [...names].every((name) => labels.some(({ line }) => line.name === name)) ? labels : undefined;
}
