// A real browser on the built web app: chromium where there is one, and a server of our own. Every page notes what must not happen.
import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { type Served, serveSite } from "../../src/cli/ui/server.ts";
import { readSite } from "../../src/cli/ui/site.ts";

export const chromiumPath = [
  process.env.FOREWATT_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
].find((path) => path !== undefined && existsSync(path));

let started: Promise<Browser> | undefined;

/** One for all tests. */
export function theBrowser(): Promise<Browser> {
  started ??= chromium.launch({ executablePath: chromiumPath!, args: ["--no-sandbox"] });
  return started;
}

export async function closeBrowser(): Promise<void> {
  await (await started)?.close();
}

export interface App {
  browser: Browser;
  served: Served;
  /** A page of its own at a place of the app, and the list of everything it should not have done. */
  visit(hash: string, options?: VisitOptions): Promise<{ page: Page; complaints: string[] }>;
  close(): void;
}

interface VisitOptions {
  width?: number;
  height?: number;
  dark?: boolean;
}

export async function startApp(): Promise<App> {
  const served = await serveSite(readSite(), 0);
  const browser = await theBrowser();
  return {
    browser,
    served,
    async visit(hash, { width = 1280, height = 900, dark = false } = {}) {
      const page = await browser.newPage({
        viewport: { width, height },
        colorScheme: dark ? "dark" : "light",
      });
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(served.url) && !/^(blob|data):/.test(url)) complaints.push(`asked ${url}`);
      });
      await page.goto(served.url + hash);
      return { page, complaints };
    },
    close: () => served.close(),
  };
}
