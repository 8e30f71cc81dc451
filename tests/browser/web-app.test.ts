// The web app in a real browser, one room after the other.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Download, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../contracts/cli.ts";
import { type App, chromiumPath, startApp } from "./browser.ts";

/** A run of the command line without the time it took. */
function resultOf(scenario: string): string {
  const text = execFileSync(
    process.execPath,
    [join(root, "bin/forewatt"), "run", scenario, "--format", "json", "--quiet"],
    {
      encoding: "utf8",
    },
  );
  return text.replace(/,\s*"wallSeconds": [^\n]+/, "");
}

async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  return readFileSync(await (download as Download).path(), "utf8");
}

const answered = (page: Page) => page.locator(".result:not([hidden])").waitFor();

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
});

describe.skipIf(chromiumPath === undefined)("the web app in a browser", () => {
  let app: App;
  const folder = mkdtempSync(join(tmpdir(), "forewatt-browser-"));
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("gives the bytes that Node gives, and exports what the command line runs to the same bytes", async () => {
    const { page, complaints } = await app.visit("");
    await answered(page);
    const json = await saved(page, "Save result.json");
    expect(json).toBe(resultOf("scenarios/chat-70b-blackwell.yaml"));
    const yaml = await saved(page, "Save YAML");
    const file = join(folder, "exported.yaml");
    writeFileSync(file, yaml);
    expect(json).toBe(resultOf(file));
    expect(complaints).toEqual([]);
    await page.close();
  });
});
