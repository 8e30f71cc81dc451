// Procurement finds what brute force finds, and keeps to every limit.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { lotsOf } from "../../src/finance/lots.ts";
import type { Offer } from "../../src/finance/offers.ts";
import { type Procurement, procure } from "../../src/finance/procurement.ts";
import { loadSolver } from "../../src/finance/solver.ts";
import { offer, planFile } from "./samples.ts";

let highs: Awaited<ReturnType<typeof loadSolver>>;
beforeAll(async () => {
  highs = await loadSolver();
});

const HOUR = 3600;

function plan(offers: Offer[], path: number[], changes: Record<string, unknown> = {}): Procurement {
  const file = planFile({ horizon: `${path.length}mo`, ...changes });
  const demand = new Map([["chat", Float64Array.from(path)]]);
  return procure(highs, { file, offers, existing: offers.map(() => []), apis: new Map(), demand });
}

/** Devices of an offer in service in each quarter, of what was bought. */
function fleet({ steps }: Procurement, index: number, { stepDevices }: Offer): number[] {
  let total = 0;
  return [...steps[index]!].map((count) => {
    total += count * stepDevices;
    return total;
  });
}

describe("procurement", () => {
  it("buys what the peak needs, and no more", () => {
    const offers = [offer("own", "here")];
    // 1.5 x 10,000 tokens/s at 1,000 per device.
    const result = plan(offers, [10_000, 10_000, 10_000, 20_000, 20_000, 20_000]);
    expect(fleet(result, 0, offers[0]!)).toEqual([15, 30]);
    expect([...result.unmet.get("chat")!]).toEqual([0, 0]);
  });

  it("is as cheap as the cheapest of all ways to buy two kinds of servers", () => {
    const anyCase = fc.record({
      needs: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 2 }),
      capex: fc.tuple(fc.integer({ min: 10, max: 60 }), fc.integer({ min: 10, max: 60 })),
      rate: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
      kilowatts: fc.integer({ min: 3, max: 12 }),
    });
    fc.assert(
      fc.property(anyCase, ({ needs, capex, rate, kilowatts }) => {
        const kinds = [0, 1].map((k) =>
          offer(`kind${k}`, "here", {
            capexUsd: 1000 * capex[k]!,
            tokensPerSecondPerDevice: 1000 * rate[k]!,
          }),
        );
        const changes = {
          sites: { here: { power: `${1.25 * kilowatts} kW`, electricity: "0.08 USD/kWh" } },
          sources: {
            kind0: { procure: "buy", hardware: "h100-sxm" },
            kind1: { procure: "buy", hardware: "h100-sxm" },
          },
          strategies: { only: { sources: ["kind0"] } },
          money: { discountRate: 0, financing: 0, operations: 0 },
        };
        const path = needs.flatMap((need) => [need, need, need].map((n) => (n * 1000) / 1.5));
        const file = planFile({ horizon: "6mo", ...changes });
        const hours = [(31 + 28 + 31) * 24, (30 + 31 + 30) * 24];
        // Cost of owning `a` and `b` devices in each quarter: wear, idle power, power by load, and what stays unserved.
        const running = (a: number, b: number, q: number) => {
          const need = needs[q]! * 1000;
          let best = Number.POSITIVE_INFINITY;
          for (let onA = 0; onA <= a; onA++)
            for (let onB = 0; onB <= b; onB++) {
              if (onA + onB > kilowatts) continue;
              const most = [onA * rate[0]! * 1000, onB * rate[1]! * 1000];
              // Serve first where a token takes less energy.
              const order = rate[0]! >= rate[1]! ? [0, 1] : [1, 0];
              let left = need;
              let energy = (onA + onB) * 200;
              for (const k of order) {
                const served = Math.min(left, most[k]!);
                energy += (served / 1.5 / (rate[k]! * 1000)) * 500;
                left -= served;
              }
              const unmet = (left / 1.5) * hours[q]! * HOUR * (20 / 1e6);
              best = Math.min(best, (energy * 1.25 * hours[q]! * 0.08) / 1000 + unmet);
            }
          return best;
        };
        let cheapest = Number.POSITIVE_INFINITY;
        const wear = (k: number, count: number, from: number) => (count * 1000 * capex[k]! * (6 - from)) / 60;
        for (let a0 = 0; a0 <= 9; a0++)
          for (let b0 = 0; b0 <= 9; b0++)
            for (let a1 = 0; a1 <= 9 - a0; a1++)
              for (let b1 = 0; b1 <= 9 - b0; b1++) {
                const bought = wear(0, a0, 0) + wear(1, b0, 0) + wear(0, a1, 3) + wear(1, b1, 3);
                if (bought >= cheapest) continue;
                cheapest = Math.min(cheapest, bought + running(a0, b0, 0) + running(a0 + a1, b0 + b1, 1));
              }
        const demand = new Map([["chat", Float64Array.from(path)]]);
        const result = procure(highs, { file, offers: kinds, existing: [[], []], apis: new Map(), demand });
        const own = result.steps.map((counts) => [...counts]);
        const cost =
          wear(0, own[0]![0]!, 0) +
          wear(1, own[1]![0]!, 0) +
          wear(0, own[0]![1]!, 3) +
          wear(1, own[1]![1]!, 3) +
          running(own[0]![0]!, own[1]![0]!, 0) +
          running(own[0]![0]! + own[0]![1]!, own[1]![0]! + own[1]![1]!, 1);
        expect(cost).toBeLessThanOrEqual(cheapest * (1 + 1e-9) + 1e-6);
      }),
      { numRuns: 40 },
    );
  });

  it("keeps, retires or replaces an old fleet as the cheapest of all ways does", () => {
    const anyCase = fc.record({
      needs: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
      old: fc.integer({ min: 0, max: 7 }),
      oldEndMonth: fc.constantFrom(3, 6, 60),
      oldWatts: fc.integer({ min: 300, max: 900 }),
      capex: fc.integer({ min: 5, max: 60 }),
      rate: fc.integer({ min: 1, max: 4 }),
      leadMonths: fc.constantFrom(0, 3, 6),
      kilowatts: fc.integer({ min: 3, max: 12 }),
      electricity: fc.constantFrom(0.05, 0.3, 1.5),
    });
    let migrations = 0;
    fc.assert(
      fc.property(anyCase, (each) => {
        const { needs, old, oldEndMonth, oldWatts, capex, rate, leadMonths, kilowatts, electricity } = each;
        const plain = offer("old", "here", { firstMonth: 99, supplyDevices: 0 });
        const { unit } = plain.capacities.get("chat")!;
        const hungry = { ...unit, operatingWatts: oldWatts + 200, idleWatts: 200 };
        const offers = [
          { ...plain, capacities: new Map([["chat", { unit: hungry, plannedTokensPerSecond: 1000 }]]) },
          offer("new", "here", {
            capexUsd: 1000 * capex,
            tokensPerSecondPerDevice: 1000 * rate,
            firstMonth: leadMonths,
            leadMonths,
          }),
        ];
        const file = planFile({
          horizon: "9mo",
          sites: { here: { power: `${1.25 * kilowatts} kW` } },
          sources: {
            old: { procure: "buy", hardware: "h100-sxm" },
            new: { procure: "buy", hardware: "h100-sxm" },
          },
          strategies: { only: { sources: ["new"] } },
          money: { discountRate: 0, financing: 0, operations: 0 },
        });
        for (const each of offers) each.usdPerJoule = electricity / 3.6e6;
        const demand = new Map([
          [
            "chat",
            Float64Array.from(needs.flatMap((need) => [need, need, need].map((n) => (n * 1000) / 1.5))),
          ],
        ]);
        const hours = [90, 91, 92].map((days) => 24 * days);
        const usdPerWatt = (q: number) => (1.25 * hours[q]! * electricity) / 1000;
        // A quarter with so many old and new devices there: the best of all ways to switch them on and share the load.
        const running = (q: number, oldThere: number, newThere: number) => {
          let best = Number.POSITIVE_INFINITY;
          for (let onOld = 0; onOld <= oldThere; onOld++)
            for (let onNew = 0; onNew <= newThere && onOld + onNew <= kilowatts; onNew++) {
              const need = needs[q]! * 1000;
              const kinds = [
                { most: onOld * 1000, wattsPerToken: oldWatts / 1000 },
                { most: onNew * rate * 1000, wattsPerToken: 500 / (rate * 1000) },
              ].sort((a, b) => a.wattsPerToken - b.wattsPerToken);
              let left = need;
              let watts = (onOld + onNew) * 200;
              for (const { most, wattsPerToken } of kinds) {
                const served = Math.min(left, most);
                watts += (served / 1.5) * wattsPerToken;
                left -= served;
              }
              best = Math.min(best, watts * usdPerWatt(q) + (left / 1.5) * hours[q]! * HOUR * (20 / 1e6));
            }
          return best;
        };
        const oldIn = (q: number) => (oldEndMonth >= 3 * (q + 1) ? old : 0);
        const cost = (bought: readonly number[]) => {
          let there = 0;
          return bought.reduce((sum, count, q) => {
            there += count;
            return sum + (count * 1000 * capex * (9 - 3 * q)) / 60 + running(q, oldIn(q), there);
          }, 0);
        };
        const first = leadMonths / 3;
        let cheapest = { usd: Number.POSITIVE_INFINITY, bought: [0, 0, 0] };
        for (let x = 0; x <= (first <= 0 ? 9 : 0); x++)
          for (let y = 0; y <= (first <= 1 ? 9 - x : 0); y++)
            for (let z = 0; z <= 9 - x - y; z++) {
              const usd = cost([x, y, z]);
              if (usd < cheapest.usd) cheapest = { usd, bought: [x, y, z] };
            }
        const existing = [old > 0 ? [{ devices: old, endMonth: oldEndMonth }] : [], []];
        const result = procure(highs, { file, offers, existing, apis: new Map(), demand });
        const bought = [...result.steps[1]!];
        expect([...result.steps[0]!]).toEqual([0, 0, 0]);
        bought.forEach((count, q) => {
          if (3 * q < leadMonths) expect(count).toBe(0);
        });
        expect(cost(bought)).toBeLessThanOrEqual(cheapest.usd * (1 + 1e-9) + 1e-6);
        expect(result.gapRatio).toBeLessThanOrEqual(1e-9);
        if (old >= needs[0]! && oldEndMonth === 60 && cheapest.bought.some((count) => count > 0))
          migrations++;
      }),
      { numRuns: 60 },
    );
    // Some of them replace devices that could have gone on.
    expect(migrations).toBeGreaterThan(0);
  });

  it("never passes a site's power, a maker's supply or a lead time", () => {
    fc.assert(
      fc.property(
        fc.record({
          growth: fc.double({ min: 1, max: 3, noNaN: true }),
          kilowatts: fc.integer({ min: 5, max: 80 }),
          supply: fc.integer({ min: 1, max: 20 }),
          lead: fc.integer({ min: 0, max: 7 }),
          spare: fc.integer({ min: 0, max: 2 }),
        }),
        ({ growth, kilowatts, supply, lead, spare }) => {
          const offers = [
            offer("own", "here", {
              firstMonth: lead,
              leadMonths: lead,
              supplyDevices: supply,
              stepDevices: 2,
            }),
          ];
          const path = Array.from({ length: 12 }, (_, m) => 5000 * growth ** (m / 3));
          const result = plan(offers, path, {
            sites: { here: { power: `${kilowatts} kW` } },
            policy: { redundantSteps: spare, targetUtilisation: 1 },
          });
          const lots = lotsOf(offers, [[]], result);
          for (const lot of lots) {
            expect(lot.orderMonth).toBeGreaterThanOrEqual(0);
            expect(lot.entryMonth - lot.orderMonth).toBe(lead);
            expect(lot.devices).toBeLessThanOrEqual(supply);
          }
          for (const devices of result.poweredDevices[0]!)
            expect(devices * 1250).toBeLessThanOrEqual(kilowatts * 1000 * (1 + 1e-6));
          result.served.get("chat")![0]!.forEach((served, q) => {
            const carried = served > 1e-6 ? served / 1000 + 2 * spare : 0;
            expect(carried).toBeLessThanOrEqual(result.poweredDevices[0]![q]! + 1e-6);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it("serves from what is there before it buys", () => {
    const own = offer("own", "here");
    const file = planFile({ horizon: "3mo" });
    const demand = new Map([["chat", Float64Array.of(2000, 2000, 2000)]]);
    const result = procure(highs, {
      file,
      offers: [own],
      existing: [[{ devices: 3, endMonth: 60 }]],
      apis: new Map(),
      demand,
    });
    expect([...result.steps[0]!]).toEqual([0]);
  });

  it("rents what is needed for a quarter only, and leaves unserved what costs more than it is worth", () => {
    const rented = offer("cloud", "here", { procure: "rent" });
    const spike = plan(
      [offer("own", "here", { capexUsd: 60_000 }), rented],
      [1000, 1000, 1000, 9000, 9000, 9000, 1000, 1000, 1000],
    );
    expect(spike.steps[1]![1]).toBeGreaterThan(spike.steps[1]![0]!);
    const dear = plan([offer("own", "here", { capexUsd: 1e8 })], [1000, 1000, 1000]);
    expect([...dear.steps[0]!]).toEqual([0]);
    expect(dear.unmet.get("chat")![0]).toBeCloseTo(1500, 6);
  });
});
