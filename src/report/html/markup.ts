// Markup from data. Every text that comes from outside goes through `escapeHtml`.

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Text in which a number never parts from its unit. */
export const unbroken = (text: string): string => text.replace(UNIT_AFTER_NUMBER, "$1\u00a0");

const UNIT_AFTER_NUMBER =
  /(\d) (?=(?:%|[µm]?s|min|h|[kMGT]?B|[kMG]?Wh?|[µmkM]?J|[kMG] tok(?:ens)?|tok(?:ens)?|req)(?![a-z]))/g;

/** Escaped text whose addresses lead there. */
export const linked = (text: string): string =>
  escapeHtml(text).replace(
    /https?:\/\/[^\s<>"]+?(?=[.,;:)]*(?:\s|$|&quot;|&#39;|&gt;))/g,
    '<a href="$&" rel="noreferrer">$&</a>',
  );

/** Escaped text in which a number never parts from its unit, nor a date at its hyphens. */
export function phrase(text: string): string {
  const dated = escapeHtml(text).replace(/\b\d{4}-\d{2}(?:-\d{2})?\b/g, '<span class="whole">$&</span>');
  return unbroken(dated);
}

export interface Cell {
  /** Markup, already escaped. */
  html: string;
  number?: boolean;
  best?: boolean;
}

export const text = (value: string): Cell => ({ html: escapeHtml(value) });
/** What stands in brackets behind a figure, its range, may go to a line of its own. */
export const figure = (value: string): Cell => ({
  html: unbroken(escapeHtml(value)).replace(
    /^([^(]+) (\(.+\))$/,
    '<span class="whole">$1</span> <span class="whole">$2</span>',
  ),
  number: true,
});

/** Longer texts may break. */
const LONG_CHARACTERS = 32;

const isLong = ({ html, number }: Cell) => !number && html.replace(/<[^>]*>/g, "").length > LONG_CHARACTERS;

/** What the stylesheet puts before a cell that stands alone. */
const headName = ({ html }: Cell): string => ` data-head="${html.replace(/<[^>]*>/g, "")}"`;

function td(cell: Cell, head: Cell | undefined): string {
  const classes = [cell.number ? "number" : "", cell.best ? "best" : "", isLong(cell) ? "long" : ""]
    .filter((name) => name !== "")
    .join(" ");
  const named = head === undefined ? "" : headName(head);
  return `<td${classes === "" ? "" : ` class="${classes}"`}${named}>${cell.html}</td>`;
}

/** First column names the row. `heads`: of columns that are named in every row again, where the row may become a paragraph. */
export function tableRow([first, ...rest]: readonly Cell[], heads: readonly Cell[] = []): string {
  const long = first !== undefined && isLong(first) ? ' class="long"' : "";
  // A name says what it is, a figure does not.
  const named = heads.length > 0 && /^\d/.test(first?.html ?? "") ? headName(heads[0]!) : "";
  return `<tr><th scope="row"${long}${named}>${first?.html ?? ""}</th>${rest.map((cell, k) => td(cell, heads[k + 1])).join("")}</tr>`;
}

/** The path of a figure, which may break between its parts. */
export const pathCode = (path: string): string =>
  `<code>${escapeHtml(path).replace(/[/#.]/g, "$&<wbr>")}</code>`;

/** Scrolls sideways by itself on a narrow screen; can be reached by keyboard. */
export function table(
  label: string,
  heads: readonly Cell[],
  bodies: readonly string[],
  className = "scroll",
): string {
  const head = heads
    .map(({ html, number }) => `<th scope="col"${number ? ' class="number"' : ""}>${html}</th>`)
    .join("");
  return `<div class="${className}" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table><thead><tr>${head}</tr></thead>${bodies.join("")}</table></div>`;
}
