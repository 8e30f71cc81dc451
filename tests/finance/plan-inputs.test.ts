// What a plan file may say of load over the day, prices over time, shared prompts and waiting, as the planner takes it.
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.ts";
import { demandTimes } from "../../src/finance/analysis/change.ts";
import { operate } from "../../src/finance/analysis/operate.ts";
import { operatingOf } from "../../src/finance/analysis/operating.ts";
import { loadPlan } from "../../src/finance/load-plan.ts";
import { makeOffers } from "../../src/finance/offers.ts";
import { loadSolver } from "../../src/finance/solver.ts";
import { usedSources } from "../../src/report/plan/notes.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { decidedPlan, offer, planFile } from "./samples.ts";

const path = new URL("../../docs/examples/small-plan.yaml", import.meta.url).pathname;

function offersWith(set: string[]) {
  const making = makeOffers(loadPlan(path, nodeFiles(path, []), shipped, set));
  let step = making.next();
  while (!step.done) step = making.next();
  return step.value.offers;
}

describe("load by the hour", () => {
  const chat = (more: object) => {
    const { chat } = planFile().classes;
    const { hours, peakToMean, prefixCache, ...rest } = chat!;
    const tokens = { now: "1000 tokens/s", growth: { p10: 1, p50: 2, p90: 4 } };
    return planFile({ classes: { chat: { ...rest, tokens, price: undefined, ...more } } }).classes.chat!;
  };

  it("says the peak: the busiest hour over the mean", () => {
    const hours = Array.from({ length: 24 }, (_, hour) => (hour === 20 ? 3 : 1));
    expect(chat({ hours }).peakToMean).toBeCloseTo((3 * 24) / 26, 12);
    expect(chat({ hours: Array.from({ length: 24 }, () => 7) }).peakToMean).toBe(1);
    expect(chat({}).peakToMean).toBe(1.6);
  });

  it("is not stated beside the peak, nor empty", () => {
    const hours = Array.from({ length: 24 }, () => 1);
    expect(() => chat({ hours, peakToMean: 2 })).toThrow(/hours say it already/);
    expect(() => chat({ hours: hours.map(() => 0) })).toThrow(/some hour must have load/);
  });
});

describe("prices by date", () => {
  it("hold from their month until the next one, and the first before", () => {
    const [own, rent] = offersWith([
      "sources.own.prices={2027-03: 30000 USD, 2027-07: 20000 USD}",
      "sources.rent.prices={2027-01: 3 USD/h, 2027-12: 2 USD/h}",
    ]);
    expect([0, 2, 5, 6, 11].map((month) => own!.capexUsd(month))).toEqual([
      30000, 30000, 30000, 20000, 20000,
    ]);
    expect([0, 10, 11].map((month) => rent!.rentUsdPerHour(month))).toEqual([3, 3, 2]);
  });
});

describe("what prompts share", () => {
  it("lets a unit carry more: it is found in the prefix cache", () => {
    const tokensPerSecond = (set: string[]) =>
      offersWith(set)[0]!.capacities.get("chat")!.unit.tokensPerSecond;
    const alone = tokensPerSecond([]);
    const shared = "classes.chat.queries={topics: 1000, system: 600}";
    expect(tokensPerSecond([shared])).toBeGreaterThan(1.1 * alone);
    // Where nothing is kept, sharing is worth nothing.
    expect(tokensPerSecond([shared, "classes.chat.prefixCache=false"])).toBeCloseTo(alone, -2);
  });
});

describe("a strategy that waits", () => {
  it("buys nothing before, and may rent meanwhile", async () => {
    const file = planFile({
      sources: {
        own: { procure: "buy", hardware: "h100-sxm" },
        cloud: { procure: "rent", hardware: "h100-sxm" },
      },
      strategies: { wait: { sources: ["own", "cloud"], from: "2027-07" } },
    });
    const offers = [offer("own", "here"), offer("cloud", "here", { procure: "rent", rentUsdPerHour: 9 })];
    const [only] = decidedPlan(file, offers, await loadSolver()).cases;
    const bought = only!.lots.filter((lot) => only!.offers[lot.offer]!.procure === "buy");
    expect(bought.length).toBeGreaterThan(0);
    for (const { entryMonth } of bought) expect(entryMonth).toBeGreaterThanOrEqual(6);
    expect(only!.rows.filter(({ month }) => month < 6).every(({ unmetTokens }) => unmetTokens === 0)).toBe(
      true,
    );
  });
});

describe("a class that only some sources may serve", () => {
  const plan = (only?: Record<string, unknown>) =>
    planFile({
      sources: {
        own: { procure: "buy", hardware: "h100-sxm" },
        dear: { procure: "buy", hardware: "h100-sxm" },
        api: { procure: "api", perMillionTokens: "5 USD" },
      },
      strategies: { it: { sources: ["own", "dear", "api"], ...(only && { only }) } },
    });
  const offers = [offer("own", "here"), offer("dear", "here", { capexUsd: 90_000 })];
  const decidedAs = async (only?: Record<string, unknown>) =>
    decidedPlan(plan(only), offers, await loadSolver()).cases[0]!;
  const pinned = { chat: { sources: ["dear"], from: "2027-06" } };

  it("is served by them alone from its month on, whatever that costs, in the plan and in any other world", async () => {
    const [free, held] = [await decidedAs(), await decidedAs(pinned)];
    expect(usedSources(free).has("dear")).toBe(false);
    const servedBy = (from: number, to: number) =>
      new Set(
        held.rows.flatMap(({ month, source, servedTokens }) =>
          month >= from && month < to && servedTokens > 0 ? [source] : [],
        ),
      );
    expect([...servedBy(0, 5)]).toEqual(["own"]);
    expect([...servedBy(5, 12)]).toEqual(["dear"]);
    const state = operatingOf(plan(pinned), held);
    const costUsd = (each: typeof held) => operate(operatingOf(plan(), each)).outcome.costUsd;
    expect(costUsd(held)).toBeGreaterThan(costUsd(free));
    // Twice the demand: what the dear devices do not hold is left, though others stand idle and an API would answer.
    const double = operate(demandTimes(() => 2)(state));
    expect(double.unmetTokens[2]).toBe(0);
    expect(double.unmetTokens[11]! / double.demandTokens[11]!).toBeGreaterThan(0.3);
  });

  it("is refused where it names what the strategy has not", () => {
    const load = (only: string) =>
      loadPlan(path, nodeFiles(path, []), shipped, [`strategies.own.only=${only}`]);
    expect(() => load("{ chat: { sources: [rent2] }, chap: { sources: [own] } }")).toThrow(
      /"rent2" is not among the sources of own[\s\S]*there is no class "chap"/,
    );
  });
});

describe("what is rented", () => {
  it("takes none of a site's megawatts", async () => {
    const file = planFile({
      sites: { here: { power: "1.3 kW" } },
      sources: { own: { procure: "rent", hardware: "h100-sxm" } },
    });
    const [only] = decidedPlan(file, [offer("own", "here", { procure: "rent" })], await loadSolver()).cases;
    expect(only!.rows.every(({ unmetTokens }) => unmetTokens === 0)).toBe(true);
    expect(Math.max(...only!.rows.map(({ inServiceDevices }) => inServiceDevices))).toBeGreaterThan(1);
  });
});
