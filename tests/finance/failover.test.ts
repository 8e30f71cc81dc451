// The loss of a whole site: whatever devices serve of protected classes fits the other sites, whichever is lost.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.ts";
import { loadPlan } from "../../src/finance/load-plan.ts";
import type { PlanCase } from "../../src/finance/plan.ts";
import { loadSolver } from "../../src/finance/solver.ts";
import { summarise } from "../../src/finance/summary.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { decidedPlan, type Figures, offer, planFile } from "./samples.ts";

let highs: Awaited<ReturnType<typeof loadSolver>>;
beforeAll(async () => {
  highs = await loadSolver();
});

const policy = { redundantSteps: 0, targetUtilisation: 1, unmetPerMillionTokens: "20 USD", failover: "site" };
/** Constant demand: 6,000 tokens/s at the peak, six devices. */
const steady = {
  tokens: { now: "4000 tokens/s", growth: { p10: 1, p50: 1, p90: 1 } },
  peakToMean: 1.5,
  model: "llama-3.1-8b",
  lengths: { input: { fixed: 1000 }, output: { fixed: 100 } },
};

function planned(sites: string[], changes: Record<string, unknown> = {}, figures: Figures = {}) {
  const file = planFile({
    policy,
    classes: { chat: steady },
    sites: Object.fromEntries(sites.map((site) => [site, { power: "1 MW", electricity: "0.08 USD/kWh" }])),
    ...changes,
  });
  const offers = sites.map((site) => offer("own", site, figures));
  const output = decidedPlan(file, offers, highs);
  return { output, only: output.cases[0]! };
}

/** Devices in service in the first month. */
const devices = ({ rows }: PlanCase, month = 0) =>
  rows.filter((row) => row.month === month).reduce((sum, row) => sum + row.inServiceDevices, 0);

describe("capacity that the loss of any one site asks for", () => {
  it("is all of the peak twice over two sites, and half as much again over three", () => {
    expect(devices(planned(["a", "b"]).only)).toBe(12);
    expect(devices(planned(["a", "b", "c"]).only)).toBe(9);
    expect(devices(planned(["a", "b"], { policy: { ...policy, failover: "none" } }).only)).toBe(6);
  });

  it("is all there in the books: what stands by is on, costs, and is redundant", () => {
    const { only, output } = planned(["a", "b"]);
    const january = only.rows.filter(({ month }) => month === 0);
    const sum = (key: "neededDevices" | "redundantDevices") =>
      january.reduce((all, row) => all + row[key], 0);
    expect([sum("neededDevices"), sum("redundantDevices")]).toEqual([6, 6]);
    expect(summarise(output, only)).toMatchObject({ peakRedundantDevices: 6, unprotectedShare: 0 });
  });

  it("is not asked of batch work, which makes room, nor of classes that say so, nor where an API takes over", () => {
    const batch = { ...steady, batch: true };
    expect(devices(planned(["a", "b"], { classes: { chat: batch } }).only)).toBe(4);
    expect(devices(planned(["a", "b"], { classes: { chat: { ...steady, failover: false } } }).only)).toBe(6);
    const api = {
      sources: {
        own: { procure: "buy", hardware: "h100-sxm" },
        api: { procure: "api", perMillionTokens: "15 USD" },
      },
      strategies: { only: { sources: ["own", "api"] } },
    };
    expect(devices(planned(["a", "b"], api).only)).toBe(6);
  });

  it("is told where there is no room for it, and what can be served is served all the same", () => {
    const site = (power: string) => ({ power, electricity: "0.08 USD/kWh" });
    // Ten devices draw 12.5 kW; the small site holds two.
    const { only, output } = planned(["a", "b"], { sites: { a: site("12.5 kW"), b: site("2.5 kW") } });
    const summary = summarise(output, only);
    expect(summary.unmetTokens).toBe(0);
    // Whatever stands where, when the large site is lost two devices are left of six.
    expect(summary.unprotectedShare).toBeCloseTo(4 / 6, 6);
  });
});

describe("any plan with failover", () => {
  const sites = ["a", "b", "c"];
  const anyPlan = fc.record({
    growth: fc.double({ min: 0.5, max: 4, noNaN: true }),
    kilowatts: fc.array(fc.integer({ min: 3, max: 25 }), { minLength: 3, maxLength: 3 }),
    spare: fc.integer({ min: 0, max: 1 }),
    step: fc.constantFrom(1, 2),
    rents: fc.boolean(),
  });

  it("survives every site but for what it says, in every quarter", () => {
    fc.assert(
      fc.property(anyPlan, ({ growth, kilowatts, spare, step, rents }) => {
        const tokens = { now: "3000 tokens/s", growth: { p10: growth, p50: growth, p90: growth } };
        const { only } = planned(
          sites,
          {
            policy: { ...policy, redundantSteps: spare },
            classes: { chat: { ...steady, tokens } },
            sites: Object.fromEntries(sites.map((site, k) => [site, { power: `${kilowatts[k]} kW` }])),
          },
          { stepDevices: step, ...(rents && { procure: "rent", rentUsdPerHour: 3 }) },
        );
        const { periods, served, poweredDevices, unprotected } = only.procurement;
        periods.forEach((_, q) => {
          const own = served.get("chat")!;
          const all = own.reduce((sum, each) => sum + each[q]!, 0);
          for (const lost of sites) {
            const left = only.offers.reduce(
              (sum, { site }, index) => sum + (site === lost ? 0 : poweredDevices[index]![q]! * 1000),
              0,
            );
            expect(left + unprotected.get("chat")![q]!).toBeGreaterThanOrEqual(all - 1e-3);
          }
        });
      }),
      { numRuns: 12 },
    );
  });
});

describe("a plan that cannot survive", () => {
  const path = new URL("../../docs/examples/small-plan.yaml", import.meta.url).pathname;
  const load = (set: string[]) => () =>
    loadPlan(path, nodeFiles(path, []), shipped, ["policy.failover=site", ...set]);

  it("is refused where there is one site, or a class may be at one", () => {
    expect(load([])).toThrow(/there is one site/);
    const there = "sites.there={power: 1 MW}";
    expect(load([there, "classes.chat.sites=[here]"])).toThrow(/may be at here only/);
    expect(load([there, "classes.chat.sites=[here]", "classes.chat.failover=false"])).not.toThrow();
  });
});
