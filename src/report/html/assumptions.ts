// Every figure the answer leans on, weakest confidence first, with its source as a footnote.
import type { Assumption, RunResult } from "../../metrics/result.ts";
import { confidences } from "../../profiles/figure.ts";
import { number } from "../format.ts";
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

/** "8000000000000 B/s" is read as 8 TB/s; whatever is no number with a unit stays as it is. */
function shown(value: string): string {
  const [, amount, unit] = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?) ([A-Za-z/]+)$/.exec(value) ?? [];
  if (amount === undefined || unit === undefined || Number(amount) < 1e4) return value;
  const step = steps.findLast(({ size }) => Number(amount) >= size)!;
  return `${number(Number(amount) / step.size, 4)} ${step.symbol}${unit}`;
}

const steps = [
  { symbol: "k", size: 1e3 },
  { symbol: "M", size: 1e6 },
  { symbol: "G", size: 1e9 },
  { symbol: "T", size: 1e12 },
  { symbol: "P", size: 1e15 },
];

const range = ({ low, high }: Assumption) =>
  low === null && high === null
    ? ""
    : `${low === null ? "?" : shown(low)} to ${high === null ? "?" : shown(high)}`;

export function assumptions(result: RunResult): Section {
  const section = { id: "assumptions", heading: "Assumptions and sources" };
  const figures = distinct(result);
  if (figures.length === 0) return { ...section, blocks: [] };
  const sources = [...new Set(figures.map(({ source }) => source))];
  const rows = figures.map((assumption) => [
    { html: `<code>${escapeHtml(assumption.path)}</code>` },
    { html: escapeHtml(shown(assumption.value)) + noteMark(sources.indexOf(assumption.source) + 1) },
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
