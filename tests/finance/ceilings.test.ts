// Why a plan is short is its true cause; figures that are rarely meant are asked about, and what is too long to plan is refused.
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.ts";
import { bindingCeiling } from "../../src/finance/ceiling.ts";
import { loadPlan } from "../../src/finance/load-plan.ts";
import { makePlan } from "../../src/finance/plan.ts";
import { loadSolver } from "../../src/finance/solver.ts";
import { monthTotals } from "../../src/finance/totals.ts";
import { planTables } from "../../src/report/plan/tables.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { decidedPlan, type Figures, offer, planFile } from "./samples.ts";

const path = new URL("../../docs/examples/small-plan.yaml", import.meta.url).pathname;
const highs = await loadSolver();
const load = (set: string[]) => loadPlan(path, nodeFiles(path, []), shipped, set);

/** By month, of the strategy that buys only. */
function ceilings(set: string[]): string[] {
  const plan = load(["strategies={own: {sources: [own]}}", "quantiles=[0.5]", ...set]);
  const making = makePlan(plan, highs);
  let step = making.next();
  while (!step.done) step = making.next();
  const [only] = step.value.cases;
  return monthTotals(only!, plan.file.horizon).map((total) => bindingCeiling(plan.file, only!, total));
}

describe("the cause of a shortfall", () => {
  it("is the lead time, the site's power, the maker or the strategy: whichever comes last", () => {
    const first = (set: string[]) => ceilings(set)[0];
    expect(ceilings([]).slice(0, 4)).toEqual(["lead time", "lead time", "lead time", ""]);
    expect(first(["sites.here.powerFrom=2027-07"])).toBe("power from 2027-07 only: here");
    expect(first(["sources.own.available=2027-09"])).toBe("available from 2027-09 only: own");
    expect(first(["strategies.own.from=2027-11"])).toBe("waits until 2027-11");
  });

  it("is the network where it takes all of a limit, and the service level where nothing meets it", () => {
    const all = (set: string[]) => [...new Set(ceilings(set))];
    expect(all(["sites.here.network=2 s"])).toEqual(["network time over the TTFT limit: chat"]);
    expect(all(["classes.chat.slo.tpot={p90: 0.1 ms}"])).toEqual(["service level: chat"]);
  });
});

/** Servers of 5 kW that carry 4,000 tokens/s, at a site for two of them and one for many. */
describe("the cause, of whole servers", () => {
  const reasons = (changes: Record<string, unknown>, own: Figures, there?: Figures) => {
    const output = decidedPlan(
      planFile({
        horizon: "3mo",
        sites: { here: { power: "12 kW" }, there: { power: "1 MW" } },
        ...changes,
      }),
      [
        offer("own", "here", { stepDevices: 4, ...own }),
        ...(there ? [offer("own", "there", { stepDevices: 4, ...there })] : []),
      ],
      highs,
    );
    const { detail, plan } = planTables(output);
    const of = ({ columns, rows }: typeof plan) => {
      const at = columns.findIndex(({ name }) => name === "binding_ceiling");
      return [...new Set(rows.map((row) => row[at]))].filter((cell) => cell !== "" && cell !== null);
    };
    expect(of(detail)).toEqual(of(plan));
    return of(plan);
  };
  const much = { redundantSteps: 0, targetUtilisation: 1, unmetPerMillionTokens: "20 USD" };
  const many = (rate: number) => ({
    classes: {
      chat: {
        tokens: { now: `${rate} tokens/s`, growth: { p10: 1, p50: 1, p90: 1 } },
        peakToMean: 1.5,
        model: "llama-3.1-8b",
        lengths: { input: { fixed: 1000 }, output: { fixed: 100 } },
      },
    },
  });

  it("is power where no site holds another, and not where one has room", () => {
    expect(reasons({ ...many(20_000), policy: much }, {})).toEqual(["power: here"]);
    // Worth a server at 20,000 USD a device, and not at ten million.
    expect(reasons({ ...many(20_000), policy: much }, {}, { capexUsd: 10_000_000 })).toEqual([
      "price: not serving costs less",
    ]);
  });

  it("is the maker where there is power", () => {
    expect(reasons({ ...many(20_000), policy: much }, { supplyDevices: 4 })).toEqual(["supply: own"]);
  });

  it("is the reserve where the only server has to stand by for itself", () => {
    const policy = { ...much, redundantSteps: 1 };
    const sites = { here: { power: "8 kW" }, there: { power: "1 MW" } };
    expect(reasons({ ...many(1000), policy, sites }, {})).toEqual(["reserve: own at here"]);
    const fleet = [{ source: "own", site: "here", devices: 4, since: "2026-06" }];
    expect(reasons({ ...many(1000), policy, fleet }, { firstMonth: 3, leadMonths: 3 })).toEqual([
      "reserve: own at here",
    ]);
  });
});

describe("figures rarely meant", () => {
  const warned = (set: string) => load([set]).warnings.map(({ message }) => message);

  it.each([
    ["sources.rent.perDeviceHour=295 USD/h", /a whole server or rack/],
    ["classes.chat.price.perMillionTokens=200 USD", /more tokens, or in cents\?/],
    ["money.exchange={JPY: {usd: 110, date: 2026-11}}", /JPY for a dollar\? Then write 0\.00909/],
    ["sources.own.leadTime=26y", /is that in weeks or months/],
    ["fleet=[{source: own, site: here, devices: 800, since: 2026-01}]", /draws up to .* the site has 500 kW/],
  ])("%s is asked about", (set, question) => {
    expect(warned(set)).toEqual([expect.stringMatching(question)]);
  });

  it("what is known is not", () => {
    expect(load(["money.exchange={JPY: {usd: 0.009, date: 2026-11}}"]).warnings).toEqual([]);
    expect(load(["fleet=[{source: own, site: here, devices: 300, since: 2026-01}]"]).warnings).toEqual([]);
  });

  it("a plan of two centuries is refused", () => {
    expect(() => load(["horizon=200y"])).toThrow(/at most 20 years, got 200/);
  });
});
