// A page as data, and its HTML: one file, nothing loaded from anywhere, the answer first. Every command that writes a
// report.html makes a `Page`; how blocks look is in block.ts, style.ts and figure.ts. Equal pages, equal bytes.
import type { Chart } from "../charts/chart.ts";
import { type Block, renderBlock } from "./block.ts";
import type { DrawnChart } from "./figure.ts";
import { escapeHtml, phrase } from "./markup.ts";
import { style } from "./style.ts";

export interface Page {
  /** What was asked: the name of the scenario, plan or series. */
  title: string;
  /** What came out, in a sentence or two that stand alone. */
  answer: string;
  /** How sure that is and what it rests on; empty where there is nothing to say. */
  confidence: string;
  /** Small print below: limits, warnings. */
  notes: readonly string[];
  /** In reading order; one without blocks is left out. */
  sections: readonly Section[];
  /** Of forewatt. */
  version: string;
}

export interface Section {
  /** Anchor in the page. */
  id: string;
  heading: string;
  blocks: readonly Block[];
  /** Narrow: the next one stands beside it where the screen has room for both. */
  beside?: "next" | "previous";
}

/** What draws and what brings the page to life: `src/report/render/page.ts` has it. */
export interface Drawing {
  draw: (chart: Chart) => DrawnChart;
  /** Script that makes charts interactive; the page is complete without. */
  script: string;
  /** What the page may do, as a Content-Security-Policy. */
  policy: string;
}

function renderSection({ id, heading, blocks, beside }: Section, drawing: Drawing, answer: string): string {
  const body = blocks.map((block) => renderBlock(block, drawing.draw, answer)).join("\n");
  const place = beside === undefined ? "" : ` class="beside-${beside}"`;
  return body === ""
    ? ""
    : `<section id="${escapeHtml(id)}"${place} aria-labelledby="${escapeHtml(id)}-heading"><h2 id="${escapeHtml(id)}-heading">${escapeHtml(heading)}</h2>${body}</section>\n`;
}

const contents = (sections: readonly { id: string; heading: string }[]): string =>
  sections.length < 3
    ? ""
    : `<nav aria-label="Contents"><ul>${sections
        .map(({ id, heading }) => `<li><a href="#${escapeHtml(id)}">${escapeHtml(heading)}</a></li>`)
        .join("")}</ul></nav>`;

export function renderPage(page: Page, drawing: Drawing): string {
  const title = escapeHtml(page.title);
  const sections = page.sections.map((section) => ({
    ...section,
    html: renderSection(section, drawing, page.answer),
  }));
  const shown = sections.filter(({ html }) => html !== "");
  const quiet = [page.confidence, ...page.notes].filter((text) => text !== "");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(drawing.policy)}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="forewatt ${escapeHtml(page.version)}">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>${title}</h1>
<p class="answer">${phrase(page.answer)}</p>
${quiet.map((text) => `<p class="quiet">${phrase(text)}</p>`).join("\n")}
${contents(shown)}</header>
${shown.map(({ html }) => html).join("")}</main>
${drawing.script === "" ? "" : `<script>${drawing.script}</script>\n`}</body>
</html>
`;
}
