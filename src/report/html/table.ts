// A table of a page: its first column names the row, figures stand to the right, long texts break. What a telephone has no room for
// is told by the words of its columns; in a place as narrow each of its rows is a paragraph (`table-style.ts`).
import { type Cell, escapeHtml, unbroken } from "./markup.ts";

/** Rows with what is said above them. */
export interface RowGroup {
  heading?: string | undefined;
  rows: readonly (readonly Cell[])[];
}

/** Longer texts may break. */
const LONG_CHARACTERS = 32;

const words = ({ html }: Cell): string => html.replace(/<[^>]*>/g, "");
const isLong = (cell: Cell) => !cell.number && words(cell).length > LONG_CHARACTERS;

/** What the stylesheet puts before a cell that stands alone. */
const headName = (cell: Cell): string => ` data-head="${words(cell)}"`;

function td(cell: Cell, head: Cell | undefined): string {
  const classes = [cell.number ? "number" : "", cell.best ? "best" : "", isLong(cell) ? "long" : ""]
    .filter((name) => name !== "")
    .join(" ");
  const named = head === undefined ? "" : headName(head);
  return `<td${classes === "" ? "" : ` class="${classes}"`}${named}>${cell.html}</td>`;
}

/** First column names the row. `heads`: of columns that are named in every row again, where the row may become a paragraph. */
function tableRow([first, ...rest]: readonly Cell[], heads: readonly Cell[]): string {
  const long = first !== undefined && isLong(first) ? ' class="long"' : "";
  // A name says what it is, a figure does not.
  const named = heads.length > 0 && /^\d/.test(first?.html ?? "") ? headName(heads[0]!) : "";
  return `<tr><th scope="row"${long}${named}>${first?.html ?? ""}</th>${rest.map((cell, k) => td(cell, heads[k + 1])).join("")}</tr>`;
}

/** What a telephone has, and the narrowest place that is none, as so many figures of the small print of a table. */
const [TELEPHONE_CHARACTERS, COLUMN_CHARACTERS] = [43, 66];
/** Between two columns; what the style sheet leaves the name of a row, and a long text, at least. */
const [GAP_CHARACTERS, NAME_CHARACTERS, LONG_CHARACTERS_LEAST] = [1.7, 13, 18];

/** What may not break is one. */
const widestWord = ({ html }: Cell): number => {
  const joined = html.replace(/<span class="whole">([^<]*)<\/span>/g, (_, whole: string) =>
    whole.replace(/ /g, "_"),
  );
  const parts = words({ html: joined.replace(/<wbr>/g, " ") }).split(" ");
  return Math.max(...parts.map(({ length }) => length));
};

/** By what it needs at least, where every cell breaks at its spaces. */
function placeOf(heads: readonly Cell[], groups: readonly RowGroup[]): string {
  const rows = groups.flatMap((group) => group.rows);
  const widths = heads.map((head, column) => {
    const cells = rows.flatMap((row) => row[column] ?? []);
    const least = column === 0 ? NAME_CHARACTERS : cells.some(isLong) ? LONG_CHARACTERS_LEAST : 0;
    return Math.max(least, ...[head, ...cells].map(widestWord));
  });
  const needed = widths.reduce((sum, width) => sum + width + GAP_CHARACTERS, 0);
  if (needed <= TELEPHONE_CHARACTERS) return "scroll";
  return needed <= COLUMN_CHARACTERS ? "scroll stacks" : "scroll stacks early";
}

/** Can be reached by keyboard, to be scrolled sideways. */
export function table(label: string, heads: readonly Cell[], groups: readonly RowGroup[]): string {
  const head = heads
    .map(({ html, number }) => `<th scope="col"${number ? ' class="number"' : ""}>${unbroken(html)}</th>`)
    .join("");
  const place = placeOf(heads, groups);
  const bodies = groups.map(({ heading, rows }) => {
    const group =
      heading === undefined
        ? ""
        : `<tr><th class="group" scope="rowgroup" colspan="${heads.length}">${escapeHtml(heading)}</th></tr>`;
    return `<tbody>${group}${rows.map((row) => tableRow(row, place === "scroll" ? [] : heads)).join("")}</tbody>`;
  });
  return `<div class="${place}" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table><thead><tr>${head}</tr></thead>${bodies.join("")}</table></div>`;
}
