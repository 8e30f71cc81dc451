// What if, in a real browser: what a visitor does, and what must never happen on the way.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "../contracts/cli.ts";
import { chromiumPath } from "./browser.ts";
import {
  answered,
  at,
  changes,
  control,
  resultOf,
  saved,
  seriousFindings,
  small,
  theApp,
} from "./visitor.ts";

describe.skipIf(chromiumPath === undefined)("the room What if", () => {
  const { visit, url } = theApp();

  const folder = mkdtempSync(join(tmpdir(), "forewatt-browser-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("gives the bytes that Node gives, and exports what the command line runs to the same bytes", () =>
    visit("", async (page) => {
      await answered(page);
      const json = await saved(page, "Save result.json");
      expect(json).toBe(resultOf("scenarios/chat-70b-blackwell.yaml"));
      const file = join(folder, "exported.yaml");
      writeFileSync(file, await saved(page, "Save YAML"));
      expect(json).toBe(resultOf(file));
      const scenario = "scenarios/users-8b-closed-loop.yaml";
      await changes(page, () => control(page, "scenario").selectOption(scenario));
      expect(await saved(page, "Save result.json")).toBe(resultOf(scenario));
      expect(await seriousFindings(page)).toEqual([]);
    }));

  it("answers a slider and a figure typed, and the link carries both", () =>
    visit(at("what-if"), async (page) => {
      await answered(page);
      await changes(page, () => control(page, "workload.arrivals.rate").fill("20 /s"));
      await changes(page, () => page.getByLabel("instances, slider").press("End"));
      await page.locator(".status", { hasNotText: "Preview" }).waitFor();
      const figures = await page.locator(".figures").textContent();
      const link = page.url();
      expect(link).toContain("#what-if/");
      await page.goto("about:blank");
      await page.goto(link);
      await answered(page);
      expect(await control(page, "workload.arrivals.rate").inputValue()).toBe("20 /s");
      expect(await page.locator(".figures").textContent()).toBe(figures);
    }));

  it("sets deployments side by side, and shows what each control is about", () =>
    visit(at("what-if"), async (page) => {
      await answered(page);
      await control(page, "workload.requests").fill("210");
      await changes(page, () => page.getByRole("button", { name: "Duplicate" }).click());
      const originOf = (path: string) => page.locator(`[id="${path}:origin"]`).textContent();
      expect(await originOf("deployments.one.pools[0].hardware")).toContain("stated in this link");
      expect(await originOf("deployments.one-2.pools[0].hardware")).toContain("stated by you");
      expect(await page.locator(".comparison thead th").allTextContents()).toEqual(["one", "one-2"]);
      await changes(page, () =>
        control(page, "deployments.one-2.pools[0].hardware").selectOption("b200-sxm"),
      );
      const facts = page.locator('[data-path="deployments.one-2.pools[0].hardware"] details');
      await facts.locator("summary").click();
      expect(await facts.locator("tbody tr", { hasText: "memory.bandwidth" }).textContent()).toMatch(
        /8 TB\/s.*datasheet/,
      );
      await page.getByRole("button", { name: "Remove" }).last().click();
    }));

  it.each([1280, 1920])(
    "shows the answer, the controls of a deployment and a chart on the first screens of %i px",
    (width) =>
      visit(
        at("what-if"),
        async (page) => {
          await answered(page);
          for (const part of [".answer", ".comparison", ".card", "#chart-latency-ttft"]) {
            const top = await page
              .locator(part)
              .first()
              .evaluate((node) => node.getBoundingClientRect().top);
            expect([part, top < 900]).toEqual([part, true]);
          }
        },
        { width },
      ),
  );

  it("opens a scenario file, and says beside the control what is wrong with a value", () =>
    visit(at("what-if"), async (page) => {
      await answered(page);
      const yaml = readFileSync(join(root, "docs/examples/first.yaml"));
      const [chooser] = await Promise.all([
        page.waitForEvent("filechooser"),
        page.getByRole("button", { name: "Open YAML" }).click(),
      ]);
      await changes(page, () =>
        chooser.setFiles({ name: "first.yaml", mimeType: "text/yaml", buffer: yaml }),
      );
      expect(await saved(page, "Save result.json")).toBe(resultOf("docs/examples/first.yaml"));
      const rate = control(page, "workload.arrivals.rate");
      await rate.fill("20 apples");
      const problem = page.locator('[data-path="workload.arrivals.rate"] .problem');
      await problem.waitFor();
      expect(await problem.textContent()).toContain('"apples" is not a unit of this kind');
      expect(await rate.getAttribute("aria-invalid")).toBe("true");
      await rate.fill("20 /s");
      await problem.waitFor({ state: "hidden" });
    }));

  it("opens MY.YAML; a file that holds no scenario is refused by name, without what was wrong with the one before", () =>
    visit(at("what-if"), async (page) => {
      await answered(page);
      const choose = async (name: string, text: string) => {
        const [chooser] = await Promise.all([
          page.waitForEvent("filechooser"),
          page.getByRole("button", { name: "Open YAML" }).click(),
        ]);
        await chooser.setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
      };
      const shown = () => control(page, "scenario").locator("option:checked").textContent();
      const problems = page.locator(".head .problem");
      await choose("bad.yaml", "title: [");
      await problems.first().waitFor();
      expect(await problems.first().textContent()).toContain("bad.yaml");
      expect(await shown()).toBe("bad.yaml: not opened");
      await choose("own.csv", "arrived_at\n0\n");
      await page.getByText("choose the scenario's YAML too: own.csv is none").waitFor();
      expect(await problems.count()).toBe(1);
      expect(await shown()).toBe("own.csv: not opened");
      const yaml = readFileSync(join(root, "docs/examples/first.yaml"), "utf8");
      await changes(page, () => choose("MY.YAML", yaml));
      expect(await shown()).toBe("MY.YAML");
      expect(await problems.count()).toBe(0);
      const rate = control(page, "workload.arrivals.rate");
      await rate.fill("");
      const field = page.locator('[data-path="workload.arrivals.rate"]');
      await field.locator(".problem").waitFor();
      expect(await field.locator(".origin").textContent()).toContain("has no default · needed");
    }));

  it("replays a trace that is opened together with its scenario", () =>
    visit(at("what-if"), async (page) => {
      await answered(page);
      const file = (name: string, text: string) => ({
        name,
        mimeType: "text/plain",
        buffer: Buffer.from(text),
      });
      const trace = readFileSync(join(root, "scenarios/traces/bursts.csv"), "utf8");
      const yaml = readFileSync(join(root, "scenarios/trace-replay.yaml"), "utf8");
      const [chooser] = await Promise.all([
        page.waitForEvent("filechooser"),
        page.getByRole("button", { name: "Open YAML" }).click(),
      ]);
      const mine = yaml.replace("traces/bursts.csv", "mine/own.csv");
      await changes(page, () => chooser.setFiles([file("mine.yaml", mine), file("own.csv", trace)]));
      expect(await saved(page, "Save result.json")).toBe(resultOf("scenarios/trace-replay.yaml"));
    }));

  it("shows how far a long run is, and stops when asked", () =>
    visit(at("what-if", { ...small, workload: { ...small.workload, requests: 3_000_000 } }), async (page) => {
      const cancel = page.getByRole("button", { name: "Cancel" });
      await cancel.waitFor();
      await page.waitForFunction(() => document.querySelector("progress")!.value > 0);
      await cancel.click();
      await page.getByText("Cancelled. What is shown is a preview.").waitFor();
      // The worker is free again.
      await control(page, "workload.requests").fill("200");
      await answered(page);
      const before = await saved(page, "Save result.json");
      await control(page, "workload.requests").fill("3000000");
      await cancel.click();
      await page.getByText("Cancelled. What is shown is from before.").waitFor();
      await page.locator(".head.stale").waitFor();
      expect(await saved(page, "Save result.json")).toBe(before);
    }));

  it("is used without a mouse", () =>
    visit(at("what-if"), async (page) => {
      await answered(page);
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement!.textContent)).toBe("Skip to the room");
      const slider = page.getByLabel("rate, slider");
      for (
        let presses = 0;
        presses < 60 && !(await slider.evaluate((each) => each === document.activeElement));
        presses++
      )
        await page.keyboard.press("Tab");
      await changes(page, () => page.keyboard.press("PageUp"));
      expect(await slider.getAttribute("aria-valuetext")).toMatch(/^[\d.]+ \/s$/);
      const drawing = page.locator(".drawing").first();
      await drawing.focus();
      await page.keyboard.press("ArrowRight");
      const tip = page.locator(".tip:not([hidden])").first();
      await tip.waitFor();
      // A new answer draws the chart anew; whoever reads it reads on.
      await drawing.evaluate((each) => each.setAttribute("id", "before"));
      await slider.evaluate((each: HTMLInputElement) => {
        each.value = String(Number(each.value) - 1);
        each.dispatchEvent(new Event("input", { bubbles: true }));
      });
      await page.locator("#before").waitFor({ state: "detached" });
      const focused = page.locator(".drawing").and(page.locator(":focus"));
      await focused.locator(".tip:not([hidden])").waitFor();
    }));

  it.each([
    ["a phone", { width: 390, height: 844 }],
    ["200 % zoom", { width: 640, height: 450 }],
    ["a wide screen", { width: 1920, height: 1080, dark: true }],
  ])("fits %s without scrolling sideways", (_, size) =>
    visit(
      at("what-if"),
      async (page) => {
        await answered(page);
        for (const room of ["what-if", "claims", "forecast"]) {
          if (room !== "what-if") await page.goto(`${url()}#${room}`);
          await answered(page);
          const [wide, seen] = await page.evaluate(() => [
            document.documentElement.scrollWidth,
            document.documentElement.clientWidth,
          ]);
          expect(wide).toBeLessThanOrEqual(seen!);
        }
      },
      size,
    ),
  );
});
