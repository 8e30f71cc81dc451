// The numbers of a chart as CSV, in the units of the picture, which the header names: one row a point and a column for each
// panel, so that anyone can draw it again.
import { type Cell, row } from "../csv.ts";
import { dateOf } from "../format.ts";
import { barName } from "./bar-rows.ts";
import type { Axis, BarChart, Chart, Line, LineChart, Panel } from "./chart.ts";
import { axisTitle } from "./chart-js-axes.ts";
import { said } from "./stack.ts";

/** Six digits are more than any eye sees, and fewer than a division leaves. */
const shown = (value: number, { scale, unit }: Axis): number | string =>
  scale === "date" ? dateOf(value) : Number((value / unit.size).toPrecision(6));

/** A heading that ends in its unit has it already. */
const headOf = ({ heading, y }: Pick<Panel, "heading" | "y">): string =>
  heading.endsWith(")") ? heading : axisTitle({ ...y, label: heading || y.label || "value" });

const barsCsv = (chart: BarChart): string =>
  [
    row(["group", "bar", headOf({ heading: "", y: chart.value })]),
    ...chart.groups.flatMap(({ name, bars }) =>
      bars.map((bar) => row([barName(chart, name, bar), bar.text, shown(bar.value, chart.value)])),
    ),
  ].join("");

interface Columns {
  heads: string[];
  cells(line: Line, k: number): Cell[];
}

function columnsOf(panel: Panel): Columns {
  const head = headOf(panel);
  const banded = panel.lines.some((line) => said(line).band);
  return {
    heads: [head, ...(banded ? [`low: ${head}`, `high: ${head}`] : [])],
    cells: ({ y, band }, k) =>
      [y[k]!, ...(banded ? [band?.low[k], band?.high[k]] : [])].map((value) =>
        value === undefined ? null : shown(value, panel.y),
      ),
  };
}

function linesCsv({ x, panels }: LineChart): string {
  const columns = panels.map(columnsOf);
  const none = columns.map(({ heads }) => heads.map((): Cell => null));
  return [
    row(["line", axisTitle(x) || "date", ...columns.flatMap(({ heads }) => heads)]),
    ...panels.flatMap(({ lines }, index) =>
      lines
        .map(said)
        .flatMap((line) =>
          line.x.map((at, k) =>
            row([line.name, shown(at, x), ...none.with(index, columns[index]!.cells(line, k)).flat()]),
          ),
        ),
    ),
  ].join("");
}

export const chartCsv = (chart: Chart): string => (chart.kind === "bars" ? barsCsv(chart) : linesCsv(chart));
