// The numbers of a chart as CSV, in SI: one row a point, so that anyone can draw it again.
import { row } from "../csv.ts";
import { barName } from "./bar-rows.ts";
import type { Chart } from "./chart.ts";
import { said } from "./stack.ts";

export function chartCsv(chart: Chart): string {
  if (chart.kind === "bars")
    return [
      row(["group", "bar", "value"]),
      ...chart.groups.flatMap(({ name, bars }) =>
        bars.map((bar) => row([barName(chart, name, bar), bar.text, bar.value])),
      ),
    ].join("");
  return [
    row(["panel", "line", chart.x.label, "value", "low", "high"]),
    ...chart.panels.flatMap(({ heading, y, lines }) =>
      lines
        .map(said)
        .flatMap(({ name, x, y: values, band }) =>
          x.map((at, k) =>
            row([heading || y.label, name, at, values[k]!, band?.low[k] ?? null, band?.high[k] ?? null]),
          ),
        ),
    ),
  ].join("");
}
