// Dollars per hour of a pool, by what they pay for and by what the devices do with the hour (docs/concepts/cost.md).
// Rent pays for power, colocation and the host already; owning adds them to the annuity of the purchase, which is
// straight-line depreciation plus the interest that an equal yearly payment needs on top.

import { power } from "../base/power.ts";

const HOURS_PER_YEAR = 8766;
const SECONDS_PER_HOUR = 3600;

/** Yearly payment per dollar borrowed: r/(1-(1+r)^-n); 1/n without interest. */
export function annuity(annualRate: number, years: number): number {
  return annualRate === 0 ? 1 / years : annualRate / (1 - power(1 + annualRate, -years));
}

/** What an hour pays for; the parts sum to it. */
export interface CostParts {
  rentUsdPerHour: number;
  depreciationUsdPerHour: number;
  financingUsdPerHour: number;
  electricityUsdPerHour: number;
  colocationUsdPerHour: number;
}

export function rentParts(rentUsdPerHour: number): CostParts {
  return {
    rentUsdPerHour,
    depreciationUsdPerHour: 0,
    financingUsdPerHour: 0,
    electricityUsdPerHour: 0,
    colocationUsdPerHour: 0,
  };
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

export function ownParts(cost: OwnCost): CostParts {
  const years = cost.lifeSeconds / (HOURS_PER_YEAR * SECONDS_PER_HOUR);
  const depreciationUsdPerHour = cost.capexUsd / years / HOURS_PER_YEAR;
  const capital = (cost.capexUsd * annuity(cost.annualRate, years)) / HOURS_PER_YEAR;
  return {
    rentUsdPerHour: 0,
    depreciationUsdPerHour,
    financingUsdPerHour: capital - depreciationUsdPerHour,
    electricityUsdPerHour: cost.facilityMeanWatts * cost.electricityUsdPerJoule * SECONDS_PER_HOUR,
    colocationUsdPerHour: cost.itProvisionedWatts * cost.coloUsdPerWattSecond * SECONDS_PER_HOUR,
  };
}

export function totalUsdPerHour(parts: CostParts): number {
  return Object.values(parts).reduce((sum: number, part) => sum + part, 0);
}

/** An hour of a pool by what its devices did: the shares sum to it. */
export interface CostByUse {
  prefillUsdPerHour: number;
  decodeUsdPerHour: number;
  idleUsdPerHour: number;
}

/** Device-time decides: `busyFraction` of the time with a step in progress, `prefillShare` of that added by prompts. */
export function costByUse(usdPerHour: number, busyFraction: number, prefillShare: number): CostByUse {
  const busy = usdPerHour * busyFraction;
  return {
    prefillUsdPerHour: busy * prefillShare,
    decodeUsdPerHour: busy * (1 - prefillShare),
    idleUsdPerHour: usdPerHour - busy,
  };
}

/** Tokens per second in the window by kind; a cached token counts as `cachedTokenShare` of a computed one. */
export interface TokenRates {
  computedInputTokensPerSecond: number;
  cachedInputTokensPerSecond: number;
  outputTokensPerSecond: number;
  cachedTokenShare: number;
}

/** Prices at which the tokens of the window pay for the hour exactly, idle time spread over busy time. */
export interface TokenPrices {
  usdPerMillionInputTokens: number | null;
  usdPerMillionCachedInputTokens: number | null;
  usdPerMillionOutputTokens: number | null;
}

export function tokenPrices(pools: readonly CostByUse[], rates: TokenRates): TokenPrices {
  let inputUsdPerHour = 0;
  let outputUsdPerHour = 0;
  for (const { prefillUsdPerHour, decodeUsdPerHour, idleUsdPerHour } of pools) {
    const busy = prefillUsdPerHour + decodeUsdPerHour;
    const idleSpread = busy > 0 ? 1 + idleUsdPerHour / busy : 0;
    inputUsdPerHour += prefillUsdPerHour * idleSpread;
    outputUsdPerHour += decodeUsdPerHour * idleSpread;
  }
  const { computedInputTokensPerSecond, cachedInputTokensPerSecond, cachedTokenShare } = rates;
  const input = usdPerMillion(
    inputUsdPerHour,
    computedInputTokensPerSecond + cachedTokenShare * cachedInputTokensPerSecond,
  );
  return {
    usdPerMillionInputTokens: input,
    usdPerMillionCachedInputTokens:
      input !== null && cachedInputTokensPerSecond > 0 ? input * cachedTokenShare : null,
    usdPerMillionOutputTokens: usdPerMillion(outputUsdPerHour, rates.outputTokensPerSecond),
  };
}

/** $ per million tokens; 0 tokens cost nothing per token that can be named: null. */
export function usdPerMillion(usdPerHour: number | null, tokensPerSecond: number): number | null {
  return usdPerHour !== null && tokensPerSecond > 0
    ? (usdPerHour / SECONDS_PER_HOUR / tokensPerSecond) * 1e6
    : null;
}
