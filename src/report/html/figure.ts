// A chart in a page: its finding as heading, what it shows, which line is which, the drawing, what could not be drawn, and
// its numbers as a table. The data beside it is for the page's script (browser/), which makes lines answer to the pointer.
import type { Chart, Line } from "../charts/chart.ts";
import { dashOf, lightTheme, variableOf } from "../charts/palette.ts";
import type { Geometry } from "../charts/svg.ts";
import { chartTable } from "./chart-table.ts";
import { escapeHtml, phrase } from "./markup.ts";

export interface DrawnChart {
  svg: string;
  geometry: Geometry | undefined;
}

/** What the script reads: `<script type="application/json">` in the figure. */
export interface FigureData {
  chart: Chart;
  geometry: Geometry | undefined;
}

/** Lines by name: panels repeat their deployments, and what belongs to a line goes by its name. */
function legend(chart: Chart): string {
  if (chart.kind === "bars") return "";
  const lines = chart.panels.flatMap((panel) => panel.lines);
  const named = new Map<string, Line>();
  for (const line of lines) if (!named.has(line.name)) named.set(line.name, line);
  const entries = [...named.values()].map(({ name, colour, marks }) => {
    const kind = marks ? "dot" : dashOf(lightTheme, colour).length > 0 ? "dashes" : "stroke";
    return `<li data-name="${escapeHtml(name)}"><span class="key ${kind}" style="--key:var(${variableOf(colour)})"></span>${escapeHtml(name)}</li>`;
  });
  return `<ul class="legend">${entries.join("")}</ul>`;
}

/** Six digits are more than any eye sees; a script element must not be closed from inside. */
function json(data: FigureData): string {
  return JSON.stringify(data, (_, value) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
  ).replace(/</g, "\\u003c");
}

export function renderFigure(chart: Chart, drawn: DrawnChart, said: readonly string[]): string {
  const id = escapeHtml(chart.id);
  const label = escapeHtml(`${chart.title}. ${chart.subtitle}.`);
  const notes = chart.notes
    .filter((note) => !said.includes(note))
    .map((note) => `<p class="note">${phrase(note)}</p>`)
    .join("");
  return `<figure id="${id}">
<figcaption><h3>${phrase(chart.title)}</h3><p>${phrase(chart.subtitle)}</p></figcaption>
${legend(chart)}
<div class="drawing">${drawn.svg.replace("<svg ", `<svg role="img" aria-label="${label}" `)}</div>
${notes}<details class="data"><summary>Data and downloads</summary>${chartTable(chart)}</details>
<script type="application/json">${json({ chart, geometry: drawn.geometry })}</script>
</figure>`;
}
