// What a plan says beside its figures: sources that a strategy may use and never does, with the reason; and fleets of a size that
// few have.

import { monthText } from "../../finance/calendar.ts";
import { usdPerUnit } from "../../finance/exchange.ts";
import type { Offer } from "../../finance/offers.ts";
import type { PlanCase, PlanOutput } from "../../finance/plan.ts";
import { purchaseCost } from "../../finance/procurement-cost.ts";
import { summarise } from "../../finance/summary.ts";
import { fixed, watts } from "../format.ts";
import { middleQuantile } from "./chosen.ts";
import { shortagesOf } from "./shortages.ts";
import { bigUsd } from "./words.ts";

/** A fifth of a gigawatt of GB200 racks (132 kW for 72): a slip of a unit is likelier than such an order. */
const MANY_DEVICES = 100_000;

export const planNotes = (output: PlanOutput): string[] => [
  ...inCurrency(output),
  ...neverChosen(output),
  ...unlikeStrategies(output),
  ...manyDevices(output),
];

/** Cash and present value at the middle quantile in the currency of the bill. */
function inCurrency(output: PlanOutput): string[] {
  const { money } = output.plan.file;
  if (money.currency === "USD") return [];
  const rate = usdPerUnit(money);
  const middle = middleQuantile(output);
  const millions = (usd: number) => `${fixed(usd / rate / 1e6, 2)}M`;
  const cases = output.cases.filter(({ quantile }) => quantile === middle);
  const told = cases.map((each) => {
    const { cashUsd, netPresentUsd } = summarise(output, each);
    return `${each.strategy} ${millions(cashUsd)} of cash, NPV ${millions(netPresentUsd)}`;
  });
  return [
    `in ${money.currency}, at ${rate} USD (${monthText(money.exchange[money.currency]!.date)}), as focus.csv is: ${told.join("; ")}`,
  ];
}

/** Sources that a case buys, rents or calls anything of. */
export function usedSources({ rows, lots, offers }: PlanCase): Set<string> {
  const ordered = lots.flatMap(({ offer, entryMonth }) => (entryMonth >= 0 ? [offers[offer]!.source] : []));
  return new Set([
    ...ordered,
    ...rows.flatMap((row) =>
      row.servedTokens > 0 && row.site === "" && row.source !== "" ? [row.source] : [],
    ),
  ]);
}

function neverChosen(output: PlanOutput): string[] {
  const { strategies, sources } = output.plan.file;
  const by = new Map<string, string[]>();
  for (const [name, { sources: own }] of Object.entries(strategies)) {
    const cases = output.cases.filter(({ strategy }) => strategy === name);
    const used = new Set(cases.flatMap((each) => [...usedSources(each)]));
    for (const source of own) {
      if (used.has(source) || sources[source]!.procure !== "buy") continue;
      by.set(source, [...(by.get(source) ?? []), name]);
    }
  }
  return [...by].map(
    ([source, names]) =>
      `${source} was never chosen by ${names.join(", ")}: ${whyNever(output, source, names)}`,
  );
}

function whyNever(output: PlanOutput, source: string, strategies: readonly string[]): string {
  const { horizon } = output.plan.file;
  const own = output.offers.filter((offer) => offer.source === source);
  if (own.length === 0) {
    const reasons = output.impossible.filter((each) => each.source === source).map(({ reason }) => reason);
    return reasons[0] ?? "no site and class can have it";
  }
  if (own.every(({ firstMonth }) => firstMonth >= horizon))
    return "it cannot be in service before the plan ends";
  const rivals = output.cases
    .filter(({ strategy }) => strategies.includes(strategy))
    .flatMap((each) => each.offers.filter((offer) => usedSources(each).has(offer.source)));
  const dearer = [...new Set(own.flatMap(({ capacities }) => [...capacities.keys()]))].map((planClass) => ({
    planClass,
    own: cheapest(output, own, planClass)!,
    rival: cheapest(output, rivals, planClass),
  }));
  if (dearer.every(({ own: mine, rival }) => rival !== undefined && rival.usd < mine.usd)) {
    const [nearest] = dearer.sort((a, b) => a.own.usd / a.rival!.usd - b.own.usd / b.rival!.usd);
    const { planClass, own: mine, rival } = nearest!;
    return `for ${planClass}, where it comes nearest, what carries a token per second costs ${bigUsd(mine.usd)} over the plan, with ${rival!.source} ${bigUsd(rival!.usd)}`;
  }
  const [step] = own.map(({ stepDevices, capexUsd, firstMonth }) => ({
    stepDevices,
    usd: stepDevices * capexUsd(Math.max(0, firstMonth)),
  }));
  return `fully loaded it costs less, but it comes ${fixed(step!.stepDevices, 0)} devices at once, for ${bigUsd(step!.usd)}: more than the load is worth`;
}

/** Present value of a device's purchase and running, or rent, over the plan from its first month, by what it carries of a class. */
function cheapest({ plan: { file } }: PlanOutput, offers: readonly Offer[], planClass: string) {
  const found = offers.flatMap((offer) => {
    const capacity = offer.capacities.get(planClass);
    const from = Math.max(0, offer.firstMonth);
    if (capacity === undefined || from >= file.horizon) return [];
    const months = file.horizon - from;
    const usd =
      offer.procure === "buy"
        ? purchaseCost(file, offer.capexUsd(from), { ...offer, operations: file.money.operations }, from)
        : offer.rentUsdPerHour(from) * 730.5 * months;
    return [{ source: offer.source, usd: usd / months / capacity.plannedTokensPerSecond, months }];
  });
  if (found.length === 0) return undefined;
  const best = found.reduce((a, b) => (b.usd < a.usd ? b : a));
  return { source: best.source, usd: best.usd * file.horizon };
}

/** Who is compared with whom although the sites' megawatts end one and not the other. */
function unlikeStrategies(output: PlanOutput): string[] {
  const { sites, strategies, sources } = output.plan.file;
  const name = ({ strategy, quantile }: PlanCase) => `${strategy} P${Math.round(100 * quantile)}`;
  const ended = output.cases.filter((each) =>
    shortagesOf(output, each).some(({ ceiling }) => ceiling.startsWith("power: ")),
  );
  const endless = output.cases.filter(({ strategy }) =>
    strategies[strategy]!.sources.every((source) => sources[source]!.procure !== "buy"),
  );
  if (ended.length === 0 || endless.length === 0) return [];
  const most = endless.reduce((a, b) => (rentedWatts(b) > rentedWatts(a) ? b : a));
  const halls =
    rentedWatts(most) > 0 ? `: ${name(most)} draws up to ${watts(rentedWatts(most))} in others' halls` : "";
  const all = Object.values(sites).reduce((sum, { power }) => sum + power, 0);
  return [
    `${ended.map(name).join(", ")} run out of the sites' ${watts(all)}, which ${[...new Set(endless.map(({ strategy }) => strategy))].join(" and ")} do not need${halls}; for the same tokens they are compared on the page (like for like)`,
  ];
}

/** Largest monthly mean of what is rented. */
function rentedWatts({ rows, offers }: PlanCase): number {
  const rented = new Set(offers.flatMap(({ source, procure }) => (procure === "rent" ? [source] : [])));
  const byMonth = new Map<number, number>();
  for (const { month, source, facilityWatts } of rows)
    if (rented.has(source)) byMonth.set(month, (byMonth.get(month) ?? 0) + facilityWatts);
  return Math.max(0, ...byMonth.values());
}

function manyDevices(output: PlanOutput): string[] {
  return output.cases.flatMap((each) => {
    const { peakDevices, strategy, quantile } = summarise(output, each);
    return peakDevices > MANY_DEVICES
      ? [
          `${strategy} P${Math.round(100 * quantile)} has ${fixed(peakDevices, 0)} devices at once, which takes some hundreds of megawatts: is that the demand that is meant?`,
        ]
      : [];
  });
}
