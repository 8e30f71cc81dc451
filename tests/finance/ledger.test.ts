// The books: identities hold on the written cells whatever is planned.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { hoursOf, monthOf, monthText } from "../../src/finance/calendar.ts";
import { monthRows } from "../../src/finance/ledger.ts";
import { bookCents, depreciatedCents, type Lot, lotsOf } from "../../src/finance/lots.ts";
import { apportion } from "../../src/finance/money.ts";
import type { PlanOutput } from "../../src/finance/plan.ts";
import { procure } from "../../src/finance/procurement.ts";
import { loadSolver } from "../../src/finance/solver.ts";
import { columnOf, type PlanTable } from "../../src/report/plan/table.ts";
import { planTables } from "../../src/report/plan/tables.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { offer, planFile } from "./samples.ts";

let highs: Awaited<ReturnType<typeof loadSolver>>;
beforeAll(async () => {
  highs = await loadSolver();
});

const h100 = shipped.hardware("h100-sxm");

function output(growth: number, avoided: number, life: number, spare: number, residual: number): PlanOutput {
  const tokens = (now: string) => ({ now, growth: { p10: growth, p50: growth, p90: growth } });
  const chat = {
    tokens: tokens("9000 tokens/s"),
    avoided,
    model: "llama-3.1-8b",
    lengths: { input: { fixed: 1000 }, output: { fixed: 100 } },
    price: { perMillionTokens: "0.5 USD" },
  };
  const file = planFile({
    horizon: "18mo",
    classes: { chat, batch: { ...chat, tokens: tokens("3000 tokens/s"), batch: true } },
    policy: { redundantSteps: spare, targetUtilisation: 0.8, unmetPerMillionTokens: "3 USD" },
    sites: { here: { power: "40 kW" }, there: { power: "30 kW", pue: 1.1 } },
    sources: {
      own: { procure: "buy", hardware: "h100-sxm" },
      cloud: { procure: "rent", hardware: "h100-sxm" },
    },
  });
  const classes = ["chat", "batch"];
  const offers = [
    {
      ...offer("own", "here", { classes, stepDevices: 2, lifeMonths: life, leadMonths: 2, firstMonth: 2 }),
      residualShare: residual,
    },
    { ...offer("cloud", "there", { classes, procure: "rent" }), coloUsdPerWattSecond: 5e-8 },
  ];
  const existing = [[{ devices: 3, endMonth: 7 }], []];
  const asked = new Map(
    classes.map((name) => [
      name,
      Float64Array.from({ length: 18 }, (_, m) => (name === "chat" ? 9000 : 3000) * growth ** (m / 12)),
    ]),
  );
  const computed = new Map(
    [...asked].map(([name, path]) => [name, path.map((rate) => rate * (1 - avoided))]),
  );
  const apis = new Map([["api", { procure: "api" as const, perMillionTokens: 2.5, priceChange: -0.1 }]]);
  const procurement = procure(highs, { file, offers, existing, apis, demand: computed });
  const lots = lotsOf(offers, existing, procurement);
  const input = { file, offers, lots, procurement, asked, computed, apis };
  const rows = Array.from({ length: 18 }, (_, m) => monthRows(input, m)).flat();
  const hardware = new Map(h100.found ? [["h100-sxm", h100.profile]] : []);
  return {
    plan: { name: "test", file, models: new Map(), engines: new Map(), hardware, forecasts: new Map() },
    runId: "test",
    cases: [{ strategy: "only", quantile: 0.5, offers, lots, procurement, rows }],
    impossible: [],
  };
}

describe("identities", () => {
  it("hold to the cent, the token and the watt on the written cells", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 8, noNaN: true }),
        fc.constantFrom(0, 0.1, 0.37),
        fc.integer({ min: 4, max: 60 }),
        fc.integer({ min: 0, max: 2 }),
        fc.constantFrom(0, 0.05, 0.333),
        (growth, avoided, life, spare, residual) => {
          const { checks } = planTables(output(growth, avoided, life, spare, residual));
          expect(checks.rows.length).toBeGreaterThanOrEqual(10);
          for (const [identity, left, right, difference] of checks.rows)
            expect({ identity, left, right, difference }).toMatchObject({ difference: 0 });
        },
      ),
      { numRuns: 12 },
    );
  });

  it("would not hold if a cell were wrong", () => {
    const made = output(2, 0.1, 36, 1, 0);
    made.cases[0]!.rows[3]!.energyCents += 1;
    made.cases[0]!.rows[3]!.servedTokens += 1000;
    const { checks } = planTables(made);
    // Rows are the source of plan, detail and bill alike: what breaks is what ties them to the lots and to demand.
    expect(checks.rows.filter((row) => row[3] !== 0).map((row) => row[0])).toEqual([
      "only at 0.5: served + unmet = demand",
    ]);
  });

  it("describe every column of every file once", () => {
    const tables = planTables(output(2, 0, 36, 0, 0));
    const described = tables.dictionary.rows.map((row) => `${row[0]} ${row[1]}`);
    const all = Object.values(tables).flatMap((table: PlanTable) =>
      table.columns.map(({ name }) => `${table.file} ${name}`),
    );
    expect([...described].sort()).toEqual([...all].sort());
    expect(columnOf(tables.plan, "pue").every((pue) => pue >= 1)).toBe(true);
  });
});

describe("lots", () => {
  it("depreciate to their residual, to the cent", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e12 }),
        fc.integer({ min: 1, max: 120 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (capexCents, life, share) => {
          const residualCents = Math.round(capexCents * share);
          const lot: Lot = {
            offer: 0,
            orderMonth: 0,
            entryMonth: 3,
            endMonth: 3 + life,
            devices: 1,
            capexCents,
            residualCents,
          };
          expect(bookCents(lot, 2)).toBe(0);
          expect(depreciatedCents(lot, 2 + life)).toBe(capexCents - residualCents);
          expect(bookCents(lot, 500)).toBe(residualCents);
        },
      ),
    );
  });
});

describe("shares", () => {
  it("are whole and sum to the whole", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 50 }),
        fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 12 }),
        (total, weights) => {
          const parts = apportion(total, weights);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
          expect(parts.every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
        },
      ),
    );
  });
});

describe("the calendar", () => {
  it("counts months and their hours, leap years included", () => {
    expect(monthText(monthOf("2028-02"))).toBe("2028-02");
    expect([hoursOf(monthOf("2027-02")), hoursOf(monthOf("2028-02"))]).toEqual([672, 696]);
  });
});
