// Power in blocks: nothing beyond a site's power without them, whole blocks after their lead time with them, and the books hold.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.ts";
import { operate } from "../../src/finance/analysis/operate.ts";
import { operatingOf } from "../../src/finance/analysis/operating.ts";
import { loadPlan } from "../../src/finance/load-plan.ts";
import { loadSolver } from "../../src/finance/solver.ts";
import { summarise } from "../../src/finance/summary.ts";
import type { PlanTable } from "../../src/report/plan/table.ts";
import { planTables } from "../../src/report/plan/tables.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { decidedPlan, offer, planFile } from "./samples.ts";

let highs: Awaited<ReturnType<typeof loadSolver>>;
beforeAll(async () => {
  highs = await loadSolver();
});

const textsOf = ({ columns, rows }: PlanTable, name: string) =>
  rows.map((row) => row[columns.findIndex((column) => column.name === name)]);

const made = (blocks: object | undefined, kilowatts = 10) =>
  decidedPlan(
    planFile({
      horizon: "18mo",
      classes: {
        chat: {
          tokens: { now: "9000 tokens/s", growth: { p10: 2, p50: 2, p90: 2 } },
          peakToMean: 1.5,
          model: "llama-3.1-8b",
          lengths: { input: { fixed: 1000 }, output: { fixed: 100 } },
        },
      },
      sites: { here: { power: `${kilowatts} kW`, electricity: "0.08 USD/kWh", ...(blocks && { blocks }) } },
    }),
    [offer("own", "here")],
    highs,
  );

describe("blocks of power", () => {
  it("carry what the site's power does not, whole, after their lead time, to the cent", () => {
    const anyCase = fc.record({
      kilowatts: fc.integer({ min: 2, max: 30 }),
      size: fc.integer({ min: 2, max: 20 }),
      lead: fc.integer({ min: 0, max: 8 }),
      life: fc.constantFrom(5, 24, 180),
      most: fc.constantFrom(undefined, 1, 2),
    });
    let taken = 0;
    fc.assert(
      fc.property(anyCase, ({ kilowatts, size, lead, life, most }) => {
        const blocks = {
          size: `${size} kW`,
          cost: `${size * 10_000} USD`,
          life: `${life}mo`,
          leadTime: `${lead}mo`,
          ...(most && { most }),
        };
        const output = made(blocks, kilowatts);
        const [only] = output.cases;
        const { periods, poweredDevices } = only!.procurement;
        periods.forEach(({ from, to }, q) => {
          const there = only!.blocks.filter((lot) => lot.entryMonth <= from && to <= lot.endMonth);
          const count = there.reduce((sum, lot) => sum + lot.count, 0);
          expect(count).toBeLessThanOrEqual(most ?? Number.POSITIVE_INFINITY);
          expect(poweredDevices[0]![q]! * 1250).toBeLessThanOrEqual(
            (kilowatts + count * size) * 1000 * (1 + 1e-6),
          );
        });
        for (const { count, watts, orderMonth, entryMonth } of only!.blocks) {
          taken++;
          expect(watts).toBe(count * size * 1000);
          expect(orderMonth).toBeGreaterThanOrEqual(0);
          expect(entryMonth - orderMonth).toBe(lead);
        }
        const unmet = (each: typeof output) => summarise(each, each.cases[0]!).unmetTokens;
        expect(unmet(output)).toBeLessThanOrEqual(unmet(made(undefined, kilowatts)) * (1 + 1e-9));
        const { checks, procurement, focus } = planTables(output);
        for (const [identity, , , difference] of checks.rows)
          expect({ identity, difference }).toMatchObject({ difference: 0 });
        const ordered = textsOf(procurement, "item").filter(
          (item) => item === `power block of ${size / 1000} MW`,
        );
        expect(ordered.length).toBe(only!.blocks.length);
        expect(textsOf(focus, "ChargeDescription").includes("Power block")).toBe(only!.blocks.length > 0);
        // In the world that was planned, a case run again is the ledger.
        const { outcome } = operate(operatingOf(output.plan.file, only!));
        const { cashUsd, unmetTokens, demandTokens } = summarise(output, only!);
        expect(Math.abs(outcome.cashUsd - cashUsd)).toBeLessThan(5);
        expect(Math.abs(outcome.unmetTokens - unmetTokens) / demandTokens).toBeLessThan(1e-6);
      }),
      { numRuns: 12 },
    );
    expect(taken).toBeGreaterThan(0);
  });

  it("are not ordered where they cost more than they are worth", () => {
    const dear = made({ size: "10 kW", cost: "1e9 USD", life: "10y" });
    expect(dear.cases[0]!.blocks).toEqual([]);
  });

  it("bind only where there is power: a site that waits for it is not full", () => {
    const sites = { here: { power: "1 MW" }, there: { power: "1 MW", powerFrom: "2027-07" } };
    const figures = { capexUsd: 1e9 };
    const output = decidedPlan(
      planFile({ sites }),
      [offer("own", "here", figures), offer("own", "there", { ...figures, firstMonth: 6 })],
      highs,
    );
    expect(summarise(output, output.cases[0]!).ceiling).toBe("price: not serving costs less");
  });

  it("are refused where their figures cannot be meant", () => {
    const path = new URL("../../docs/examples/small-plan.yaml", import.meta.url).pathname;
    const load = (block: string) => () =>
      loadPlan(path, nodeFiles(path, []), shipped, [`sites.here.blocks={${block}}`]);
    expect(load("size: 5 MW, cost: 60 USD, life: 15y")).toThrow(
      /sites\.here\.blocks\.cost .*USD\/W cannot be/,
    );
    expect(load("size: 5 MW, cost: 60e6 USD, life: 0mo")).toThrow(/blocks\.life .*at least a month/);
    expect(load("size: 5 MW, cost: 60e6 EUR, life: 15y")).toThrow(/blocks\.cost/);
    expect(load("size: 5 MW, cost: 60e6 USD, life: 15y, leadTime: 18mo, from: 2027-06")).not.toThrow();
  });
});
