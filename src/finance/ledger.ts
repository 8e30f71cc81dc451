// From a procurement to the rows of the plan: each month, who is served where, what runs and what it costs. What an offer costs
// as a whole is split over the classes it serves by the devices they need.
import { power } from "../base/power.ts";
import { hoursOf, MONTHS_PER_YEAR } from "./calendar.ts";
import { depreciationCents, interestCents, type Lot } from "./lots.ts";
import { apportion, toCents } from "./money.ts";
import type { Api, Offer } from "./offers.ts";
import { emptyRow, type PlanRow } from "./plan-row.ts";
import { meanShare, type Procurement, peakOf } from "./procurement.ts";
import type { PlanFile } from "./schema.ts";
import { type BlockLot, POWER_BLOCK } from "./site-power.ts";
import { switchedOn } from "./switched-on.ts";

export interface LedgerInput {
  file: PlanFile;
  offers: readonly Offer[];
  lots: readonly Lot[];
  blocks: readonly BlockLot[];
  procurement: Procurement;
  /** Tokens per second by class and month, as asked and as left to compute after caches in front. */
  asked: ReadonlyMap<string, Float64Array>;
  computed: ReadonlyMap<string, Float64Array>;
  apis: ReadonlyMap<string, Api>;
}

const SECONDS_PER_HOUR = 3600;
/** Class of costs of an offer that serves nobody in a month. */
export const IDLE = "idle";

export function monthRows(input: LedgerInput, m: number): PlanRow[] {
  const { file, procurement } = input;
  const q = procurement.periods.findIndex(({ from, to }) => m >= from && m < to);
  const rows: PlanRow[] = [];
  const row = (site: string, planClass: string, source: string): PlanRow => {
    const found = rows.find(
      (each) => each.site === site && each.planClass === planClass && each.source === source,
    );
    if (found) return found;
    const made = emptyRow(m, site, planClass, source);
    rows.push(made);
    return made;
  };
  for (const name of Object.keys(file.classes)) serveClass(input, name, m, q, row);
  input.offers.forEach((_, index) => {
    runOffer(input, index, m, q, rows, row);
  });
  for (const lot of input.blocks) {
    if (m < lot.entryMonth || m >= lot.endMonth) continue;
    const own = row(lot.site, IDLE, POWER_BLOCK);
    own.capexCents += m === lot.entryMonth ? lot.capexCents : 0;
    own.depreciationCents += depreciationCents(lot, m);
    own.financingCents += interestCents(lot, m, file.money.financing);
  }
  return rows;
}

type RowOf = (site: string, planClass: string, source: string) => PlanRow;

/** Tokens of a class: by caches in front, by offers, by APIs, by nobody. Whole tokens that sum to the demand. */
function serveClass(
  { file, offers, procurement, asked, computed, apis }: LedgerInput,
  name: string,
  m: number,
  q: number,
  row: RowOf,
) {
  const hours = hoursOf(file.start + m);
  const seconds = hours * SECONDS_PER_HOUR;
  const { price, batch, peakToMean } = file.classes[name]!;
  const demandTokens = Math.round(asked.get(name)![m]! * seconds);
  const computedPath = computed.get(name)!;
  const computedTokens = Math.round(computedPath[m]! * seconds);
  const period = procurement.periods[q]!;
  // A month is served in the proportions of its quarter's busiest.
  const busiest = peakOf(file, name, computedPath, period);
  const peak = computedPath[m]! * (batch ? 1 : peakToMean);
  const servedPeaks = procurement.served.get(name)!.map((own) => own[q]!);
  const calls = [...procurement.bought.get(name)!].map(([api, own]) => ({ api, peak: own[q]! }));
  const unmetPeak = procurement.unmet.get(name)![q]!;
  const parts = apportion(computedTokens, [...servedPeaks, ...calls.map((call) => call.peak), unmetPeak]);
  const revenue = (tokens: number) => toCents((tokens / 1e6) * (price?.perMillionTokens ?? 0));
  const scale = busiest > 0 ? peak / busiest : 0;

  offers.forEach(({ source, site, capacities }, index) => {
    if (parts[index] === 0) return;
    const own = row(site, name, source);
    own.demandTokens += parts[index]!;
    own.servedTokens += parts[index]!;
    own.peakTokensPerSecond += servedPeaks[index]! * scale;
    own.plannedTokensPerSecondPerDevice = capacities.get(name)!.plannedTokensPerSecond;
    own.revenueCents += revenue(parts[index]!);
  });
  calls.forEach(({ api, peak: bought }, index) => {
    const tokens = parts[offers.length + index]!;
    if (tokens === 0) return;
    const { perMillionTokens, priceChange } = apis.get(api)!;
    const own = row("", name, api);
    own.demandTokens += tokens;
    own.servedTokens += tokens;
    own.peakTokensPerSecond += bought * scale;
    own.operatingCents += toCents(
      (tokens / 1e6) * perMillionTokens * power(1 + priceChange, m / MONTHS_PER_YEAR),
    );
    own.revenueCents += revenue(tokens);
  });
  const avoided = demandTokens - computedTokens;
  const unmet = parts.at(-1)!;
  if (avoided > 0 || unmet > 0) {
    const own = row("", name, "");
    own.demandTokens += avoided + unmet;
    own.servedTokens += avoided;
    own.avoidedTokens += avoided;
    own.unmetTokens += unmet;
    own.revenueCents += revenue(avoided);
  }
}

/** Devices, power and money of an offer in a month, split over the classes it serves. */
function runOffer(
  { file, offers, lots, procurement }: LedgerInput,
  index: number,
  m: number,
  q: number,
  rows: readonly PlanRow[],
  row: RowOf,
) {
  const offer = offers[index]!;
  const own = lots.filter((lot) => lot.offer === index);
  const inService = own.filter((lot) => lot.entryMonth <= m && m < lot.endMonth);
  const devices = sum(inService, (lot) => lot.devices);
  const procured = sum(own, (lot) => (lot.entryMonth === m ? lot.devices : 0));
  const ordered = sum(own, (lot) => (lot.entryMonth >= 0 && lot.orderMonth === m ? lot.devices : 0));
  if (devices === 0 && ordered === 0) return;
  const served = rows.filter(
    ({ site, source, planClass }) => site === offer.site && source === offer.source && planClass !== IDLE,
  );
  const targets = served.length > 0 ? served : [row(offer.site, IDLE, offer.source)];
  const exact = served.map((each) => each.peakTokensPerSecond / each.plannedTokensPerSecondPerDevice);
  const needed = Math.min(devices, Math.ceil(exact.reduce((all, each) => all + each, 0) - 1e-6));
  // One failure at a time: of servers, or of a site.
  const spare = needed > 0 ? file.policy.redundantSteps * offer.stepDevices : 0;
  const standby = Math.ceil(procurement.standbyDevices[index]![q]! - 1e-6);
  const redundant = Math.min(devices - needed, Math.max(spare, standby));
  const on = switchedOn(file, offer, devices, needed + redundant);

  const hours = hoursOf(file.start + m);
  const seconds = hours * SECONDS_PER_HOUR;
  // Above idle, each class by its mean load; idle by every device that is switched on.
  const aboveIdleWatts = served.map((each) => {
    const { unit } = offer.capacities.get(each.planClass)!;
    const load = (each.peakTokensPerSecond * meanShare(file, each.planClass)) / unit.tokensPerSecond;
    return load * (unit.operatingWatts - unit.idleWatts);
  });
  const weights = served.length > 0 ? exact : [1];
  const share = (amount: number) => apportion(amount, weights);
  const assign = (
    column:
      | "neededDevices"
      | "redundantDevices"
      | "procuredDevices"
      | "inServiceDevices"
      | "orderedDevices"
      | "provisionedFacilityWatts"
      | `${"capex" | "depreciation" | "financing" | "colo" | "operating"}Cents`,
    amount: number,
  ) => {
    share(amount).forEach((part, k) => {
      targets[k]![column] += part;
    });
  };
  assign("neededDevices", needed);
  assign("redundantDevices", redundant);
  assign("procuredDevices", procured);
  assign("inServiceDevices", devices);
  assign("orderedDevices", ordered);

  const total = weights.reduce((all, each) => all + each, 0);
  const idleWatts = on * offer.idleItWattsPerDevice;
  targets.forEach((target, k) => {
    const itWatts = (aboveIdleWatts[k] ?? 0) + (total > 0 ? (idleWatts * weights[k]!) / total : 0);
    // Whole watts, so that power times time is energy on the written cells too.
    const facilityWatts = Math.round(itWatts * offer.pue);
    target.itWatts += Math.round(itWatts);
    target.facilityWatts += facilityWatts;
    const joules = facilityWatts * seconds;
    target.energyPriceRatio = priceRatio(aboveIdleWatts[k] ?? 0, itWatts, offer, target.planClass);
    target.joules += joules;
    target.carbonGrams += joules * offer.gramsPerJoule;
    if (offer.procure === "buy")
      target.energyCents += toCents(joules * offer.usdPerJoule * target.energyPriceRatio);
  });
  if (offer.procure === "rent") {
    assign(
      "operatingCents",
      sum(inService, (lot) => toCents(lot.devices * offer.rentUsdPerHour(lot.entryMonth) * hours)),
    );
    return;
  }
  const { financing, operations } = file.money;
  assign(
    "capexCents",
    sum(own, (lot) => (lot.entryMonth === m ? lot.capexCents : 0)),
  );
  assign(
    "depreciationCents",
    sum(own, (lot) => depreciationCents(lot, m)),
  );
  assign(
    "financingCents",
    sum(own, (lot) => interestCents(lot, m, financing)),
  );
  assign(
    "operatingCents",
    sum(inService, (lot) => Math.round((lot.capexCents * operations) / MONTHS_PER_YEAR)),
  );
  const provisionedWatts = on * offer.provisionedFacilityWattsPerDevice;
  assign("provisionedFacilityWatts", Math.round(provisionedWatts));
  assign("coloCents", toCents((provisionedWatts / offer.pue) * offer.coloUsdPerWattSecond * seconds));
}

/** What a row pays for a joule over the mean of the day: above idle by when its class loads. Six digits, as the workbook has it. */
function priceRatio(aboveIdleWatts: number, itWatts: number, offer: Offer, name: string): number {
  const load = offer.loadPriceRatios.get(name) ?? 1;
  if (itWatts === 0 || load === 1) return 1;
  return Number((1 + (aboveIdleWatts / itWatts) * (load - 1)).toPrecision(6));
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
