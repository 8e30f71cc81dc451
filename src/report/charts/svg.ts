// A chart as SVG, drawn by chart.js into an `SvgContext`, with the place of its scales on the drawing: whoever shows it
// can tell what is under the pointer. Every line is a group `data-line` with its number in the chart. Pure.
import {
  BarController,
  BarElement,
  BasicPlatform,
  CategoryScale,
  type ChartConfiguration,
  Chart as ChartJs,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Plugin,
  PointElement,
  SubTitle,
  Title,
} from "chart.js";
import type { Chart } from "./chart.ts";
import { chartJsConfiguration } from "./chart-js.ts";
import { directlyLabelled } from "./direct-labels.ts";
import type { Look } from "./look.ts";
import { SvgContext } from "./svg-context.ts";

ChartJs.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  SubTitle,
  Title,
);

/** Where a scale lies on the drawing: pixels `from` and `to` belong to the values `min` and `max`, in SI. */
export interface PlacedScale {
  from: number;
  to: number;
  min: number;
  max: number;
  log: boolean;
}

export interface Geometry {
  width: number;
  height: number;
  x: PlacedScale;
  /** One a panel. */
  panels: PlacedScale[];
}

export interface SvgDrawing {
  /** Without the `<svg>` around it. */
  markup: string;
  /** Undefined for bars: their values stand beside them. */
  geometry: Geometry | undefined;
  /** Every line is named where it runs: no legend is needed. */
  labelled: boolean;
}

const nothing: Plugin = { id: "forewatt-lines" };

/** Groups what belongs to one line: chart.js draws datasets one after the other, a band's edges after all lines. */
function grouping(chart: Chart, context: SvgContext): Plugin {
  if (chart.kind === "bars") return nothing;
  const lines = chart.panels.flatMap((panel) => panel.lines);
  // Two edges for each band, in the order of the lines.
  const order = [
    ...lines.keys(),
    ...[...lines.keys()].flatMap((index) => (lines[index]!.band ? [index, index] : [])),
  ];
  return {
    id: "forewatt-lines",
    beforeDatasetDraw: (_, { index }) => context.open(`data-line="${order[index]}"`),
    afterDatasetDraw: () => context.close(),
  };
}

export function drawSvg(
  chart: Chart,
  look: Look,
  fontFamily: string,
  measure: (text: string, font: string) => number,
): SvgDrawing {
  const context = new SvgContext(chart.id, look.width, look.height, measure);
  const { options, plugins = [], ...configuration } = chartJsConfiguration(chart, look);
  const drawn = new ChartJs(
    context.canvas as unknown as HTMLCanvasElement,
    {
      ...configuration,
      platform: BasicPlatform,
      options: {
        ...options,
        // Where there is a Path2D, as in browsers, lines would be drawn in one, which cannot be read; with segments they never are.
        datasets: { line: { segment: {} } },
        font: { family: fontFamily },
        animation: false,
        responsive: false,
        devicePixelRatio: 1,
      },
      plugins: [...plugins, grouping(chart, context)],
    } as ChartConfiguration,
  );
  const geometry = geometryOf(chart, look, drawn);
  const markup = context.markup;
  const labelled = directlyLabelled(chart, look, drawn);
  drawn.destroy();
  return { markup, geometry, labelled };
}

/** A picture that stands alone has a legend inside, unless its lines can be named where they run. */
export function namedLook(
  chart: Chart,
  look: Look,
  fontFamily: string,
  measure: (text: string, font: string) => number,
): Look {
  if (chart.kind === "bars") return look;
  const without: Look = { ...look, legend: "outside" };
  return drawSvg(chart, without, fontFamily, measure).labelled ? without : look;
}

function geometryOf(chart: Chart, { width, height }: Look, { scales }: ChartJs): Geometry | undefined {
  if (chart.kind === "bars") return undefined;
  const x = scales.x!;
  const size = chart.x.unit.size;
  return {
    width,
    height,
    x: { from: x.left, to: x.right, min: x.min * size, max: x.max * size, log: chart.x.scale === "log" },
    panels: chart.panels.map(({ y }, index) => {
      const scale = scales[`y${index}`]!;
      return {
        from: scale.bottom,
        to: scale.top,
        min: scale.min * y.unit.size,
        max: scale.max * y.unit.size,
        log: y.scale === "log",
      };
    }),
  };
}
