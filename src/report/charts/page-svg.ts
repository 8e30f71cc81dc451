// A chart as SVG for a page: colours as CSS variables, so that the page chooses light or dark; words and legend are the page's.
import { barsHeight } from "./bar-rows.ts";
import type { BarChart, Chart } from "./chart.ts";
import type { Look } from "./look.ts";
import { cssVariables, lightTheme } from "./palette.ts";
import { drawSvg, type Geometry } from "./svg.ts";

export interface PageDrawing {
  svg: string;
  geometry: Geometry | undefined;
  /** Every line is named where it runs. */
  labelled: boolean;
}

/** Lower where there are many. */
const barHeight = ({ groups, overlaid }: BarChart) =>
  Math.max(24, 40 - 2 * groups.reduce((count, { bars }) => count + (overlaid ? 1 : bars.length), 0));

/** Small unless there is room, so that it stays readable when a telephone scales it down. */
export function pageLook(chart: Chart, width = 440): Look {
  const fontSize = 12;
  const height =
    chart.kind === "bars"
      ? 80 + barsHeight(chart, width, fontSize, barHeight(chart))
      : chart.panels.length > 1
        ? 100 + 140 * chart.panels.length
        : 290;
  return { theme: lightTheme, width, height, fontSize, words: false, legend: "outside" };
}

export function pageSvg(
  chart: Chart,
  look: Look,
  fontFamily: string,
  measure: (text: string, font: string) => number,
): PageDrawing {
  const { markup, geometry, labelled } = drawSvg(chart, look, fontFamily, measure);
  const variables = cssVariables(look.theme);
  const themed = markup.replace(/#[0-9a-f]{6}(?=")/gi, (hex) => {
    const variable = variables.get(hex.toLowerCase());
    return variable === undefined ? hex : `var(${variable})`;
  });
  return { svg: `<svg viewBox="0 0 ${look.width} ${look.height}">${themed}</svg>`, geometry, labelled };
}
