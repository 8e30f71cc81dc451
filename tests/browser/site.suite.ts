// The site as a whole: its size, its policy, its links, and what every control says of itself.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { toFragment } from "../../src/web/fragment.ts";
import { root } from "../contracts/cli.ts";
import { chromiumPath } from "./browser.ts";
import { answered, at, theApp } from "./visitor.ts";

describe("dist/web", () => {
  it("has at most 200 kB of gzipped JavaScript outside of workers", () => {
    const folder = join(root, "dist/web");
    const scripts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (name) => name.endsWith(".js") && !name.includes("worker"),
    );
    const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
    expect(scripts.length).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(200_000);
  });

  it("states its policy in the page too, for whoever hosts it", () => {
    const page = readFileSync(join(root, "dist/web/index.html"), "utf8");
    expect(page).toContain(
      `http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self';`,
    );
    expect(page).not.toMatch(/<script(?![^>]+src=)|style="|https?:/);
  });
});

describe.skipIf(chromiumPath === undefined)("the web app", () => {
  const { visit } = theApp();

  it.each(["#what-if/zzzz", "#wonderland"])("says that %s opens nothing", (link) =>
    visit(link, async (page) => {
      await answered(page);
      expect(await page.locator("#notice").textContent()).toMatch(/This is What if/);
    }),
  );

  it.each([
    ["what-if", at("what-if")],
    ["what-if as it opens", "#what-if"],
    ["curve", at("curve")],
    ["claims", toFragment({ room: "claims", state: { name: "demand-paging", stated: {} } })],
    ["forecast", "#forecast"],
    ["plan", "#plan"],
  ])("says unit, source and confidence of every control: %s", (_, link) =>
    visit(link, async (page) => {
      await answered(page);
      const silent = await page.evaluate(() => {
        for (const folded of document.querySelectorAll("details")) folded.open = true;
        const says = (control: Element) => {
          const described = (control.getAttribute("aria-describedby") ?? "").split(" ");
          const line = described
            .map((id) => document.getElementById(id))
            .find((each) => each?.matches(".origin"));
          return ["unit", "source", "confidence"].every(
            (part) => line?.querySelector(`.${part}`)?.textContent,
          );
        };
        return [...document.querySelectorAll("main :is(input:not([type=file]), select, textarea)")]
          .filter((control) => !says(control))
          .map((control) => control.id || control.getAttribute("aria-label") || control.outerHTML);
      });
      expect(silent).toEqual([]);
    }),
  );
});
