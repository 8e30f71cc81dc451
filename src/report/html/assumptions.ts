// Every figure the answer leans on, weakest confidence first, with its source as a footnote.
import type { Assumption } from "../../metrics/result.ts";
import { confidences } from "../../profiles/figure.ts";
import { humanQuantity, humanRange } from "../quantity.ts";
import { noteMark } from "./block.ts";
import { escapeHtml, pathCode, text } from "./markup.ts";
import type { Section } from "./page.ts";

/** One entry a figure, whichever deployments use it. */
function distinct(all: readonly Assumption[]): Assumption[] {
  const byPath = new Map(all.map((assumption) => [assumption.path, assumption]));
  const rank = ({ confidence }: Assumption) => confidences.indexOf(confidence);
  return [...byPath.values()].sort((a, b) => rank(b) - rank(a) || (a.path < b.path ? -1 : 1));
}

export function assumptions(all: readonly Assumption[]): Section {
  const section = { id: "assumptions", heading: "Assumptions and sources" };
  const figures = distinct(all);
  if (figures.length === 0) return { ...section, blocks: [] };
  const sources = [...new Set(figures.map(({ source }) => source))];
  const rows = figures.map((assumption) => [
    { html: pathCode(assumption.path) },
    { html: escapeHtml(humanQuantity(assumption.value)) + noteMark(sources.indexOf(assumption.source) + 1) },
    text(humanRange(assumption)),
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
