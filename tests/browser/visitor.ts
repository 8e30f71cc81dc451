// What visitors do, in words for the suites: a page that has answered, a control by its path, a file it saves.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { toFragment } from "../../src/web/fragment.ts";
import { root } from "../contracts/cli.ts";
import { type App, startApp } from "./browser.ts";

export const small = {
  schema: "forewatt.scenario/1",
  // Whatever a link carries is text.
  title: 'small <img src="x" onerror="alert(1)"> & "quoted"',
  model: "llama-3.1-8b",
  workload: {
    arrivals: { process: "poisson", rate: "5 /s" },
    lengths: { input: { fixed: "200 tokens" }, output: { fixed: "20 tokens" } },
    requests: 200,
  },
  slo: { ttft: { p90: "1 s" } },
  deployments: { one: { pools: [{ name: "serve", hardware: "h100-sxm" }] } },
};
export const at = (room: string, value: object = small) =>
  toFragment({ room, state: { path: "scenarios/small.yaml", value, seed: 1 } });

/** A run of the command line without the time it took. */
export function resultOf(scenario: string): string {
  const args = [join(root, "bin/forewatt"), "run", scenario, "--format", "json", "--quiet"];
  return execFileSync(process.execPath, args, { encoding: "utf8" }).replace(/,\s*"wallSeconds": [^\n]+/, "");
}

export async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  return readFileSync(await download.path(), "utf8");
}

/** The whole of it, not a preview, and nothing more is worked on. */
export const answered = (page: Page) =>
  page.locator('.outcome[aria-busy="false"]:not(.preview) .result:not([hidden])').first().waitFor();
export const answer = (page: Page) => page.locator(".answer").textContent();
export const control = (page: Page, path: string) => page.locator(`[id="${path}"]`);
/** The answer says something else than before. */
export async function changes(page: Page, work: () => Promise<unknown>): Promise<void> {
  const before = await page.locator(".figures").textContent();
  await work();
  await page.waitForFunction((text) => document.querySelector(".figures")!.textContent !== text, before);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(of: Document): Promise<{ violations: { id: string; impact: string }[] }> };
    };
    return axe.run(document);
  });
  return violations.filter(({ impact }) => /serious|critical/.test(impact)).map(({ id }) => id);
}

/** The app while the tests of a suite run. */
export function theApp() {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  }, 60_000);
  afterAll(() => app?.close());
  return {
    url: () => app.served.url,
    /** A visit that ends with nothing to complain about: no console error, no failed request, none to another host. */
    async visit(hash: string, work: (page: Page) => Promise<void>, size = {}): Promise<void> {
      const { page, complaints } = await app.visit(hash, size);
      await work(page);
      expect(complaints).toEqual([]);
      await page.close();
    },
  };
}
