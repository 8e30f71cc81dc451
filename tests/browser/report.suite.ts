// report.html in a real browser: it answers to pointer and keys, saves its charts, asks nobody anything, and can be read by all.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chartsOf } from "../../src/report/charts/index.ts";
import { runPage } from "../../src/report/html/pages/run.ts";
import { pageHtml } from "../../src/report/render/page.ts";
import { StepTimelines } from "../../src/report/trace/step-timeline.ts";
import { apart, mixed, run } from "../laws/real-scenario.ts";
import { chromiumPath, theBrowser } from "./browser.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe.skipIf(chromiumPath === undefined)("report.html in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "forewatt-report-page-"));
  const file = join(folder, "report.html");
  let browser: Browser;

  beforeAll(async () => {
    const timelines = new StepTimelines();
    const output = run(mixed("plain", 3) + apart("split"), {
      observe: (deployment) => timelines.observe(deployment),
    });
    const context = { command: "forewatt run chat.yaml", build: "0.1.0+test", files: [] };
    const analysis = { curves: [], breakdowns: [], timelines: timelines.timelines };
    writeFileSync(file, pageHtml(runPage(output, chartsOf(output), context, analysis)));
    browser = await theBrowser();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function open(options: Parameters<Browser["newPage"]>[0] = {}) {
    // Past the page's own policy, or axe could not be put into it.
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!/^(file|blob|data):/.test(request.url())) complaints.push(`asked ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return { page, complaints };
  }

  const save = async (page: Page, kind: string) => {
    const chart = page.locator("#latency-ttft");
    if ((await chart.locator("details").getAttribute("open")) === null)
      await chart.locator("summary").click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      chart.getByRole("button", { name: `as ${kind}` }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };

  it("says what is under the pointer, and under a cursor moved by keys", async () => {
    const { page, complaints } = await open();
    const drawing = page.locator("#latency-ttft .drawing");
    await drawing.hover();
    await expect.poll(() => drawing.locator(".tip").textContent()).toMatch(/plain .*%.*split .*%/);
    await page.mouse.move(0, 0);
    await expect.poll(() => drawing.locator(".tip").isHidden()).toBe(true);
    await drawing.focus();
    await page.keyboard.press("ArrowRight");
    const first = await drawing.locator(".tip").textContent();
    await page.keyboard.press("End");
    expect(await drawing.locator(".tip").textContent()).not.toBe(first);
    await page.keyboard.press("Escape");
    expect(await drawing.locator(".tip").isHidden()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it("takes a line out and puts it back, from the keyboard", async () => {
    const { page } = await open();
    await page.locator("#latency-ttft summary").click();
    const button = page.locator("#latency-ttft .legend button").first();
    const line = page.locator('#latency-ttft [data-line="0"]').first();
    await button.focus();
    await page.keyboard.press("Space");
    expect(await button.getAttribute("aria-pressed")).toBe("false");
    expect(await line.evaluate((element) => getComputedStyle(element).display)).toBe("none");
    await page.keyboard.press("Space");
    expect(await line.evaluate((element) => getComputedStyle(element).display)).not.toBe("none");
  });

  it("saves a chart as PNG, SVG and CSV", async () => {
    const { page, complaints } = await open({ colorScheme: "dark" });
    const png = await save(page, "PNG");
    expect(png.name).toBe("latency-ttft.png");
    expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
    expect(png.bytes.length).toBeGreaterThan(10_000);
    const svg = (await save(page, "SVG")).bytes.toString();
    expect(svg).toContain("Time to first token");
    expect(svg).not.toContain("var(--");
    const csv = (await save(page, "CSV")).bytes.toString();
    expect(csv.split("\n").length).toBeGreaterThan(100);
    expect(complaints).toEqual([]);
  });

  it.each([
    [390, "light"],
    [390, "dark"],
    [1280, "light"],
    [1920, "dark"],
  ] as const)("fits %i px, %s, without a serious finding of axe", async (width, colorScheme) => {
    const { page } = await open({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.addScriptTag({ content: axe });
    const findings = await page.evaluate(async () => {
      const { violations } = await (
        window as unknown as {
          axe: {
            run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
          };
        }
      ).axe.run();
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 120)}`);
    });
    expect(findings).toEqual([]);
  });

  it("is complete without its script", async () => {
    const { page } = await open({ javaScriptEnabled: false });
    expect(await page.locator("figure svg").count()).toBeGreaterThan(5);
    expect(await page.locator("#latency-ttft .legend li").count()).toBe(2);
    await page.locator("#latency-ttft summary").click();
    expect(await page.locator("#latency-ttft table").isVisible()).toBe(true);
  });
});
