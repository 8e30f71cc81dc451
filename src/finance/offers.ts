// What a strategy may draw on, with every figure looked up: an offer is a source at a site, what each class gets out of one
// device of it, and what it costs by month. Prices follow their yearly change from the start of the plan.

import { power } from "../base/power.ts";
import type { Cooling, HardwareProfile } from "../profiles/hardware.ts";
import { MONTHS_PER_YEAR, monthOf, monthText } from "./calendar.ts";
import type { PlanClass } from "./class-schema.ts";
import { meanUsdPerJoule, priceRatioOf } from "./electricity.ts";
import type { ResolvedPlan } from "./resolved.ts";
import type { PlanSource } from "./schema.ts";
import { billedTokens, type SessionTokens, sessionTokens } from "./session-tokens.ts";
import type { PlanSite } from "./site-schema.ts";
import { coolingOf, pueIn, whyNot } from "./source-hardware.ts";
import { type UnitAnswer, type UnitCapacity, unitCapacity } from "./unit-capacity.ts";

export interface Offer {
  source: string;
  site: string;
  procure: "buy" | "rent";
  /** Ordered for good or for a term, used or not; otherwise rented by the quarter. */
  isCommitted: boolean;
  /** Devices bought, rented and lost together. */
  stepDevices: number;
  /** What each class that may use it gets: from simulation, headroom and interruptions taken off. */
  capacities: ReadonlyMap<string, OfferCapacity>;
  provisionedFacilityWattsPerDevice: number;
  idleItWattsPerDevice: number;
  pue: number;
  /** Mean of the day: what devices with nothing to do pay. */
  usdPerJoule: number;
  /** By class: what its load pays over that, where it is heavier at some hours than at others. */
  loadPriceRatios: ReadonlyMap<string, number>;
  coloUsdPerWattSecond: number;
  gramsPerJoule: number;
  /** Months of the plan in which new devices can enter service: from here on. */
  firstMonth: number;
  /** Ordered that many months before. */
  leadMonths: number;
  /** Most new devices per quarter. */
  supplyDevices(month: number): number;
  /** Months of the plan in which that changes. */
  supplyMonths: readonly number[];
  /** In service: the life of what is bought, the term of what is reserved. */
  lifeMonths: number;
  residualShare: number;
  /** Per device, in a month of the plan. */
  capexUsd(month: number): number;
  rentUsdPerHour(month: number): number;
}

export interface OfferCapacity {
  unit: UnitCapacity;
  /** At the peak, per device. */
  plannedTokensPerSecond: number;
  /** First month of the plan in which the strategy has the class served by others only. */
  untilMonth?: number | undefined;
}

type ApiSource = Extract<PlanSource, { procure: "api" }>;

/** What a strategy may call; by class, the month it is called until. */
export interface Api extends ApiSource {
  untilMonths?: ReadonlyMap<string, number>;
}

/** May a class still be served so in a month of the plan? */
export const isOpen = (untilMonth: number | undefined, month: number): boolean =>
  untilMonth === undefined || month < untilMonth;

export interface Offers {
  offers: Offer[];
  /** What cannot be used for what, and why: for the notes of the plan. */
  impossible: { source: string; planClass: string; reason: string }[];
  /** What one session, or request, of each class asks for. */
  sessionTokens: ReadonlyMap<string, SessionTokens>;
}

/** Units that were simulated, by all that their simulation depends on. */
export type KnownUnits = Map<string, UnitAnswer>;

/** Electricity and colocation where a site states none (facts/hardware.md, section 6: EIA January 2026; CBRE 2026 tier 1). */
export const DEFAULT_PRICE_DATE = monthOf("2026-01");
const USD_PER_JOULE = 0.0929 / 3.6e6;
const COLO_USD_PER_WATT_SECOND = (150 / 1e3 / (365.25 * 86_400)) * MONTHS_PER_YEAR;
/** A server of eight; racks state their own. */
const JOULES_PER_KILOWATT_HOUR = 3.6e6;

/** Simulates every class on every source once; the answers are shared by strategies, quantiles and whoever passes `known` on. */
export function* makeOffers(plan: ResolvedPlan, known: KnownUnits = new Map()): Generator<number, Offers> {
  const { file } = plan;
  const offers: Offer[] = [];
  const impossible: Offers["impossible"] = [];
  const asked = new Map(
    Object.entries(file.classes).map(([name, each]) => [name, sessionTokens(each, file.seed)]),
  );
  const sources = Object.entries(file.sources);
  const jobs = sources.length * Object.keys(file.classes).length * Object.keys(file.sites).length;
  let done = 0;
  for (const [source, stated] of sources) {
    if (stated.procure === "api") continue;
    for (const [site, place] of Object.entries(file.sites)) {
      const profiles = stated.pools?.map((pool) => pool.hardware) ?? [stated.hardware!];
      // What is rented stands in its owner's hall.
      const reasons = profiles.flatMap((id) => {
        const profile = plan.hardware.get(id)!;
        const reason = whyNot(profile, coolingOf(profile, stated.cooling), place);
        return reason === undefined ? [] : [`${profile.title}: ${reason}`];
      });
      if (stated.procure === "buy" && reasons.length > 0) {
        impossible.push({ source, planClass: "", reason: `not at site ${site}: ${reasons[0]}` });
        continue;
      }
      const capacities = new Map<string, OfferCapacity>();
      for (const [name, planClass] of Object.entries(file.classes)) {
        done++;
        if (planClass.sites && !planClass.sites.includes(site)) continue;
        const { hardware: id, tensor, pools, transfer } = stated;
        const networkSeconds = planClass.network?.[site] ?? place.network;
        const key = JSON.stringify([id, tensor, pools, transfer, simulatedOf(planClass), networkSeconds]);
        let answer = known.get(key);
        if (answer === undefined) {
          answer = unitCapacity(plan, planClass, billedTokens(asked.get(name)!), stated, networkSeconds);
          known.set(key, answer);
          yield done / jobs;
        }
        if ("impossible" in answer) {
          impossible.push({ source, planClass: name, reason: answer.impossible });
          continue;
        }
        const kept = stated.procure === "rent" ? 1 - stated.interruption : 1;
        const planned = (answer.tokensPerSecond / answer.devices) * file.policy.targetUtilisation * kept;
        capacities.set(name, { unit: answer, plannedTokensPerSecond: planned });
      }
      if (capacities.size > 0) offers.push(offerOf(plan, source, stated, site, place, capacities));
    }
  }
  return { offers, impossible: distinct(impossible), sessionTokens: asked };
}

/** What of a class its simulation depends on. */
const simulatedOf = ({
  model,
  precision,
  engine,
  lengths,
  sessions,
  queries,
  prefixCache,
  front,
  slo,
}: PlanClass) => [model, precision, engine, lengths, sessions, queries, prefixCache, front, slo];

/** The same at every site is told once. */
const distinct = <T>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];

function offerOf(
  { file, hardware }: ResolvedPlan,
  source: string,
  stated: Exclude<PlanSource, { procure: "api" }>,
  site: string,
  place: PlanSite,
  capacities: Offer["capacities"],
): Offer {
  const { unit } = [...capacities.values()][0]!;
  const mix = Object.entries(unit.devicesByHardware).map(([name, devices]) => ({
    profile: hardware.get(name)!,
    share: devices / unit.devices,
  }));
  const mean = (of: (profile: (typeof mix)[number]["profile"]) => number) =>
    mix.reduce((sum, { profile, share }) => sum + share * of(profile), 0);
  const { start, money } = file;
  const yearly = (now: number, change: number) => (m: number) => now * power(1 + change, m / MONTHS_PER_YEAR);
  const rising = (stated: Record<string, number>) =>
    Object.entries(stated)
      .map(([month, value]) => ({ month: monthOf(month) - start, value }))
      .sort((a, b) => a.month - b.month);
  const dated = (prices: Record<string, number>) => {
    const from = rising(prices);
    return (m: number) => (from.findLast(({ month }) => month <= m) ?? from[0]!).value;
  };
  const { supply = Number.POSITIVE_INFINITY } = stated;
  const ceilings = typeof supply === "number" ? [] : rising(supply);
  const buy = stated.procure === "buy" ? stated : undefined;
  const rent = stated.procure === "rent" ? stated : undefined;
  const pue = pueOf(mix, place, stated.cooling);
  return {
    source,
    site,
    procure: stated.procure,
    isCommitted: buy !== undefined || rent?.term !== undefined,
    stepDevices:
      stated.step ?? stepOf(unit.devices, Math.max(...mix.map(({ profile }) => profile.serverDevices))),
    capacities,
    provisionedFacilityWattsPerDevice: (unit.provisionedWatts / unit.devices) * pue,
    idleItWattsPerDevice: unit.idleWatts / unit.devices,
    pue,
    usdPerJoule: meanUsdPerJoule(place.electricity ?? USD_PER_JOULE),
    loadPriceRatios: new Map(
      [...capacities.keys()].map((name) => [name, priceRatioOf(place.electricity, file.classes[name]!)]),
    ),
    coloUsdPerWattSecond: place.colo ?? COLO_USD_PER_WATT_SECOND,
    gramsPerJoule: (place.carbonGramsPerKilowattHour ?? 0) / JOULES_PER_KILOWATT_HOUR,
    firstMonth: Math.max(
      (stated.available ?? start) - start,
      (place.powerFrom ?? start) - start,
      stated.leadTime,
    ),
    leadMonths: stated.leadTime,
    supplyDevices: (m) =>
      typeof supply === "number" ? supply : (ceilings.findLast(({ month }) => month <= m)?.value ?? 0),
    supplyMonths: ceilings.map(({ month }) => month),
    lifeMonths: buy?.life ?? rent?.term ?? money.life,
    residualShare: buy?.residual ?? money.residual,
    capexUsd: buy?.prices
      ? dated(buy.prices)
      : yearly(
          buy ? (buy.capexPerDevice ?? mean(({ price }) => price.capex?.value ?? Number.NaN)) : 0,
          buy?.capexChange ?? 0,
        ),
    rentUsdPerHour: rent?.prices
      ? dated(rent.prices)
      : yearly(
          rent ? (rent.perDeviceHour ?? mean(({ price }) => price.rent?.value ?? Number.NaN)) : 0,
          rent?.rentChange ?? 0,
        ),
  };
}

/** Of the halls it stands in, by the watts in each. */
function pueOf(
  mix: readonly { profile: HardwareProfile; share: number }[],
  place: PlanSite,
  cooling: Cooling | undefined,
): number {
  const halls = mix.map(({ profile, share }) => ({
    watts: share * profile.power.provisionedPerDevice.value,
    pue: pueIn(place, coolingOf(profile, cooling)),
  }));
  if (halls.every(({ pue }) => pue === halls[0]!.pue)) return halls[0]!.pue;
  const sum = (of: (hall: (typeof halls)[number]) => number) =>
    halls.reduce((all, each) => all + of(each), 0);
  return sum(({ watts, pue }) => watts * pue) / sum(({ watts }) => watts);
}

/** Whole servers that hold whole units. */
function stepOf(unitDevices: number, serverDevices: number): number {
  let step = serverDevices;
  while (step % unitDevices !== 0) step += serverDevices;
  return step;
}

/** Electricity of what a class adds to idling. */
export const loadUsdPerJoule = ({ usdPerJoule, loadPriceRatios }: Offer, name: string): number =>
  usdPerJoule * (loadPriceRatios.get(name) ?? 1);

export const describeOffer = ({ source, site, firstMonth }: Offer, start: number): string =>
  `${source} at ${site} from ${monthText(start + firstMonth)}`;
