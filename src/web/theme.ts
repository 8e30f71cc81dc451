// Palettes and the look of charts and tables are the report's: one sheet for both.
import { figureStyle, palettes } from "../report/html/figure-style.ts";
import { tableStyle } from "../report/html/table-style.ts";

export function useTheme(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${palettes}\n${figureStyle}\n${tableStyle}`);
  // Before the page's own, which has the last word.
  document.adoptedStyleSheets.unshift(sheet);
}
