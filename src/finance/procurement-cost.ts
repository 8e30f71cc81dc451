// What decisions of a procurement cost, in present value: what `ledger.ts` will book for them, but interest. A purchase is
// discounted in full when it is made; interest on it beside that would count money twice (docs/concepts/plan.md).
import { hoursOf } from "./calendar.ts";
import { loadUsdPerJoule, type Offer } from "./offers.ts";
import { discount, type Period } from "./periods.ts";
import type { PlanFile } from "./schema.ts";

const SECONDS_PER_HOUR = 3600;

/** Where sites cost the same, the one with less carbon: as if a tonne cost ten cents. It orders what is rented and is never booked. */
const TIE_USD_PER_GRAM = 1e-7;
const tieUsdPerHour = ({ provisionedFacilityWattsPerDevice, gramsPerJoule }: Offer): number =>
  TIE_USD_PER_GRAM * gramsPerJoule * provisionedFacilityWattsPerDevice * SECONDS_PER_HOUR;

/** Present value of one step taken in quarter `q`: what `ledger.ts` will book for it, less what it is worth at the end. */
export function stepCost(file: PlanFile, offer: Offer, periods: readonly Period[], q: number): number {
  const { money, horizon } = file;
  const period = periods[q]!;
  const entry = period.from;
  if (offer.procure === "rent") {
    const hourly = offer.stepDevices * (offer.rentUsdPerHour(entry) + tieUsdPerHour(offer));
    if (!offer.isCommitted) return hourly * period.hours * discount(money.discountRate, period.to - 1);
    // What is owed after the plan buys what serves after it.
    let rent = 0;
    for (let m = entry; m < Math.min(horizon, entry + offer.lifeMonths); m++)
      rent += hourly * hoursOf(file.start + m) * discount(money.discountRate, m);
    return rent;
  }
  const { operations } = money;
  return purchaseCost(file, offer.stepDevices * offer.capexUsd(entry), { ...offer, operations }, entry);
}

/** The same of a purchase in a month of the plan; operations are a share of it per year. */
export function purchaseCost(
  { money, horizon }: PlanFile,
  capex: number,
  {
    residualShare,
    lifeMonths,
    operations,
  }: { residualShare: number; lifeMonths: number; operations: number },
  entry: number,
): number {
  const monthly = (capex * (1 - residualShare)) / lifeMonths;
  let cost = capex * discount(money.discountRate, entry);
  let book = capex;
  for (let m = entry; m < Math.min(horizon, entry + lifeMonths); m++) {
    cost += ((capex * operations) / 12) * discount(money.discountRate, m);
    book -= monthly;
  }
  return cost - book * discount(money.discountRate, horizon - 1);
}

/** Colocation and idle power of a device that is switched on; rent pays for both. */
export function poweredCost(offer: Offer, { hours }: Period): number {
  return offer.procure === "rent" ? 0 : hours * SECONDS_PER_HOUR * poweredUsdPerSecond(offer);
}

export function poweredUsdPerSecond(offer: Offer): number {
  const itWatts = offer.provisionedFacilityWattsPerDevice / offer.pue;
  return itWatts * offer.coloUsdPerWattSecond + offer.idleItWattsPerDevice * offer.pue * offer.usdPerJoule;
}

/** Energy above idle of a token per second at the peak. */
export function servedCost(offer: Offer, name: string, mean: number, { hours }: Period): number {
  if (offer.procure === "rent") return 0;
  const { unit } = offer.capacities.get(name)!;
  const joulesPerToken = (unit.operatingWatts - unit.idleWatts) / unit.tokensPerSecond;
  return mean * hours * SECONDS_PER_HOUR * joulesPerToken * offer.pue * loadUsdPerJoule(offer, name);
}
