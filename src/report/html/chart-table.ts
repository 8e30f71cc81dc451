// The numbers of a chart as a table, for those who cannot or will not look: every bar; of a line a dozen points, evenly
// spread, with its band.
import { barName } from "../charts/bar-rows.ts";
import type { Axis, Chart, Line } from "../charts/chart.ts";
import { said } from "../charts/stack.ts";
import { dateOf, inUnit, unknown } from "../format.ts";
import { type Cell, figure, text } from "./markup.ts";
import { table } from "./table.ts";

const mostPoints = 12;

const shown = (value: number, axis: Axis): string =>
  axis.scale === "date" ? dateOf(value) : Number.isFinite(value) ? inUnit(value, axis.unit) : unknown;

/** Indices of at most a dozen points, first and last among them. */
function spread(count: number): number[] {
  const most = Math.min(mostPoints, count);
  return Array.from({ length: most }, (_, k) =>
    most === 1 ? 0 : Math.round((k * (count - 1)) / (most - 1)),
  );
}

function lineRows(line: Line, x: Axis, y: Axis): Cell[][] {
  return spread(line.x.length).map((k) => {
    const band = line.band ? ` (${shown(line.band.low[k]!, y)} to ${shown(line.band.high[k]!, y)})` : "";
    return [text(line.name), figure(shown(line.x[k]!, x)), figure(shown(line.y[k]!, y) + band)];
  });
}

export function chartTable(chart: Chart): string {
  if (chart.kind === "bars") {
    const rows = chart.groups.flatMap(({ name, bars }) =>
      bars.map((bar) => [text(barName(chart, name, bar)), figure(bar.text)]),
    );
    return table(`Data: ${chart.title}`, [text(""), figure(chart.value.label)], [{ rows }]);
  }
  const several = chart.panels.length > 1;
  const heads = [
    text("line"),
    figure(chart.x.label || "date"),
    figure(several ? "value" : chart.panels[0]?.y.label || "value"),
  ];
  const groups = chart.panels.map(({ heading, lines, y }) => ({
    heading: several ? heading : undefined,
    rows: lines.map(said).flatMap((line) => lineRows(line, chart.x, y)),
  }));
  return table(`Data: ${chart.title}`, heads, groups);
}
