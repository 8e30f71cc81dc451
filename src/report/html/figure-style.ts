// The look of charts on a page, in the report and in the web app: colours by role, light and dark, and what answers the pointer.
import { cssVariables, darkTheme, lightTheme, type Theme } from "../charts/palette.ts";

const variables = (theme: Theme): string =>
  [...cssVariables(theme)].map(([hex, name]) => `${name}:${hex}`).join(";");

export const lightPalette = variables(lightTheme);
export const palettes = `:root{${lightPalette}}
@media (prefers-color-scheme:dark){:root{${variables(darkTheme)}}}`;

export const figureStyle = `.drawing{position:relative;margin-top:.25rem;touch-action:pan-y}
.drawing svg{display:block;width:100%;height:auto;font-family:inherit;overflow:visible}
.hair line{stroke:var(--quiet);stroke-width:1}
.hair circle{stroke:var(--background);stroke-width:1.5}
.tip{position:absolute;top:0;z-index:1;pointer-events:none;display:grid;gap:.1rem;max-width:60%;padding:.4rem .6rem;border:1px solid var(--grid);border-radius:6px;background:var(--background);font-size:.8rem;line-height:1.35;box-shadow:0 2px 8px #0002}
.tip.apart{left:0;right:0;max-width:none}
.tip[hidden]{display:none}
.tip small{font-size:1em}
.tip .row{padding-left:1.4em;text-indent:-1.4em}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;list-style:none;margin:.4rem 0 0;padding:0;color:var(--ink);font-size:.875rem}
.key{display:inline-block;width:1.1em;margin-right:.35em;vertical-align:.22em;border-top:3px solid var(--key)}
.key.dashes{border-top-style:dashed}
.key.dot{width:.6em;height:.6em;margin-left:.25em;border:0;border-radius:50%;background:var(--key);vertical-align:0}
.key.box{width:.7em;height:.7em;border:0;background:var(--key);vertical-align:-.02em}
.legend button{margin-left:-.35rem;text-align:left}
button[aria-pressed=false]{opacity:.55;text-decoration:line-through}
.downloads{font-size:.875rem;color:var(--quiet)}
.downloads button{border-color:var(--grid);color:var(--ink);margin-left:.35rem}`;
