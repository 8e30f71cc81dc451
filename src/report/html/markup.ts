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
export const figure = (value: string): Cell => ({ html: escapeHtml(value), number: true });

/** Longer texts may break. */
const LONG_CHARACTERS = 48;

function td({ html, number, best }: Cell): string {
  const long = !number && html.length > LONG_CHARACTERS;
  const classes = [number ? "number" : "", best ? "best" : "", long ? "long" : ""]
    .filter((name) => name !== "")
    .join(" ");
  return `<td${classes === "" ? "" : ` class="${classes}"`}>${html}</td>`;
}

/** First column names the row. */
export function tableRow([first, ...rest]: readonly Cell[]): string {
  return `<tr><th scope="row">${first?.html ?? ""}</th>${rest.map(td).join("")}</tr>`;
}

/** Scrolls sideways by itself on a narrow screen; can be reached by keyboard. */
export function table(label: string, heads: readonly Cell[], bodies: readonly string[]): string {
  const head = heads
    .map(({ html, number }) => `<th scope="col"${number ? ' class="number"' : ""}>${html}</th>`)
    .join("");
  return `<div class="scroll" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table><thead><tr>${head}</tr></thead>${bodies.join("")}</table></div>`;
}
