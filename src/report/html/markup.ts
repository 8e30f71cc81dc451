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
  /(\d) (?=(?:%|[µm]?s|min|h|[kMGT]?B|[kMG]?Wh?|[µmkM]?J|[kMG] tok(?:ens)?|tok(?:ens)?|req|x)(?![a-z]))/g;

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
/** Does not break, where what it stands in does. */
const whole = (html: string): string => `<span class="whole">${html}</span>`;

/** What stands in brackets behind a figure goes to a line of its own where it must; so does, where that is narrow too, the upper end of a range. */
export const figure = (value: string): Cell => ({
  html: unbroken(escapeHtml(value))
    .replace(/[\u2007\u2008]+/, '<span class="pad">$&</span>')
    .replace(/^([^(]+) \((.+?)( to .+)?\)$/, (_, main, low, high) =>
      high === undefined
        ? `${whole(main)} ${whole(`(${low})`)}`
        : `${whole(main)} <span class="range">${whole(`(${low} to`)} ${whole(`${high.slice(4)})`)}</span>`,
    ),
  number: true,
});

/** The path of a figure, which may break between its parts. */
export const pathCode = (path: string): string =>
  `<code>${escapeHtml(path).replace(/[/#.]/g, "$&<wbr>")}</code>`;
