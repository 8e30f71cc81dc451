// Capacity reserved for a term: paid whether used or not, taken for what is always needed.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.ts";
import { operate } from "../../src/finance/analysis/operate.ts";
import { operatingOf } from "../../src/finance/analysis/operating.ts";
import { hoursOf } from "../../src/finance/calendar.ts";
import { loadPlan } from "../../src/finance/load-plan.ts";
import { procure } from "../../src/finance/procurement.ts";
import { loadSolver } from "../../src/finance/solver.ts";
import { summarise } from "../../src/finance/summary.ts";
import { planTables } from "../../src/report/plan/tables.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { decidedPlan, offer, planFile } from "./samples.ts";

let highs: Awaited<ReturnType<typeof loadSolver>>;
beforeAll(async () => {
  highs = await loadSolver();
});

const sources = {
  reserved: { procure: "rent", hardware: "h100-sxm", term: "1y", perDeviceHour: "2 USD/h" },
  demand: { procure: "rent", hardware: "h100-sxm", perDeviceHour: "3 USD/h" },
};
const strategies = { only: { sources: ["reserved", "demand"] } };

describe("a reservation", () => {
  it("is paid for its term at the price of its first month, whatever is served from it", () => {
    const anyCase = fc.record({
      growth: fc.double({ min: 0.1, max: 4, noNaN: true }),
      termMonths: fc.constantFrom(3, 6, 12, 36),
      spare: fc.integer({ min: 0, max: 1 }),
    });
    let idle = 0;
    fc.assert(
      fc.property(anyCase, ({ growth, termMonths, spare }) => {
        const tokens = { now: "9000 tokens/s", growth: { p10: growth, p50: growth, p90: growth } };
        const { chat } = planFile().classes;
        const { hours, prefixCache, ...rest } = chat!;
        const file = planFile({
          horizon: "18mo",
          classes: { chat: { ...rest, tokens, price: { perMillionTokens: "1 USD" } } },
          policy: { redundantSteps: spare, targetUtilisation: 1 },
          sources,
          strategies,
        });
        const price = (month: number) => 2 - month / 20;
        const offers = [
          {
            ...offer("reserved", "here", { procure: "rent", termMonths, stepDevices: 2 }),
            rentUsdPerHour: price,
          },
          offer("demand", "here", { procure: "rent", rentUsdPerHour: 9, supplyDevices: 3 }),
        ];
        const output = decidedPlan(file, offers, highs);
        const [only] = output.cases;
        let owed = 0;
        for (const { offer: index, entryMonth, endMonth, devices } of only!.lots) {
          if (index === 0) expect(endMonth - entryMonth).toBe(termMonths);
          for (let m = entryMonth; m < Math.min(18, endMonth); m++)
            owed += devices * (index === 0 ? price(entryMonth) : 9) * hoursOf(file.start + m);
        }
        const { cashUsd, inServiceDevices } = summaryOf(output, only!);
        expect(Math.abs(cashUsd - owed)).toBeLessThan(1);
        if (only!.rows.some(({ neededDevices, inServiceDevices }) => neededDevices < inServiceDevices))
          idle++;
        expect(inServiceDevices).toBeGreaterThan(0);
        // In the world that was planned, a case run again costs what the ledger says.
        const { outcome } = operate(operatingOf(file, only!));
        expect(outcome.cashUsd).toBeCloseTo(cashUsd, -1);
        for (const [identity, , , difference] of planTables(output).checks.rows)
          expect({ identity, difference }).toMatchObject({ difference: 0 });
      }),
      { numRuns: 20 },
    );
    expect(idle).toBeGreaterThan(0);
  });

  it("is taken for the load that is always there, as the cheapest of all ways is", () => {
    const anyCase = fc.record({
      needs: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 4, maxLength: 4 }),
      reserved: fc.integer({ min: 5, max: 35 }),
    });
    let mixed = 0;
    fc.assert(
      fc.property(anyCase, ({ needs, reserved }) => {
        const file = planFile({ horizon: "12mo", sources, strategies, money: { discountRate: 0 } });
        const path = needs.flatMap((need) => [need, need, need].map((n) => (n * 1000) / 1.5));
        const offers = [
          offer("reserved", "here", {
            procure: "rent",
            termMonths: 12,
            rentUsdPerHour: reserved / 10,
          }),
          offer("demand", "here", { procure: "rent", rentUsdPerHour: 3 }),
        ];
        const result = procure(highs, {
          file,
          offers,
          existing: [[], []],
          apis: new Map(),
          demand: new Map([["chat", Float64Array.from(path)]]),
        });
        const hours = result.periods.map((period) => period.hours);
        // Reserved once or later: what is not reserved is rented.
        const cost = (bought: readonly number[]) => {
          let there = 0;
          return needs.reduce((sum, need, q) => {
            there += bought[q]!;
            const owed = there * (reserved / 10) + Math.max(0, need - there) * 3;
            return sum + owed * hours[q]!;
          }, 0);
        };
        let cheapest = Number.POSITIVE_INFINITY;
        for (let code = 0; code < 8 ** 4; code++)
          cheapest = Math.min(cheapest, cost([code & 7, (code >> 3) & 7, (code >> 6) & 7, (code >> 9) & 7]));
        const own = [...result.steps[0]!];
        expect(cost(own)).toBeLessThanOrEqual(cheapest * (1 + 1e-9) + 1e-6);
        const base = Math.min(...needs);
        const total = own.reduce((sum, count) => sum + count, 0);
        if (reserved < 30) expect(total).toBeGreaterThanOrEqual(base);
        if (reserved > 30) expect(total).toBe(0);
        if (total > 0 && [...result.steps[1]!].some((count) => count > 0)) mixed++;
      }),
      { numRuns: 30 },
    );
    expect(mixed).toBeGreaterThan(0);
  });

  it("serves at once at a site without power, in its owner's hall", () => {
    const file = planFile({
      sites: { here: { power: "1 kW", powerFrom: "2027-12" } },
      sources,
      strategies,
    });
    const output = decidedPlan(file, [offer("reserved", "here", { procure: "rent", termMonths: 12 })], highs);
    expect(operate(operatingOf(file, output.cases[0]!)).outcome.unmetTokens).toBe(0);
  });
});

function summaryOf(output: Parameters<typeof summarise>[0], each: Parameters<typeof summarise>[1]) {
  const { cashUsd } = summarise(output, each);
  return { cashUsd, inServiceDevices: Math.max(...each.rows.map((row) => row.inServiceDevices)) };
}

describe("a reservation that cannot be", () => {
  const path = new URL("../../docs/examples/small-plan.yaml", import.meta.url).pathname;
  const problems = (set: string) => {
    try {
      loadPlan(path, nodeFiles(path, []), shipped, [set]);
    } catch (error) {
      return String((error as Error).message);
    }
    return "";
  };

  it("is refused where it stands", () => {
    expect(problems("sources.rent={procure: rent, hardware: h100-sxm, term: 1y}")).toMatch(
      /sources\.rent\.term .*give perDeviceHour/,
    );
    const stated = "procure: rent, hardware: h100-sxm, perDeviceHour: 2 USD/h";
    expect(problems(`sources.rent={${stated}, term: 1mo}`)).toMatch(
      /term .*at least a quarter, got 1 months/,
    );
    expect(problems(`sources.rent={${stated}, term: 1y, interruption: 5 %}`)).toMatch(
      /interruption .*not taken away/,
    );
    expect(problems(`sources.rent={${stated}, term: 3y}`)).toBe("");
  });
});
