// A chart in a page: its finding as heading, what it shows, which line is which, the drawing, what could not be drawn, and
// its numbers as a table. The data beside it is for the page's script (browser/), which makes lines answer to the pointer.
import type { Chart } from "../charts/chart.ts";
import { legendOf } from "../charts/legend.ts";
import { variableOf } from "../charts/palette.ts";
import type { Geometry } from "../charts/svg.ts";
import { chartTable } from "./chart-table.ts";
import { escapeHtml, phrase } from "./markup.ts";

export interface DrawnChart {
  svg: string;
  geometry: Geometry | undefined;
  /** Every line is named where it runs. */
  labelled: boolean;
}

/** What the script reads: `<script type="application/json">` in the figure. */
export interface FigureData {
  chart: Chart;
  geometry: Geometry | undefined;
}

/** Above the drawing, unless that names its lines: then only lines are taken out here, with the data. */
function legend(chart: Chart): string {
  const entries = legendOf(chart).map(
    ({ name, colour, kind }) =>
      `<li data-name="${escapeHtml(name)}"><span class="key ${kind}" style="--key:var(${variableOf(colour)})"></span>${escapeHtml(name)}</li>`,
  );
  return entries.length === 0 ? "" : `<ul class="legend">${entries.join("")}</ul>`;
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
  const isSaid = said.some((text) => text.startsWith(chart.title));
  const words = isSaid ? "" : `<h3>${phrase(chart.title)}</h3>`;
  return `<figure id="${id}">
<figcaption>${words}<p>${phrase(chart.subtitle)}</p></figcaption>
${drawn.labelled ? "" : legend(chart)}
<div class="drawing">${drawn.svg.replace("<svg ", `<svg role="img" aria-label="${label}" `)}</div>
${notes}<details class="data"><summary>Data and downloads</summary>${drawn.labelled ? legend(chart) : ""}${chartTable(chart)}</details>
<script type="application/json">${json({ chart, geometry: drawn.geometry })}</script>
</figure>`;
}
