// Forecast and plan in a real browser.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { toFragment } from "../../src/web/fragment.ts";
import { root } from "../contracts/cli.ts";
import { chromiumPath } from "./browser.ts";
import { answered, control, saved, seriousFindings, theApp } from "./visitor.ts";

describe.skipIf(chromiumPath === undefined)("the rooms Forecast and Plan", () => {
  const { visit } = theApp();

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
      // Options of the command line are controls here.
      expect(await page.locator(".flags").textContent()).toMatch(/“growth prior”/);
      expect(await page.locator(".flags").textContent()).not.toContain("--");
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

  it("plans: the very CSV files of the command line, and problems by line", () => {
    const text = readFileSync(join(root, "docs/examples/small-plan.yaml"), "utf8");
    return visit(toFragment({ room: "plan", state: { path: "small-plan.yaml", text } }), async (page) => {
      await answered(page);
      const out = mkdtempSync(join(tmpdir(), "forewatt-plan-"));
      const args = ["plan", "docs/examples/small-plan.yaml", "--quiet", "--out", out];
      execFileSync(process.execPath, [join(root, "bin/forewatt"), ...args], { cwd: root });
      expect(await saved(page, "plan.csv")).toBe(readFileSync(join(out, "plan.csv"), "utf8"));
      // A thousand drawn worlds are the same worlds.
      const { confidence } = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
      await page.locator(".head .quiet", { hasText: confidence }).waitFor();
      // What the report says beyond the plan comes after it.
      for (const heading of ["The assumptions that matter", "Strategies compared", "How sure this is"])
        await page.getByRole("heading", { name: heading }).waitFor();
      await page.locator("#chart-tornado .drawing").waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      // Folded ones too: every table fits its place, as paragraphs on a telephone.
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        const tooWide = await page.evaluate(() => {
          for (const folded of document.querySelectorAll("details")) folded.open = true;
          return [...document.querySelectorAll(".scroll")]
            .filter((place) => place.scrollWidth > place.clientWidth + 1)
            .map((place) => place.getAttribute("aria-label"));
        });
        expect([width, tooWide]).toEqual([width, []]);
      }
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.locator("textarea").fill(text.replace("2027-01", "soon"));
      await page.getByRole("button", { name: "Plan", exact: true }).click();
      await page.locator(".drop .problem", { hasText: "start" }).waitFor();
    });
  });
});
