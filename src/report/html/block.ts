// What a section of a page is made of. Text is data and is escaped here; only a cell may bring markup of its own.
import type { Chart } from "../charts/chart.ts";
import { byPoint } from "./by-point.ts";
import { type DrawnChart, renderFigure } from "./figure.ts";
import { type Cell, escapeHtml, figure, linked, phrase, text } from "./markup.ts";
import { type RowGroup, table } from "./table.ts";

export type Block =
  | { kind: "paragraph"; text: string; quiet?: boolean }
  | TableBlock
  /** `said`: notes that the page has given elsewhere. */
  | { kind: "charts"; charts: readonly Chart[]; said?: readonly string[] }
  /** A drawing of its own, in the page's colours, as wide as the page. */
  | { kind: "drawing"; label: string; svg: string; below: string }
  /** To a file beside the page. */
  | { kind: "link"; text: string; href: string }
  /** A command line or a file. */
  | { kind: "code"; text: string }
  /** Folded away until it is asked for. */
  | { kind: "details"; summary: string; blocks: readonly Block[] }
  /** Numbered, to be pointed at by `noteMark`. */
  | { kind: "sources"; sources: readonly string[] };

export interface TableBlock {
  kind: "table";
  /** What the table is, for those who do not see it. */
  label: string;
  heads: readonly Cell[];
  groups: readonly RowGroup[];
  /** Below the table. */
  note?: string;
}

/** A figure with or without its unit, and no hash. */
const figurePattern = /^([-+$<>~]*\s?\d(?!\w{12})|–|never$|$)/;

/** A table of texts; columns whose cells are all numbers stand to the right, and one that is empty throughout is none. */
export function textTable(
  label: string,
  allHeads: readonly string[],
  allRows: readonly (readonly string[])[],
): TableBlock {
  const said = allHeads.map((_, column) => column === 0 || allRows.some((row) => (row[column] ?? "") !== ""));
  const heads = allHeads.filter((_, column) => said[column]);
  const rows = allRows.map((row) => row.filter((_, column) => said[column]));
  const numeric = heads.map((_, column) => rows.every((row) => figurePattern.test(row[column] ?? "")));
  const cells = (row: readonly string[]) =>
    row.map((value, column) => (column > 0 && numeric[column] ? figure(value) : text(value)));
  const columns = heads.map((_, column) => byPoint(rows.map((row) => row[column] ?? "")));
  const aligned = rows.map((row, k) =>
    row.map((value, column) => (column > 0 && numeric[column] ? columns[column]![k]! : value)),
  );
  return { kind: "table", label, heads: cells(heads), groups: [{ rows: aligned.map(cells) }] };
}

/** A mark that leads to the n-th (from 1) of the page's sources. */
export const noteMark = (n: number): string =>
  `<sup><a href="#source-${n}" aria-label="source ${n}">${n}</a></sup>`;

export function renderTable({ label, heads, groups, note }: TableBlock): string {
  return `${table(label, heads, groups)}${note === undefined ? "" : `<p class="quiet">${phrase(note)}</p>`}`;
}

/** `answer`: of the page; a chart whose finding it is does not say it again. */
export function renderBlock(block: Block, draw: (chart: Chart) => DrawnChart, answer = ""): string {
  switch (block.kind) {
    case "paragraph":
      return `<p${block.quiet ? ' class="quiet"' : ""}>${phrase(block.text)}</p>`;
    case "table":
      return renderTable(block);
    case "charts":
      return block.charts.length === 0
        ? ""
        : `<div class="charts">${block.charts.map((chart) => renderFigure(chart, draw(chart), [answer, ...(block.said ?? [])])).join("\n")}</div>`;
    case "drawing":
      return `<div class="scroll wide" role="region" aria-label="${escapeHtml(block.label)}" tabindex="0">${block.svg.replace("<svg ", `<svg role="img" aria-label="${escapeHtml(block.label)}" `)}</div><p class="quiet">${phrase(block.below)}</p>`;
    case "link":
      return `<p><a href="${escapeHtml(encodeURI(block.href))}">${phrase(block.text)}</a></p>`;
    case "code":
      return `<pre tabindex="0">${escapeHtml(block.text)}</pre>`;
    case "details":
      return `<details><summary>${phrase(block.summary)}</summary>${block.blocks.map((inner) => renderBlock(inner, draw, answer)).join("")}</details>`;
    case "sources":
      return `<ol>${block.sources.map((source, index) => `<li id="source-${index + 1}">${linked(source)}</li>`).join("")}</ol>`;
  }
}
