// Names beside the ends of lines, where the eye already is, on charts whose lines end together, panel by panel, and in a drawing
// wide enough for both. Marks that stand alone (what was reported) are named at their first.
import type { Chart as ChartJs } from "chart.js";
import type { Line, LineChart, Panel } from "./chart.ts";
import { fill, type Look } from "./look.ts";

const most = 6;
/** Of the panel's width: a line that ends further to the left would have its name far away. */
const nearTheEnd = 0.03;
/** Of the drawing's width, for names. */
const mostWidth = 0.3;
const charactersOfLine = 16;
/** Of the font's height, from line to line of text. */
const lineHeight = 1.2;

const isDrawn = ({ marks }: Line) => !marks;
const textOf = ({ name }: Line): string[] => fill(name.split(" "), charactersOfLine);

function canBeNamed({ lines, references }: Panel): boolean {
  const drawn = lines.filter(isDrawn);
  if (lines.length > most || lines.length - drawn.length > 1) return false;
  if (references.some(({ axis }) => axis === "y")) return false;
  if (new Set(lines.map(({ name }) => name)).size < lines.length) return false;
  if (!drawn.every(({ y }) => Number.isFinite(y.at(-1) ?? Number.NaN))) return false;
  const ends = drawn.map(({ x }) => x.at(-1)!);
  const [first, last] = [Math.min(...lines.map(({ x }) => x[0]!)), Math.max(...ends)];
  return ends.every((end) => last - end <= nearTheEnd * (last - first));
}

const labelsOf = ({ panels }: LineChart): string[] =>
  panels.flatMap(({ lines }) =>
    lines.filter(isDrawn).flatMap((line) => textOf(line).map((text) => `— ${text}`)),
  );

/** About as wide as the widest of some texts. */
export const widthOfTexts = (texts: readonly string[], { fontSize }: Look): number =>
  texts.length === 0 ? 0 : fontSize * 0.58 * Math.max(...texts.map(({ length }) => length));

export function namedAtEnds(chart: LineChart, look: Look): boolean {
  if (chart.x.scale === "log") return false;
  const names = new Set(chart.panels.flatMap(({ lines }) => lines.map(({ name }) => name)));
  if (names.size < 2 || !chart.panels.every(canBeNamed)) return false;
  return widthOfTexts(labelsOf(chart), look) <= mostWidth * look.width;
}

export const endLabelTexts = (chart: LineChart, look: Look): string[] =>
  namedAtEnds(chart, look) ? labelsOf(chart) : [];

interface EndLabel {
  line: Line;
  /** Number of the line in the chart. */
  index: number;
  lines: string[];
  x: number;
  /** Middle of its first line. */
  y: number;
}

/** Where its end is: of a layer the middle of what it adds. */
const endOf = ({ y, layer }: Line): number => y.at(-1)! - (layer === undefined ? 0 : layer.at(-1)! / 2);

/** Names that are near each other are pushed apart, within the panel. */
export function endLabels(chart: LineChart, number: number, look: Look, drawn: ChartJs): EndLabel[] {
  const { scales } = drawn;
  const { lines, y: axis } = chart.panels[number]!;
  const scale = scales[`y${number}`]!;
  const before = chart.panels.slice(0, number).reduce((sum, panel) => sum + panel.lines.length, 0);
  const step = look.fontSize * lineHeight;
  const ends = lines
    .map((line, k) => ({
      line,
      index: before + k,
      lines: textOf(line),
      y: scale.getPixelForValue(endOf(line) / axis.unit.size),
    }))
    .filter(({ line }) => isDrawn(line))
    .sort((a, b) => a.y - b.y);
  const end = Math.max(
    ...ends.map(({ line }) => scales.x!.getPixelForValue(line.x.at(-1)! / chart.x.unit.size)),
  );
  const x = clearOfReferences(chart, number, look, drawn, end + look.fontSize * 0.4);
  let [free, below] = [scale.top, ends.reduce((sum, each) => sum + each.lines.length * step, 0)];
  return ends.map((each) => {
    const centred = each.y - ((each.lines.length - 1) * step) / 2;
    const y = Math.min(Math.max(centred, free), scale.bottom - below + step);
    free = y + each.lines.length * step;
    below -= each.lines.length * step;
    return { ...each, x, y };
  });
}

/** Where names begin: as given, or behind the last upright reference that would cross them, and its marker. */
function clearOfReferences(
  chart: LineChart,
  number: number,
  look: Look,
  { scales }: ChartJs,
  from: number,
): number {
  const { min, max } = scales.x!;
  const width = widthOfTexts(labelsOf(chart), look);
  const away = look.fontSize * 0.7;
  return chart.panels[number]!.references.map(({ at }) => at / chart.x.unit.size)
    .filter((at) => at >= min && at <= max)
    .map((at) => scales.x!.getPixelForValue(at))
    .sort((a, b) => a - b)
    .reduce((x, pixel) => (pixel > x - away && pixel < x + width + away ? pixel + away : x), from);
}
