// Texts in lines of a terminal's width: broken at their spaces, or cut where they have a line and no more.

/** Between words; a percentage is one. */
export const wordGap = / (?!%)/;

/** Lines no wider than that, or of a character each. */
export function words(text: string, width: number): string[] {
  const lines: string[] = [];
  const most = Math.max(1, Math.floor(width));
  for (const word of text.split(wordGap)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(...(word.match(new RegExp(`.{1,${most}}`, "gu")) ?? [""]));
  }
  return lines;
}

/** A text beside what names it; where it breaks, it goes on under its own beginning. */
export const hanging = (name: string, text: string, width: number): string[] =>
  words(text, width - name.length).map((line, k) => (k === 0 ? name : " ".repeat(name.length)) + line);

export const cut = (text: string, width: number) =>
  text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
