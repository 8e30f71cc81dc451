// Running a case in a world: in the world that was planned it is the ledger, in any other it keeps to what there is.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { demandTimes, electricityTimes, throughputTimes } from "../../../src/finance/analysis/change.ts";
import { operate } from "../../../src/finance/analysis/operate.ts";
import { operatingOf } from "../../../src/finance/analysis/operating.ts";
import { loadSolver } from "../../../src/finance/solver.ts";
import { summarise } from "../../../src/finance/summary.ts";
import { chatAndBatch, decidedPlan, offer, planFile } from "../samples.ts";

let highs: Awaited<ReturnType<typeof loadSolver>>;
beforeAll(async () => {
  highs = await loadSolver();
});

const anyPlan = fc.record({
  growth: fc.double({ min: 0.4, max: 6, noNaN: true }),
  avoided: fc.constantFrom(0, 0.1, 0.37),
  spare: fc.integer({ min: 0, max: 2 }),
  residual: fc.constantFrom(0, 0.05, 0.333),
  life: fc.integer({ min: 4, max: 60 }),
  lead: fc.integer({ min: 0, max: 4 }),
  kilowatts: fc.integer({ min: 8, max: 60 }),
  hold: fc.boolean(),
  failover: fc.boolean(),
  load: fc.constantFrom(1, 1.3),
});

function made({
  growth,
  avoided,
  spare,
  residual,
  life,
  lead,
  kilowatts,
  hold,
  failover,
  load,
}: typeof anyPlan extends fc.Arbitrary<infer T> ? T : never) {
  const file = planFile({
    horizon: "18mo",
    quantiles: [0.5, 0.9],
    classes: chatAndBatch({ p10: growth / 1.5, p50: growth, p90: growth * 2 }, avoided),
    policy: {
      redundantSteps: spare,
      targetUtilisation: 0.8,
      unmetPerMillionTokens: "3 USD",
      fleet: hold ? "hold" : "retire",
      failover: failover ? "site" : "none",
    },
    sites: {
      here: { power: `${kilowatts} kW`, electricity: "0.1 USD/kWh" },
      there: { power: "30 kW", pue: 1.1 },
    },
    sources: {
      own: { procure: "buy", hardware: "h100-sxm" },
      cloud: { procure: "rent", hardware: "h100-sxm" },
      api: { procure: "api", perMillionTokens: "2.5 USD", priceChange: "-10 %" },
    },
    fleet: [{ source: "own", site: "here", devices: 3, since: "2026-06" }],
    strategies: { own: { sources: ["own"] }, both: { sources: ["own", "cloud"] }, api: { sources: ["api"] } },
  });
  const classes = ["chat", "batch"];
  const figures = { classes, stepDevices: 2, lifeMonths: life, leadMonths: lead, firstMonth: lead };
  const offers = [
    {
      ...offer("own", "here", figures),
      residualShare: residual,
      coloUsdPerWattSecond: 5e-8,
      loadPriceRatios: new Map([["chat", load]]),
    },
    ...(failover ? [offer("own", "there", figures)] : []),
    { ...offer("cloud", "there", { classes, procure: "rent", rentUsdPerHour: 3 }) },
  ];
  return decidedPlan(file, offers, highs);
}

describe("a case in the world that was planned", () => {
  it("costs what the ledger says, but for its rounding", () => {
    fc.assert(
      fc.property(anyPlan, (figures) => {
        const output = made(figures);
        for (const each of output.cases) {
          // Rent follows demand here; the program rounds it up to whole servers afterwards.
          if (each.strategy === "both") continue;
          const { outcome } = operate(operatingOf(output.plan.file, each));
          const books = summarise(output, each);
          // Each written cell is rounded by at most half a cent, each watt by half a watt of a month's electricity.
          const cells = 6 * each.rows.length;
          const near = (value: number, expected: number, within: number) =>
            expect(Math.abs(value - expected)).toBeLessThanOrEqual(within);
          near(outcome.cashUsd, books.cashUsd, cells * 0.05);
          near(outcome.amortisedUsd, books.amortisedUsd, cells * 0.05);
          near(outcome.revenueUsd, books.revenueUsd, cells * 0.01);
          near(outcome.netPresentUsd, books.netPresentUsd, cells * 0.06);
          near(outcome.capexUsd, books.capexUsd, cells * 0.01);
          near(outcome.unmetTokens, books.unmetTokens, each.rows.length);
          near(outcome.peakFacilityWatts, books.peakFacilityWatts, 10);
        }
      }),
      { numRuns: 6 },
    );
  });
});

describe("a case in another world", () => {
  it("serves or leaves every token, within what there is", () => {
    fc.assert(
      fc.property(
        anyPlan,
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        (figures, demand, speed) => {
          const { plan, cases } = made(figures);
          for (const each of cases) {
            const state = operatingOf(plan.file, each);
            const usual = operate(state);
            const { outcome, unmetTokens, demandTokens, provisionedWatts } = operate(
              throughputTimes(() => speed)(demandTimes(() => demand)(state)),
            );
            expect(outcome.servedTokens + outcome.unmetTokens).toBeCloseTo(outcome.demandTokens, 0);
            unmetTokens.forEach((unmet, m) => {
              expect(unmet).toBeGreaterThanOrEqual(-1e-6);
              expect(unmet).toBeLessThanOrEqual(demandTokens[m]! * (1 + 1e-9));
            });
            if (each.strategy === "own") expect(provisionedWatts).toEqual(usual.provisionedWatts);
            expect(outcome.capexUsd).toBe(usual.outcome.capexUsd);
          }
        },
      ),
      { numRuns: 6 },
    );
  });

  it("leaves no fewer tokens where more are asked for, and no more where devices do more", () => {
    fc.assert(
      fc.property(anyPlan, fc.double({ min: 1, max: 3, noNaN: true }), (figures, ratio) => {
        const { plan, cases } = made(figures);
        for (const each of cases) {
          const state = operatingOf(plan.file, each);
          const unmet = operate(state).outcome.unmetTokens;
          const slack = 1e-9 * operate(state).outcome.demandTokens;
          const asked = operate(demandTimes(() => ratio)(state)).outcome.unmetTokens;
          const faster = operate(throughputTimes(() => ratio)(state)).outcome.unmetTokens;
          expect(asked).toBeGreaterThanOrEqual(unmet - slack);
          expect(faster).toBeLessThanOrEqual(unmet + slack);
        }
      }),
      { numRuns: 6 },
    );
  });

  it("pays for electricity in proportion where nobody else can serve", () => {
    const { plan, cases } = made({
      growth: 2,
      avoided: 0,
      spare: 1,
      residual: 0,
      life: 36,
      lead: 1,
      kilowatts: 40,
      hold: false,
      failover: false,
      load: 1,
    });
    const state = operatingOf(plan.file, cases.find(({ strategy }) => strategy === "own")!);
    const [once, twice, thrice] = [1, 2, 3].map(
      (ratio) => operate(electricityTimes(ratio)(state)).outcome.costUsd,
    );
    expect(twice! - once!).toBeGreaterThan(0);
    expect(thrice! - twice!).toBeCloseTo(twice! - once!, 4);
  });
});

describe("procurement", () => {
  it("is not beaten by any other decision in the demand it was made for, beyond the gap it may leave", () => {
    fc.assert(
      fc.property(anyPlan, (figures) => {
        const { plan, cases } = made(figures);
        for (const lived of cases) {
          const own = operate(operatingOf(plan.file, lived)).outcome.costUsd;
          const others = cases.filter(({ strategy }) => strategy === lived.strategy);
          for (const each of others) {
            const cost = operate({ ...operatingOf(plan.file, each), asked: lived.asked }).outcome.costUsd;
            // The program discounts running costs by the quarter, the books by the month.
            expect(cost).toBeGreaterThanOrEqual(own - 0.02 * Math.abs(own) - 1);
          }
        }
      }),
      { numRuns: 6 },
    );
  });
});

describe("interest", () => {
  it("changes what a token costs and what is paid, not what is bought nor what that is worth today", () => {
    const at = (financing: number) => {
      const file = planFile({ money: { discountRate: 0.08, financing } });
      const output = decidedPlan(file, [offer("own", "here")], highs);
      const [only] = output.cases;
      const { netPresentUsd, endValueUsd, cashUsd, amortisedUsd, capexUsd } = summarise(output, only!);
      const { outcome } = operate(operatingOf(file, only!));
      const worth = [netPresentUsd, endValueUsd, capexUsd, outcome.netPresentUsd, outcome.costUsd];
      return { worth, lots: only!.lots, cashUsd, amortisedUsd };
    };
    const [without, same, dear] = [at(0), at(0.08), at(0.3)];
    expect(without.lots.length).toBeGreaterThan(0);
    for (const each of [same, dear]) {
      each.worth.forEach((usd, k) => {
        expect(usd).toBeCloseTo(without.worth[k]!, 6);
      });
      expect(each.lots).toEqual(without.lots);
    }
    expect(same.amortisedUsd).toBeGreaterThan(without.amortisedUsd);
    expect(same.amortisedUsd - without.amortisedUsd).toBeCloseTo(same.cashUsd - without.cashUsd, 2);
  });
});

describe("a fleet that ends inside a quarter", () => {
  it("serves until it does, before anything is rented", () => {
    // 60 months from 2022-06 end with 2027-05, the second month of a quarter.
    const file = planFile({
      sources: {
        own: { procure: "buy", hardware: "h100-sxm" },
        cloud: { procure: "rent", hardware: "h100-sxm" },
      },
      fleet: [{ source: "own", site: "here", devices: 9, since: "2022-06" }],
      strategies: { rent: { sources: ["cloud"] } },
    });
    const offers = [offer("own", "here"), offer("cloud", "here", { procure: "rent" })];
    const [only] = decidedPlan(file, offers, highs).cases;
    const by = (source: string) =>
      Array.from({ length: 6 }, (_, m) =>
        only!.rows.some((row) => row.month === m && row.source === source && row.servedTokens > 0),
      );
    expect(by("own")).toEqual([true, true, true, true, true, false]);
    expect(by("cloud")).toEqual([false, false, false, false, false, true]);
  });
});

describe("sites that cost the same", () => {
  it("are not hopped between: what is rented stands where its power has least carbon", () => {
    const file = planFile({
      sources: { cloud: { procure: "rent", hardware: "h100-sxm" } },
      sites: { here: { power: "1 MW" }, there: { power: "1 MW" }, yonder: { power: "1 MW" } },
      strategies: { rent: { sources: ["cloud"] } },
    });
    const grams = { here: 400, there: 100, yonder: 300 };
    const offers = Object.entries(grams).map(([site, each]) => ({
      ...offer("cloud", site, { procure: "rent" }),
      gramsPerJoule: each / 3.6e6,
    }));
    const output = decidedPlan(file, offers, highs);
    const [only] = output.cases;
    expect(new Set(only!.rows.map(({ site }) => site))).toEqual(new Set(["there"]));
    const { outcome } = operate(operatingOf(file, only!));
    const books = summarise(output, only!);
    expect(outcome.carbonGrams / books.carbonGrams).toBeCloseTo(1, 3);
  });
});
