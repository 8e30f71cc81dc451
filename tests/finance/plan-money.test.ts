// Amounts in other currencies, electricity by the hour, and the demand that is ordered for.
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/cli/files.ts";
import { buyToQuantile, withBuyTo } from "../../src/finance/buy-to.ts";
import { meanUsdPerJoule, movedToCheapest, priceRatioOf } from "../../src/finance/electricity.ts";
import { loadPlan } from "../../src/finance/load-plan.ts";
import { loadSolver } from "../../src/finance/solver.ts";
import { columnOf } from "../../src/report/plan/table.ts";
import { planTables } from "../../src/report/plan/tables.ts";
import { shipped } from "../profiles/shipped-profiles.ts";
import { decidedPlan, offer, planFile } from "./samples.ts";

const path = new URL("../../docs/examples/small-plan.yaml", import.meta.url).pathname;
const load = (set: string[]) => loadPlan(path, nodeFiles(path, []), shipped, set);

describe("an amount in another currency", () => {
  const rate = "money.exchange={EUR: {usd: 1.25, date: 2026-11}}";

  it("is read at the rate that is given, wherever it stands and whatever it is per", () => {
    const { file } = load([
      rate,
      "sources.own.capexPerDevice=20000 EUR",
      "sources.rent.perDeviceHour=2 EUR/h",
      "sites.here.electricity=0.08 EUR/kWh",
      "sites.here.colo=120 EUR/kW/month",
    ]);
    const dollars = load([
      "sources.own.capexPerDevice=25000 USD",
      "sources.rent.perDeviceHour=2.5 USD/h",
      "sites.here.electricity=0.1 USD/kWh",
      "sites.here.colo=150 USD/kW/month",
    ]).file;
    expect({ ...file, money: dollars.money }).toEqual(dollars);
  });

  it("is refused without a rate, and so is a rate that is none, of no currency, not known yet", () => {
    expect(() => load(["sources.own.capexPerDevice=20000 EUR"])).toThrow(/EUR is not converted by itself/);
    expect(() => load(["money.exchange={EUR: {usd: -1, date: 2026-11}}"])).toThrow(/must be above 0/);
    expect(() => load(["money.exchange={QQQ: {usd: 1, date: 2026-11}}"])).toThrow(/expected a currency/);
    expect(() => load(["money.exchange={EUR: {usd: 1, date: 2027-11}}"])).toThrow(/not known yet/);
    expect(load(["money.exchange={EUR: {usd: 1.1, date: 2025-01}}"]).warnings[0]!.message).toMatch(
      /the rate of EUR of 2025-01 is 24 months old/,
    );
  });
});

describe("a bill in another currency", () => {
  it("has every cost of the books at the rate in whole cents, and their sum to the cent, in the workbook too", async () => {
    const exchange = { EUR: { usd: 1.1, date: "2026-11" } };
    const bill = async (money: object) => {
      const file = planFile({
        money,
        fleet: [{ source: "own", site: "here", devices: 2, since: "2026-06" }],
      });
      const tables = planTables(decidedPlan(file, [offer("own", "here")], await loadSolver()));
      expect(tables.checks.rows.filter((row) => row[3] !== 0)).toEqual([]);
      const at = (column: string) => columnOf(tables.focus, column);
      return { billed: at("BilledCost"), effective: at("EffectiveCost"), list: at("ListCost") };
    };
    const [dollars, euros] = [await bill({}), await bill({ currency: "EUR", exchange })];
    for (const side of ["billed", "effective", "list"] as const)
      for (const [row, each] of euros[side].entries()) {
        expect(Math.round(100 * each) / 100).toBe(each);
        expect(Math.abs(each - dollars[side][row]! / 1.1)).toBeLessThan(0.0100001);
      }
    const total = (costs: readonly number[]) => costs.reduce((sum, each) => sum + each, 0);
    for (const side of ["billed", "effective"] as const)
      expect(total(euros[side])).toBeCloseTo(Math.round((100 * total(dollars[side])) / 1.1) / 100, 6);
    expect(dollars.billed.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(20_000);
  });

  it("needs its rate", () => {
    expect(() => load(["money.currency=EUR"])).toThrow(/needs its rate, got "EUR"/);
    expect(() => load(["money.currency=euros"])).toThrow(/expected a currency such as EUR/);
  });
});

describe("electricity by time of use", () => {
  const site = (electricity: object) =>
    planFile({ sites: { here: { power: "1 MW", electricity } } }).sites.here!;
  const peakHours = [
    { from: 8, to: 12 },
    { from: 16, to: 24 },
  ];
  const hours = Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 12 ? 5 : 1));
  const tariff = { peak: "0.12 USD/kWh", offPeak: "0.06 USD/kWh", peakHours };
  const chat = (more: object) => {
    const { chat } = planFile().classes;
    return { ...chat!, ...more };
  };

  it("has the mean of the day, and costs a class what its hours cost", () => {
    const { electricity } = site(tariff);
    expect(electricity).toMatchObject({ tiers: [{ share: 0.5 }, { share: 0.5 }] });
    // 20 of 40 parts of the load are from 8 to 12, 8 from 16 on, 12 at night.
    expect(priceRatioOf(electricity, chat({ hours }))).toBeCloseTo((28 * 0.12 + 12 * 0.06) / 40 / 0.09, 12);
    expect(priceRatioOf(electricity, chat({ hours: hours.map(() => 2) }))).toBeCloseTo(1, 12);
  });

  it("has any number of prices: that of the day, and of windows, of which a later one wins", () => {
    const tiers = [
      { price: "0.05 USD/kWh" },
      { price: "0.09 USD/kWh", from: 7, to: 22 },
      { price: "0.16 USD/kWh", from: 17, to: 21 },
    ];
    const { electricity } = site({ tiers });
    const mean = (9 * 0.05 + 11 * 0.09 + 4 * 0.16) / 24;
    expect(meanUsdPerJoule(electricity!) * 3.6e6).toBeCloseTo(mean, 12);
    // 20 of 40 parts of the load are from 8 to 12.
    const paid = (9 * 0.05 + (20 + 7) * 0.09 + 4 * 0.16) / 40;
    expect(priceRatioOf(electricity, chat({ hours }))).toBeCloseTo(paid / mean, 12);
    const moved = movedToCheapest(electricity);
    expect(moved.share).toBeCloseTo(15 / 24, 12);
    expect(moved.usdPerJoule * 3.6e6).toBeCloseTo(mean - 0.05, 12);
    // Two of them are a peak and the rest.
    const two = site({
      tiers: [{ price: tariff.offPeak }, ...peakHours.map((window) => ({ price: tariff.peak, ...window }))],
    });
    expect(priceRatioOf(two.electricity, chat({ hours }))).toBe(
      priceRatioOf(site(tariff).electricity, chat({ hours })),
    );
    expect(() => site({ tiers: [{ price: "0.05 USD/kWh" }] })).toThrow(/price of the day and windows/);
    expect(() =>
      load(["sites.here.electricity={tiers: [{price: 0.05 USD/kWh}, {price: 90 USD/kWh, from: 7, to: 22}]}"]),
    ).toThrow(/tiers\[1\]\.price\s+90 USD\/kWh cannot be/);
  });

  it("is even for a class without hours, for batch work, and where the hours of the peak are not known", () => {
    const { electricity } = site(tariff);
    expect(priceRatioOf(electricity, chat({}))).toBe(1);
    expect(priceRatioOf(electricity, chat({ hours, batch: true }))).toBe(1);
    const { peakHours: _, ...rest } = tariff;
    expect(priceRatioOf(site({ ...rest, peakShare: 0.5 }).electricity, chat({ hours }))).toBe(1);
  });

  it("is in the books and in the workbook to the cent", async () => {
    const file = planFile({ fleet: [{ source: "own", site: "here", devices: 4, since: "2026-06" }] });
    const flat = offer("own", "here");
    const highs = await loadSolver();
    const energy = (ratio: number) => {
      const output = decidedPlan(file, [{ ...flat, loadPriceRatios: new Map([["chat", ratio]]) }], highs);
      const tables = planTables(output);
      expect(tables.checks.rows.filter((row) => row[3] !== 0)).toEqual([]);
      const sum = (of: (row: (typeof output.cases)[0]["rows"][0]) => number) =>
        output.cases[0]!.rows.reduce((all, row) => all + of(row), 0);
      return { cents: sum((row) => row.energyCents), joules: sum((row) => row.joules) };
    };
    const [even, dear] = [energy(1), energy(1.5)];
    expect(dear.joules).toBe(even.joules);
    expect(dear.cents).toBeGreaterThan(1.1 * even.cents);
    expect(dear.cents).toBeLessThan(1.5 * even.cents);
  });

  it("refuses windows that do not follow the clock, and shares beside hours", () => {
    expect(() => site({ ...tariff, peakHours: [{ from: 22, to: 6 }] })).toThrow(/over midnight is two/);
    expect(() => site({ ...tariff, peakShare: 0.3 })).toThrow(/either peakHours or peakShare/);
  });
});

describe("the quantile that is bought to", () => {
  it("is the newsvendor's: what too few cost over what either costs", () => {
    const bought = (buyTo: unknown) => buyToQuantile(planFile({ policy: { buyTo } }));
    expect(bought({ under: "3 USD", over: "1 USD" })).toBe(0.75);
    expect(bought({ under: "1 USD", over: "2 USD" })).toBe(0.3333);
    expect(bought(0.8)).toBe(0.8);
    expect(bought(undefined)).toBeUndefined();
  });

  it("is planned for beside the others, once", () => {
    const quantiles = (buyTo: unknown) =>
      withBuyTo(planFile({ quantiles: [0.1, 0.5, 0.9], policy: { buyTo } })).quantiles;
    expect(quantiles(0.75)).toEqual([0.1, 0.5, 0.75, 0.9]);
    expect(quantiles(0.5)).toEqual([0.1, 0.5, 0.9]);
  });
});

describe("halls and hardware", () => {
  it("that need another kind of cooling are refused, and have the limits of their own", () => {
    const rack = "sources.own={procure: buy, hardware: gb200-nvl72}";
    const here = (cooling: string) => `sites.here={power: 5 MW, rackPower: 40 kW, cooling: ${cooling}}`;
    expect(() => load([rack, here("{air: {}}")])).toThrow(/needs liquid cooling and the site has air/);
    expect(() => load([rack, here("{liquid: {}}")])).toThrow(/a rack may draw 40\.0 kW/);
    expect(load([rack, here("{air: {}, liquid: {rackPower: 140 kW}}")]).warnings).toBeDefined();
    expect(() => load([here("{liquid: {}}")])).toThrow(/needs air cooling/);
    expect(load([here("{liquid: {}}"), "sources.own.cooling=liquid"]).file.sources.own).toMatchObject({
      cooling: "liquid",
    });
  });
});
