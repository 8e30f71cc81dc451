// A page with its charts drawn: what `--out` writes as report.html. The policy lets it run the script inside it, and
// nothing else: a report never loads, calls or tells anybody anything.
import { createHash } from "node:crypto";
import { type Page, renderPage } from "../html/page.ts";
import { renderSvg } from "./svg.ts";

export function pageHtml(page: Page): string {
  const script = "";
  const allowed =
    script === "" ? "" : ` script-src 'sha256-${createHash("sha256").update(script).digest("base64")}';`;
  return renderPage(page, {
    svg: renderSvg,
    script,
    policy: `default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:;${allowed}`,
  });
}
