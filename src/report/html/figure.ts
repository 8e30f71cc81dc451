// A chart in a page: its finding as heading, what it shows, the drawing, what could not be drawn.
import type { Chart } from "../charts/chart.ts";
import { escapeHtml, phrase } from "./markup.ts";

export function renderFigure(chart: Chart, svg: string, said: readonly string[]): string {
  const label = escapeHtml(`${chart.title}. ${chart.subtitle}.`);
  const notes = chart.notes
    .filter((note) => !said.includes(note))
    .map((note) => `<p class="note">${phrase(note)}</p>`)
    .join("");
  const drawing = svg.replace("<svg ", `<svg role="img" aria-label="${label}" `);
  return `<figure id="${escapeHtml(chart.id)}"><figcaption><h3>${phrase(chart.title)}</h3><p>${phrase(chart.subtitle)}</p></figcaption>${drawing}${notes}</figure>`;
}
