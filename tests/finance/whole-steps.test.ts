// Servers and racks are switched on whole: a site holds the nameplate of all of each, and serves what so many carry.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { loadSolver } from "../../src/finance/solver.ts";
import { switchedOn } from "../../src/finance/switched-on.ts";
import { decidedPlan, offer, planFile } from "./samples.ts";

let highs: Awaited<ReturnType<typeof loadSolver>>;
beforeAll(async () => {
  highs = await loadSolver();
});

/** Of a device, with a PUE of 1.25. */
const FACILITY_WATTS = 1250;

function planned(kilowatts: number, tokensPerSecond: number, steps: readonly number[]) {
  const output = decidedPlan(
    planFile({
      horizon: "6mo",
      classes: {
        chat: {
          tokens: { now: `${tokensPerSecond} tokens/s`, growth: { p10: 1, p50: 1, p90: 1 } },
          peakToMean: 1.5,
          model: "llama-3.1-8b",
          lengths: { input: { fixed: 1000 }, output: { fixed: 100 } },
        },
      },
      sites: { here: { power: `${kilowatts} kW`, electricity: "0.08 USD/kWh" } },
      sources: Object.fromEntries(
        steps.map((_, k) => [`kind${k}`, { procure: "buy", hardware: "h100-sxm" }]),
      ),
      strategies: { only: { sources: steps.map((_, k) => `kind${k}`) } },
    }),
    steps.map((stepDevices, k) => offer(`kind${k}`, "here", { stepDevices, capexUsd: 10_000 })),
    highs,
  );
  return output.cases[0]!;
}

const anyLoad = { kilowatts: fc.integer({ min: 3, max: 60 }), rate: fc.integer({ min: 1000, max: 40_000 }) };

describe("whole servers", () => {
  it("are on or off, and what is on fits the site whole", () => {
    const anyCase = fc.record({ ...anyLoad, steps: fc.tuple(fc.constantFrom(2, 4), fc.constantFrom(3, 8)) });
    fc.assert(
      fc.property(anyCase, ({ kilowatts, rate, steps }) => {
        const { procurement, rows } = planned(kilowatts, rate, steps);
        // So do the books, month by month.
        for (let m = 0; m < 6; m++) {
          const booked = steps.map((_, k) =>
            rows
              .filter(({ month, source }) => month === m && source === `kind${k}`)
              .reduce((sum, row) => sum + row.provisionedFacilityWatts, 0),
          );
          booked.forEach((watts, k) => {
            expect(watts % (steps[k]! * FACILITY_WATTS)).toBe(0);
          });
          expect(booked[0]! + booked[1]!).toBeLessThanOrEqual(kilowatts * 1000);
        }
        procurement.periods.forEach((_, q) => {
          const on = procurement.poweredDevices.map((own) => own[q]!);
          on.forEach((devices, k) => {
            expect(devices % steps[k]!).toBeCloseTo(0, 9);
          });
          const watts = on.reduce((sum, devices) => sum + devices * FACILITY_WATTS, 0);
          expect(watts).toBeLessThanOrEqual(kilowatts * 1000 * (1 + 1e-9));
        });
      }),
      { numRuns: 40 },
    );
  });

  it("serve what asks for them as far as whole ones fit", () => {
    fc.assert(
      fc.property(fc.record(anyLoad), ({ kilowatts, rate }) => {
        const { procurement } = planned(kilowatts, rate, [8]);
        const fit = 8 * Math.floor((kilowatts * 1000) / (8 * FACILITY_WATTS));
        for (const served of procurement.served.get("chat")![0]!)
          expect(served).toBeCloseTo(Math.min(rate * 1.5, fit * 1000), 3);
      }),
      { numRuns: 40 },
    );
  });

  it("are off by the device while part of one is there, and whole where the fleet is kept on", () => {
    const policy = (fleet: string) => planFile({ policy: { fleet } });
    const on = (fleet: string, inService: number, used: number) =>
      switchedOn(policy(fleet), { stepDevices: 8 }, inService, used);
    expect([on("retire", 24, 9), on("retire", 24, 24), on("retire", 21, 9), on("hold", 24, 9)]).toEqual([
      16, 24, 9, 24,
    ]);
  });
});
