// What a section of a page is made of. Text is data and is escaped here; only a cell may bring markup of its own.
import type { Chart } from "../charts/chart.ts";
import { type DrawnChart, renderFigure } from "./figure.ts";
import { type Cell, escapeHtml, figure, linked, phrase, table, tableRow, text } from "./markup.ts";

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
  groups: readonly { heading?: string; rows: readonly (readonly Cell[])[] }[];
  /** Below the table. */
  note?: string;
}

/** A figure with or without its unit, and no hash. */
const figurePattern = /^([-+$<>~]*\s?\d(?!\w{12})|–|$)/;

/** A table of texts; columns whose cells are all numbers stand to the right. */
export function textTable(
  label: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): TableBlock {
  const numeric = heads.map((_, column) => rows.every((row) => figurePattern.test(row[column] ?? "")));
  const cells = (row: readonly string[]) =>
    row.map((value, column) => (column > 0 && numeric[column] ? figure(value) : text(value)));
  return { kind: "table", label, heads: cells(heads), groups: [{ rows: rows.map(cells) }] };
}

/** A mark that leads to the n-th (from 1) of the page's sources. */
export const noteMark = (n: number): string =>
  `<sup><a href="#source-${n}" aria-label="source ${n}">${n}</a></sup>`;

/** What a telephone has, as so many figures of the small print of a table. */
const TELEPHONE_CHARACTERS = 45;
/** Between two columns. */
const GAP_CHARACTERS = 1.7;

/** What may not break is one. */
const widestWord = ({ html }: Cell): number =>
  Math.max(
    ...html
      .replace(/<span class="whole">([^<]*)<\/span>/g, (_, whole: string) => whole.replace(/ /g, "_"))
      .replace(/<wbr>/g, " ")
      .replace(/<[^>]*>/g, "")
      .split(" ")
      .map(({ length }) => length),
  );

/** Too wide for a telephone even where every cell breaks at its spaces: there every row is a paragraph, its name and under it its cells with their heads. */
function stacksOnTelephones({ heads, groups }: TableBlock): boolean {
  const rows = groups.flatMap((group) => group.rows);
  const widths = heads.map((head, column) =>
    Math.max(...[head, ...rows.flatMap((row) => row[column] ?? [])].map(widestWord)),
  );
  return widths.reduce((sum, width) => sum + width + GAP_CHARACTERS, 0) > TELEPHONE_CHARACTERS;
}

function renderTable(block: TableBlock): string {
  const { label, heads, groups, note } = block;
  const stacks = stacksOnTelephones(block);
  const bodies = groups.map(({ heading, rows }) => {
    const group =
      heading === undefined
        ? ""
        : `<tr><th class="group" scope="rowgroup" colspan="${heads.length}">${escapeHtml(heading)}</th></tr>`;
    return `<tbody>${group}${rows.map((row) => tableRow(row, stacks ? heads : [])).join("")}</tbody>`;
  });
  return `${table(label, heads, bodies, stacks ? "scroll stacks" : "scroll")}${note === undefined ? "" : `<p class="quiet">${phrase(note)}</p>`}`;
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
