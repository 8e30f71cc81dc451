// Every figure the answer leans on, weakest confidence first, with its source as a footnote.
import type { Assumption, RunResult } from "../../metrics/result.ts";
import { confidences } from "../../profiles/figure.ts";
import { noteMark } from "./block.ts";
import { escapeHtml, text } from "./markup.ts";
import type { Section } from "./page.ts";

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

export function assumptions(result: RunResult): Section {
  const section = { id: "assumptions", heading: "Assumptions and sources" };
  const figures = distinct(result);
  if (figures.length === 0) return { ...section, blocks: [] };
  const sources = [...new Set(figures.map(({ source }) => source))];
  const rows = figures.map((assumption) => [
    { html: `<code>${escapeHtml(assumption.path)}</code>` },
    { html: escapeHtml(assumption.value) + noteMark(sources.indexOf(assumption.source) + 1) },
    text(range(assumption)),
    text(assumption.confidence),
  ]);
  return {
    ...section,
    blocks: [
      {
        kind: "table",
        label: "Assumptions",
        heads: ["Figure", "Value", "Range", "Confidence"].map(text),
        groups: [{ rows }],
      },
      { kind: "sources", sources },
    ],
  };
}
