// Every figure the answer leans on, weakest confidence first, with its source as a footnote.
import type { Assumption, RunResult } from "../../metrics/result.ts";
import { confidences } from "../../profiles/figure.ts";
import { escapeHtml, table, tableRow, text } from "./markup.ts";

/** One entry a figure, whichever deployments use it. */
function distinct(result: RunResult): Assumption[] {
  const byPath = new Map<string, Assumption>();
  for (const { assumptions } of result.deployments)
    for (const assumption of assumptions) byPath.set(assumption.path, assumption);
  const rank = ({ confidence }: Assumption) => confidences.indexOf(confidence);
  return [...byPath.values()].sort((a, b) => rank(b) - rank(a) || (a.path < b.path ? -1 : 1));
}

const range = ({ low, high }: Assumption) =>
  low === null && high === null ? "" : `${low ?? "?"} to ${high ?? "?"}`;

export function assumptions(result: RunResult): string {
  const figures = distinct(result);
  if (figures.length === 0) return "";
  const sources = [...new Set(figures.map(({ source }) => source))];
  const rows = figures.map((assumption) => {
    const note = sources.indexOf(assumption.source) + 1;
    return tableRow([
      { html: `<code>${escapeHtml(assumption.path)}</code>` },
      {
        html: `${escapeHtml(assumption.value)}<sup><a href="#source-${note}" aria-label="source ${note}">${note}</a></sup>`,
      },
      text(range(assumption)),
      text(assumption.confidence),
    ]);
  });
  const list = sources
    .map((source, index) => `<li id="source-${index + 1}">${escapeHtml(source)}</li>`)
    .join("");
  return `${table("Assumptions", ["Figure", "Value", "Range", "Confidence"].map(text), [`<tbody>${rows.join("")}</tbody>`])}<h3>Sources</h3><ol>${list}</ol>`;
}
