// Lives that are no whole number of quarters: orders are per quarter, books per month.
import { describe, expect, it } from "vitest";
import { loadSolver } from "../../src/finance/solver.ts";
import { monthTotals } from "../../src/finance/totals.ts";
import { planTables } from "../../src/report/plan/tables.ts";
import { decidedPlan, offer, planFile } from "./samples.ts";

const highs = await loadSolver();

describe.each([7, 9, 11])("devices that live %i months", (lifeMonths) => {
  const file = planFile({
    horizon: "24mo",
    classes: {
      chat: {
        tokens: { now: "6000 tokens/s", growth: { p10: 1, p50: 1, p90: 1 } },
        peakToMean: 1.5,
        model: "llama-3.1-8b",
        lengths: { input: { fixed: 1000 }, output: { fixed: 100 } },
      },
    },
  });
  const output = decidedPlan(file, [offer("own", "here", { lifeMonths })], highs);
  const [only] = output.cases;

  it("are replaced before they go: nothing is unmet, and at most two months are paid twice", () => {
    const months = monthTotals(only!, 24);
    expect(months.every(({ unmetTokens }) => unmetTokens === 0)).toBe(true);
    for (const { inServiceDevices } of months) expect(inServiceDevices).toBeGreaterThanOrEqual(9);
    const beside = months.filter(({ inServiceDevices }) => inServiceDevices > 9).length;
    const replacements = only!.lots.filter(({ entryMonth }) => entryMonth > 0).length;
    expect(replacements).toBeGreaterThan(0);
    // What ends within a quarter is replaced at its start; a life of whole quarters overlaps with none.
    expect(beside).toBeLessThanOrEqual(replacements * (lifeMonths % 3));
  });

  it("are written off in their own months: every identity holds to the cent", () => {
    expect(planTables(output).checks.rows.filter((row) => row[3] !== 0)).toEqual([]);
    for (const { entryMonth, endMonth } of only!.lots) expect(endMonth - entryMonth).toBe(lifeMonths);
  });
});
