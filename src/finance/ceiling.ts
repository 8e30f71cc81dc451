// Which limit keeps a plan from serving all that is asked in a month, in words; empty where everything is served. Only what could
// serve the classes that are short counts: a full site that may not hold them is no reason.
import { monthText } from "./calendar.ts";
import type { PlanClass } from "./class-schema.ts";
import { isOpen, type Offer } from "./offers.ts";
import type { PlanCase } from "./plan.ts";
import type { PlanRow } from "./plan-row.ts";
import { type Procurement, supplyIn } from "./procurement.ts";
import type { PlanFile } from "./schema.ts";
import { siteWatts } from "./site-power.ts";

/** Unserved tokens below this share of the demand are rounding. */
const NOTHING = 1e-9;
/** Watts of a site by which its power is met. */
const ROUNDING_WATTS = 1;
/** A gap that small is none. */
const PROVEN = 1e-4;

export function bindingCeiling(file: PlanFile, each: PlanCase, total: PlanRow): string {
  if (total.unmetTokens <= NOTHING * total.demandTokens) return "";
  const { offers, procurement } = each;
  const { month } = total;
  const sources = file.strategies[each.strategy]!.sources;
  const least = (NOTHING * total.demandTokens) / Object.keys(file.classes).length;
  const isCalled = (name: string) =>
    [...each.apis.values()].some(({ untilMonths }) => isOpen(untilMonths?.get(name), month));
  const short = Object.keys(file.classes).filter(
    (name) =>
      !isCalled(name) &&
      each.rows.some((row) => row.month === month && row.planClass === name && row.unmetTokens > least),
  );
  if (short.length === 0) return price(procurement);
  const may = ({ capacities }: Offer, name: string) =>
    capacities.has(name) && isOpen(capacities.get(name)!.untilMonth, month);
  const orderable = offers.filter(({ source }) => sources.includes(source));
  const barred = short.filter((name) => !orderable.some((offer) => may(offer, name)));
  if (barred.length > 0) return barredBy(file, barred);
  const isAble = (offer: Offer) => short.some((name) => may(offer, name));
  const able = orderable.filter(isAble);
  const open = able.filter(({ firstMonth }) => firstMonth <= month);
  if (open.length === 0) {
    const idle = offers.filter((offer) => isAble(offer) && isAllReserve(file, each, offer, month));
    return idle.length > 0 ? inReserve(idle) : waitingFor(file, each.strategy, able);
  }
  // What is open and held back by nothing is left out because of what it costs.
  const limits = open.map((offer) => ({ offer, limit: limitOf(file, each, offer, open, month) }));
  if (limits.some(({ limit }) => limit === undefined)) return price(procurement);
  const under = (kind: Limit) => limits.flatMap(({ offer, limit }) => (limit === kind ? [offer] : []));
  const full = [...new Set(under("power").map(({ site }) => site))];
  const scarce = [...new Set(under("supply").map(({ source }) => source))];
  if (full.length > 0) return `power: ${full.join(" ")}`;
  return scarce.length > 0 ? `supply: ${scarce.join(" ")}` : inReserve(under("reserve"));
}

type Limit = "power" | "supply" | "reserve";

/** What keeps another server or rack of an offer from serving; none where only its cost does. */
function limitOf(
  file: PlanFile,
  { offers, procurement, blocks }: PlanCase,
  offer: Offer,
  open: readonly Offer[],
  month: number,
): Limit | undefined {
  const { source, site, stepDevices } = offer;
  const q = procurement.periods.findIndex(({ from, to }) => month >= from && month < to);
  const total = (of: (offer: Offer, index: number) => number) =>
    offers.reduce((sum, each, index) => sum + of(each, index), 0);
  const delivered = total((each, index) =>
    each.source === source ? procurement.steps[index]![q]! * each.stepDevices : 0,
  );
  if (delivered + stepDevices > supplyIn(offer, procurement.periods[q]!)) return "supply";
  if (offer.procure === "rent") return;
  const watts = total((each, index) =>
    each.site === site && each.procure === "buy"
      ? procurement.poweredDevices[index]![q]! * each.provisionedFacilityWattsPerDevice
      : 0,
  );
  const room = siteWatts(file, blocks, site, month) - watts + ROUNDING_WATTS;
  const step = ({ stepDevices: devices, provisionedFacilityWattsPerDevice: each }: Offer) => devices * each;
  const isRun = (each: Offer) => procurement.poweredDevices[offers.indexOf(each)]![q]! > 0;
  // A site is full where it holds no more of the kinds it runs: a lesser one in what is left of it would carry next to nothing.
  const run = open.filter((each) => each.site === site && each.procure === "buy" && isRun(each));
  const least = run.length > 0 ? Math.min(...run.map(step)) : 0;
  if (Math.max(step(offer), least) > room) return "power";
  // The first that serves brings those that stand by for it.
  const spare = isRun(offer) ? 0 : file.policy.redundantSteps;
  return (1 + spare) * step(offer) > room ? "reserve" : undefined;
}

/** A fleet in service that is no more than what must stand by for it. */
function isAllReserve(
  { policy }: PlanFile,
  { offers, lots }: PlanCase,
  offer: Offer,
  month: number,
): boolean {
  const devices = lots.reduce(
    (sum, lot) =>
      sum +
      (offers[lot.offer] === offer && lot.entryMonth <= month && month < lot.endMonth ? lot.devices : 0),
    0,
  );
  return devices > 0 && devices <= policy.redundantSteps * offer.stepDevices;
}

const inReserve = (offers: readonly Offer[]) =>
  `reserve: ${offers.map(({ source, site }) => `${source} at ${site}`).join(", ")}`;

/** Orders are as good as the solver's gap; serving may cost less by that much. */
const price = ({ gapRatio }: Procurement) =>
  `price: not serving costs less${gapRatio > PROVEN ? ` (solver's gap ${Number((100 * gapRatio).toPrecision(2))} %)` : ""}`;

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
