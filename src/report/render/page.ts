// A page with its charts drawn: what `--out` writes as report.html. The policy lets it run the script inside it, and
// nothing else: a report never loads, calls or tells anybody anything.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Page, renderPage } from "../html/page.ts";
import { renderSvg } from "./svg.ts";

/** scripts/build.js puts it beside the bundle; from the sources it is in dist. */
const scriptFile = new URL(
  import.meta.url.endsWith("/render/page.ts") ? "../../../dist/report-page.js" : "./report-page.js",
  import.meta.url,
);

export function pageHtml(page: Page): string {
  const script = readFileSync(scriptFile, "utf8").trimEnd();
  const hash = createHash("sha256").update(script).digest("base64");
  return renderPage(page, {
    draw: renderSvg,
    script,
    policy: `default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src 'sha256-${hash}'`,
  });
}
