// Which limit keeps a plan from serving all that is asked in a month, in words; empty where everything is served. Only what could
// serve the classes that are short counts: a full site that may not hold them is no reason.
import { monthText } from "./calendar.ts";
import type { PlanClass } from "./class-schema.ts";
import { isOpen, type Offer } from "./offers.ts";
import type { PlanCase } from "./plan.ts";
import type { PlanRow } from "./plan-row.ts";
import type { PlanFile } from "./schema.ts";
import { siteWatts } from "./site-power.ts";

/** Unserved tokens below this share of the demand are rounding. */
const NOTHING = 1e-9;
/** A site that full has no room for another server. */
const FULL = 0.98;

export function bindingCeiling(file: PlanFile, each: PlanCase, total: PlanRow): string {
  if (total.unmetTokens <= NOTHING * total.demandTokens) return "";
  const { offers, procurement, blocks } = each;
  const { month } = total;
  const q = procurement.periods.findIndex(({ from, to }) => month >= from && month < to);
  const sources = file.strategies[each.strategy]!.sources;
  const least = (NOTHING * total.demandTokens) / Object.keys(file.classes).length;
  const short = Object.keys(file.classes).filter((name) =>
    each.rows.some((row) => row.month === month && row.planClass === name && row.unmetTokens > least),
  );
  const orderable = offers.filter(({ source }) => sources.includes(source));
  const may = ({ capacities }: Offer, name: string) =>
    capacities.has(name) && isOpen(capacities.get(name)!.untilMonth, month);
  const barred = short.filter((name) => !orderable.some((offer) => may(offer, name)));
  const isCalled = [...each.apis.values()].some(({ untilMonths }) =>
    barred.every((name) => isOpen(untilMonths?.get(name), month)),
  );
  if (isCalled && barred.length > 0) return "price: not serving costs less";
  if (barred.length > 0) return barredBy(file, barred);
  const able = orderable.filter((offer) => short.some((name) => may(offer, name)));
  const open = able.filter(({ firstMonth }) => firstMonth <= month);
  if (open.length === 0 && each.apis.size === 0) return waitingFor(file, each.strategy, able);
  const places = [...new Set(able.map(({ site }) => site))];
  const full = places.filter((site) => {
    const watts = offers.reduce(
      (sum, offer, index) =>
        sum +
        (offer.site === site && offer.procure === "buy"
          ? procurement.poweredDevices[index]![q]! * offer.provisionedFacilityWattsPerDevice
          : 0),
      0,
    );
    const limit = siteWatts(file, blocks, site, month);
    // A site that has no power yet waits; it is not full.
    return limit > 0 && watts >= FULL * limit;
  });
  const waiting = places.filter((site) => !open.some((offer) => offer.site === site));
  if (full.length > 0 && full.length + waiting.length === places.length) return `power: ${full.join(" ")}`;
  const bySource = new Map<string, number>();
  for (const [index, { source, stepDevices }] of offers.entries())
    bySource.set(source, (bySource.get(source) ?? 0) + procurement.steps[index]![q]! * stepDevices);
  const scarce = open.find(
    ({ source, supplyDevices, stepDevices }) => bySource.get(source)! + stepDevices > supplyDevices(month),
  );
  if (scarce) return `supply: ${scarce.source}`;
  return full.length > 0 ? `power: ${full.join(" ")}` : "price: not serving costs less";
}

/** Classes that nothing a strategy may order carries at any site: the network alone, or what it leaves of the service level. */
function barredBy(file: PlanFile, names: readonly string[]): string {
  const isNetwork = names.every((name) => isOutOfReach(file, file.classes[name]!));
  return `${isNetwork ? "network time over the TTFT limit" : "service level"}: ${names.join(" ")}`;
}

function isOutOfReach({ sites }: PlanFile, { slo, network, sites: allowed }: PlanClass): boolean {
  const limits = Object.values(slo.ttft ?? {}).filter((limit) => limit !== undefined);
  return (
    limits.length > 0 &&
    (allowed ?? Object.keys(sites)).every((site) =>
      limits.some((limit) => (network?.[site] ?? sites[site]!.network) >= limit),
    )
  );
}

/** What the first offer to open waits for: the latest of what it needs. */
function waitingFor(
  { start, sites, sources, strategies }: PlanFile,
  strategy: string,
  able: readonly Offer[],
): string {
  const next = able.reduce((first, each) => (each.firstMonth < first.firstMonth ? each : first));
  const source = sources[next.source]!;
  const { powerFrom = start } = sites[next.site]!;
  if (powerFrom - start === next.firstMonth) return `power from ${monthText(powerFrom)} only: ${next.site}`;
  if (next.leadMonths === next.firstMonth) return "lead time";
  const available = source.procure === "api" ? undefined : source.available;
  if (available !== undefined && available - start === next.firstMonth)
    return `available from ${monthText(available)} only: ${next.source}`;
  return `waits until ${monthText(strategies[strategy]!.from ?? start)}`;
}
