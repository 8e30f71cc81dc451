// One row of the plan: a month of a strategy at a demand quantile, of one site, workload class and hardware source. Tokens
// are whole, money is in whole cents, so sums over rows are exact.

export interface PlanRow {
  month: number;
  /** Empty for what no site serves: APIs, caches in front, unmet demand. */
  site: string;
  planClass: string;
  /** Name of the source; empty for caches in front and unmet demand. */
  source: string;
  demandTokens: number;
  servedTokens: number;
  unmetTokens: number;
  avoidedTokens: number;
  peakTokensPerSecond: number;
  /** Headroom taken off; 0 where no devices serve. */
  plannedTokensPerSecondPerDevice: number;
  neededDevices: number;
  redundantDevices: number;
  procuredDevices: number;
  inServiceDevices: number;
  orderedDevices: number;
  itWatts: number;
  facilityWatts: number;
  /** Nameplate of what is switched on at our sites, cooling included: what colocation is paid for. */
  provisionedFacilityWatts: number;
  joules: number;
  /** Of electricity, over the mean of the day at its site. */
  energyPriceRatio: number;
  carbonGrams: number;
  capexCents: number;
  depreciationCents: number;
  financingCents: number;
  energyCents: number;
  coloCents: number;
  operatingCents: number;
  revenueCents: number;
}

export type MoneyColumn = Extract<keyof PlanRow, `${string}Cents`>;
export type PlanNumber = Exclude<keyof PlanRow, "month" | "site" | "planClass" | "source">;

export function emptyRow(month: number, site: string, planClass: string, source: string): PlanRow {
  return {
    month,
    site,
    planClass,
    source,
    demandTokens: 0,
    servedTokens: 0,
    unmetTokens: 0,
    avoidedTokens: 0,
    peakTokensPerSecond: 0,
    plannedTokensPerSecondPerDevice: 0,
    neededDevices: 0,
    redundantDevices: 0,
    procuredDevices: 0,
    inServiceDevices: 0,
    orderedDevices: 0,
    itWatts: 0,
    facilityWatts: 0,
    provisionedFacilityWatts: 0,
    joules: 0,
    energyPriceRatio: 1,
    carbonGrams: 0,
    capexCents: 0,
    depreciationCents: 0,
    financingCents: 0,
    energyCents: 0,
    coloCents: 0,
    operatingCents: 0,
    revenueCents: 0,
  };
}

export const cashCents = (row: PlanRow): number =>
  row.capexCents + row.financingCents + row.energyCents + row.coloCents + row.operatingCents;

/** What is discounted: purchases in full, so no interest on them; a loan at the discount rate is worth nothing today. */
export const unfinancedCents = (row: PlanRow): number => cashCents(row) - row.financingCents;

export const amortisedCents = (row: PlanRow): number =>
  row.depreciationCents + row.financingCents + row.energyCents + row.coloCents + row.operatingCents;
