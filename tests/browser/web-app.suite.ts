// The web app in a real browser, one room after the other: what a visitor does, and what must never happen on the way.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toFragment } from "../../src/web/fragment.ts";
import { root } from "../contracts/cli.ts";
import { type App, chromiumPath, startApp } from "./browser.ts";

const small = {
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
const at = (room: string, value: object = small) =>
  toFragment({ room, state: { path: "scenarios/small.yaml", value, seed: 1 } });

/** A run of the command line without the time it took. */
function resultOf(scenario: string): string {
  const args = [join(root, "bin/forewatt"), "run", scenario, "--format", "json", "--quiet"];
  return execFileSync(process.execPath, args, { encoding: "utf8" }).replace(/,\s*"wallSeconds": [^\n]+/, "");
}

async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  return readFileSync(await download.path(), "utf8");
}

const answered = (page: Page) => page.locator(".result:not([hidden])").waitFor();
const answer = (page: Page) => page.locator(".answer").textContent();
const control = (page: Page, path: string) => page.locator(`[id="${path}"]`);
/** The answer says something else than before. */
async function changes(page: Page, work: () => Promise<unknown>): Promise<void> {
  const before = await page.locator(".figures").textContent();
  await work();
  await page.waitForFunction((text) => document.querySelector(".figures")!.textContent !== text, before);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(of: Document): Promise<{ violations: { id: string; impact: string }[] }> };
    };
    return axe.run(document);
  });
  return violations.filter(({ impact }) => /serious|critical/.test(impact)).map(({ id }) => id);
}

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

describe.skipIf(chromiumPath === undefined)("the web app in a browser", () => {
  let app: App;
  const folder = mkdtempSync(join(tmpdir(), "forewatt-browser-"));
  beforeAll(async () => {
    app = await startApp();
  }, 60_000);
  afterAll(() => {
    app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A visit that ends with nothing to complain about: no console error, no failed request, none to another host. */
  async function visit(hash: string, work: (page: Page) => Promise<void>, size = {}): Promise<void> {
    const { page, complaints } = await app.visit(hash, size);
    await work(page);
    expect(complaints).toEqual([]);
    await page.close();
  }

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
      await changes(page, () => page.getByRole("button", { name: "Duplicate" }).click());
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
      await page.getByText("Cancelled").waitFor();
      // The worker is free again.
      await control(page, "workload.requests").fill("200");
      await answered(page);
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
          if (room !== "what-if") await page.goto(`${app.served.url}#${room}`);
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

  it("draws the curve, and says at a point what binds", () =>
    visit(at("curve"), async (page) => {
      await answered(page);
      expect(await answer(page)).toMatch(/tok\/s\/MW|tokens per MW/);
      await page.locator(".drawing").hover();
      expect(await page.locator(".tip").textContent()).toMatch(/users, .*bound by/);
      expect(await saved(page, "Save curve.csv")).toMatch(/^deployment,/);
      expect(await seriousFindings(page)).toEqual([]);
    }));

  it("weighs a claim, and again when an assumption is stated", () =>
    visit(toFragment({ room: "claims", state: { name: "demand-paging", stated: {} } }), async (page) => {
      await page.getByText(/simulated: only/).waitFor();
      const before = await answer(page);
      await page.locator(".assumption input[type=range]").first().press("Home");
      await page.getByText("stated by you").waitFor();
      await page.waitForFunction((text) => document.querySelector(".answer")!.textContent !== text, before);
      expect(page.url()).toContain("#claims/");
      await page
        .getByRole("button", { name: /^Leave/ })
        .first()
        .click();
      await page.getByText("stated by you").waitFor({ state: "hidden" });
      expect(await seriousFindings(page)).toEqual([]);
    }));

  it("counts in whole numbers, and says at the slider what a link has wrong", () => {
    const state = { name: "gb200-30x", stated: { "h100.pipeline": 4.84 } };
    return visit(toFragment({ room: "claims", state }), async (page) => {
      const field = page.locator('.assumption[data-path="h100.pipeline"]');
      const problem = field.locator(".problem:not([hidden])");
      await problem.waitFor();
      expect(await problem.textContent()).toContain("expected a whole number");
      await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "hidden" });
      const slider = field.locator("input");
      expect(await slider.getAttribute("aria-invalid")).toBe("true");
      await slider.press("Home");
      await slider.press("ArrowRight");
      expect(await field.locator("output").textContent()).toBe("5\u00a0stages");
      await problem.waitFor({ state: "detached" });
      expect(await slider.getAttribute("aria-invalid")).toBeNull();
    });
  });

  it("forecasts a CSV that is dropped, and says what is wrong with another", () =>
    visit("#forecast", async (page) => {
      await answered(page);
      const drop = async (name: string, content: string | Buffer) => {
        const data = await page.evaluateHandle(
          ({ file, bytes }) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], file));
            return transfer;
          },
          { file: name, bytes: [...Buffer.from(content)] },
        );
        await page.dispatchEvent(".drop", "drop", { dataTransfer: data });
      };
      const mine = "date,tokens/day\n2025-01-31,1e9\n2025-07-31,2e9\n2026-01-31,4e9\n";
      const packed = gzipSync(mine);
      await drop("mine.csv.gz", packed.subarray(0, 20));
      await page.locator(".drop .problem", { hasText: "cannot be unpacked" }).waitFor();
      await drop("mine.csv.gz", packed);
      await page.locator(".drop .origin", { hasText: "mine.csv" }).waitFor();
      await page.waitForFunction(() => !document.querySelector(".answer")!.textContent!.startsWith("chat"));
      expect(await page.locator("code", { hasText: "horizon" }).count()).toBeLessThan(2);
      expect(await saved(page, "Save forecast.csv")).toMatch(/^date,unit,p10,p50,p90/);
      await drop("broken.csv", "date,tokens/day\n2025-01-31,1e9\n2025-07-31,many\n");
      const wrong = page.locator('.drop [role="alert"]');
      await wrong.locator(".problem").first().waitFor();
      expect(await wrong.textContent()).toContain("broken.csv, line 3: tokens/day");
      const area = page.locator("textarea");
      expect(await area.getAttribute("aria-errormessage")).toBe(await wrong.getAttribute("id"));
      expect(await seriousFindings(page)).toEqual([]);
    }));

  it("takes a text pasted over another as new data: options of the old do not hold for it", () =>
    visit("#forecast", async (page) => {
      await answered(page);
      expect(await control(page, "series").inputValue()).toBe("chat");
      const area = page.locator("textarea");
      await area.fill("date,tokens/day\n2025-01-31,1e9\n2025-07-31,2e9\n2026-01-31,4e9\n");
      await page.locator(".drop .origin", { hasText: "pasted text" }).waitFor();
      expect(await control(page, "series").inputValue()).toBe("");
      expect(await control(page, "horizon").inputValue()).toBe("");
      await page.waitForFunction(() => !document.querySelector(".answer")!.textContent!.startsWith("chat"));
      await area.press("End");
      await area.press("Backspace");
      await area.press("x");
      await page.locator(".drop .problem", { hasText: "The text above, line" }).waitFor();
    }));

  it("says that a claim of a link is not there, and shows another when it is chosen", () =>
    visit(toFragment({ room: "claims", state: { name: "perpetual", stated: {} } }), async (page) => {
      await page.getByText('there is no claim "perpetual"').waitFor();
      await control(page, "claim").selectOption("demand-paging");
      await page
        .getByText(/simulated/)
        .first()
        .waitFor();
    }));

  it.each(["#what-if/zzzz", "#wonderland"])("says that %s opens nothing", (link) =>
    visit(link, async (page) => {
      await answered(page);
      expect(await page.locator("#notice").textContent()).toMatch(/This is What if/);
    }),
  );

  it("plans: the very CSV files of the command line, and problems by line", () => {
    const text = readFileSync(join(root, "docs/examples/small-plan.yaml"), "utf8");
    return visit(toFragment({ room: "plan", state: { path: "small-plan.yaml", text } }), async (page) => {
      await answered(page);
      const csv = execFileSync(
        process.execPath,
        [join(root, "bin/forewatt"), "plan", "docs/examples/small-plan.yaml", "--format", "csv", "--quiet"],
        { cwd: root, encoding: "utf8" },
      );
      expect(await saved(page, "plan.csv")).toBe(csv);
      // What the report says beyond the plan comes after it.
      for (const heading of ["The assumptions that matter", "Strategies compared", "How sure this is"])
        await page.getByRole("heading", { name: heading }).waitFor();
      await page.locator("#chart-tornado .drawing").waitFor();
      await page.locator(".head .quiet", { hasText: "joint draws" }).waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await page.locator("textarea").fill(text.replace("2027-01", "soon"));
      await page.getByRole("button", { name: "Plan", exact: true }).click();
      await page.locator(".drop .problem", { hasText: "start" }).waitFor();
    });
  });
});
