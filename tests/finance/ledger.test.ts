// The books: identities hold on the written cells whatever is planned.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hoursOf, monthOf, monthText } from "../../src/finance/calendar.ts";
import { bookCents, depreciatedCents, type Lot } from "../../src/finance/lots.ts";
import { apportion } from "../../src/finance/money.ts";
import { columnOf, type PlanTable } from "../../src/report/plan/table.ts";
import { planTables } from "../../src/report/plan/tables.ts";
import { planOutput } from "./plan-output.ts";

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
          const made = planOutput({ growth, avoided, lifeMonths: life, spareSteps: spare, residual });
          const { checks } = planTables(made);
          expect(checks.rows.length).toBeGreaterThanOrEqual(10);
          for (const [identity, left, right, difference] of checks.rows)
            expect({ identity, left, right, difference }).toMatchObject({ difference: 0 });
        },
      ),
      { numRuns: 12 },
    );
  });

  it("would not hold if a cell were wrong", () => {
    const made = planOutput({ growth: 2, avoided: 0.1, lifeMonths: 36, spareSteps: 1, residual: 0 });
    made.cases[0]!.rows[3]!.energyCents += 1;
    made.cases[0]!.rows[3]!.servedTokens += 1000;
    const { checks } = planTables(made);
    // Rows are the source of plan, detail and bill alike: what breaks is what ties them to the lots and to demand.
    expect(checks.rows.filter((row) => row[3] !== 0).map((row) => row[0])).toEqual([
      "only at 0.5: served + unmet = demand",
    ]);
  });

  it("describe every column of every file once", () => {
    const tables = planTables(
      planOutput({ growth: 2, avoided: 0, lifeMonths: 36, spareSteps: 0, residual: 0 }),
    );
    const described = tables.dictionary.rows.map((row) => `${row[0]} ${row[1]}`);
    const all = Object.values(tables).flatMap((table: PlanTable) =>
      table.columns.map(({ name }) => `${table.file} ${name}`),
    );
    const ofFiles = described.filter((name) => !name.startsWith("plan.xlsx"));
    expect([...ofFiles].sort()).toEqual([...all].sort());
    expect(new Set(described).size).toBe(described.length);
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
