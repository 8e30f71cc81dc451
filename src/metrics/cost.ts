// Dollars per hour of a deployment. Rent pays for power, colocation and the host already; owning adds them to the
// annuity of the purchase (docs/concepts/cost.md).

const HOURS_PER_YEAR = 8766;
const SECONDS_PER_HOUR = 3600;

/** Yearly payment per dollar borrowed: r/(1-(1+r)^-n); 1/n without interest. */
export function annuity(annualRate: number, years: number): number {
  return annualRate === 0 ? 1 / years : annualRate / (1 - (1 + annualRate) ** -years);
}

export interface OwnCost {
  /** Purchase of all devices, server and network share included in the figure. */
  capexUsd: number;
  lifeSeconds: number;
  annualRate: number;
  electricityUsdPerJoule: number;
  facilityMeanWatts: number;
  coloUsdPerWattSecond: number;
  itProvisionedWatts: number;
}

export function ownUsdPerHour(cost: OwnCost): number {
  const years = cost.lifeSeconds / (HOURS_PER_YEAR * SECONDS_PER_HOUR);
  const capital = (cost.capexUsd * annuity(cost.annualRate, years)) / HOURS_PER_YEAR;
  const electricity = cost.facilityMeanWatts * cost.electricityUsdPerJoule * SECONDS_PER_HOUR;
  const colo = cost.itProvisionedWatts * cost.coloUsdPerWattSecond * SECONDS_PER_HOUR;
  return capital + electricity + colo;
}

/** $ per million tokens; 0 tokens cost nothing per token that can be named: null. */
export function usdPerMillion(usdPerHour: number | null, tokensPerSecond: number): number | null {
  return usdPerHour !== null && tokensPerSecond > 0
    ? (usdPerHour / SECONDS_PER_HOUR / tokensPerSecond) * 1e6
    : null;
}
