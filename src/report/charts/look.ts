// How large and in which colours a chart is drawn, and text that must break by itself because canvas does not.
import type { Theme } from "./palette.ts";

export interface Look {
  theme: Theme;
  width: number;
  height: number;
  fontSize: number;
  /** Title, subtitle and notes inside the picture; a page that sets them as text leaves them out. */
  words: boolean;
  /** Not in the picture: lines are named where they run, or the page around it says which is which. */
  legend?: "outside";
}

/** As many words to a line as `most` characters take. */
export function fill(words: readonly string[], most: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Lines of even length; a number stays with its unit. DejaVu Sans takes about 0.55 em a character, bold 0.61. */
export function wrap(text: string, width: number, fontSize: number, bold = false): string[] {
  const words = text.split(/(?<!\d) /);
  let most = Math.max(10, Math.floor(width / (fontSize * (bold ? 0.61 : 0.55))));
  const lines = fill(words, most).length;
  while (most > 10 && fill(words, most - 1).length === lines) most--;
  return fill(words, most);
}
