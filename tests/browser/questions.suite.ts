// Curve and claims in a real browser.
import { describe, expect, it } from "vitest";
import { toFragment } from "../../src/web/fragment.ts";
import { chromiumPath } from "./browser.ts";
import { answer, answered, at, control, saved, seriousFindings, theApp } from "./visitor.ts";

describe.skipIf(chromiumPath === undefined)("the rooms Curve and Claims", () => {
  const { visit } = theApp();

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
      await page
        .getByText(/simulated: it holds only in part/)
        .first()
        .waitFor();
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

  it("says that a claim of a link is not there, and shows another when it is chosen", () =>
    visit(toFragment({ room: "claims", state: { name: "perpetual", stated: {} } }), async (page) => {
      await page.getByText('there is no claim "perpetual"').waitFor();
      await control(page, "claim").selectOption("demand-paging");
      await page
        .getByText(/simulated/)
        .first()
        .waitFor();
    }));
});
