// The price of electricity by the hour of the day, met by load by the hour: what idles pays the mean of the day, what serves a class
// pays sum(load x price) / sum(load). A class without hours, and a batch class, is even over the day. Every day is the same.
import type { PlanClass } from "./class-schema.ts";
import type { PlanSite } from "./site-schema.ts";

type Electricity = PlanSite["electricity"];

export const meanUsdPerJoule = (electricity: NonNullable<Electricity>): number =>
  typeof electricity === "object"
    ? electricity.tiers.reduce((sum, { usdPerJoule, share }) => sum + share * usdPerJoule, 0)
    : electricity;

/** What a joule of a class's load costs over the mean of the day. */
export function priceRatioOf(electricity: Electricity, { hours, batch }: PlanClass): number {
  if (typeof electricity !== "object" || electricity.byHour === undefined || hours === undefined || batch)
    return 1;
  const { byHour } = electricity;
  const paid = hours.reduce((sum, load, hour) => sum + load * byHour[hour]!, 0);
  return paid / hours.reduce((sum, load) => sum + load, 0) / meanUsdPerJoule(electricity);
}

/** What even load that moves to the cheapest hours of the day leaves: the share of it that moves, and what a joule of all of it saves. */
export function movedToCheapest(electricity: Electricity): { share: number; usdPerJoule: number } {
  const tiers = typeof electricity === "object" ? electricity.tiers.filter(({ share }) => share > 0) : [];
  const least = Math.min(...tiers.map(({ usdPerJoule }) => usdPerJoule));
  const dearer = tiers.filter(({ usdPerJoule }) => usdPerJoule > least);
  const sum = (of: (tier: (typeof tiers)[number]) => number) =>
    dearer.reduce((all, tier) => all + of(tier), 0);
  return {
    share: sum(({ share }) => share),
    usdPerJoule: sum(({ share, usdPerJoule }) => share * (usdPerJoule - least)),
  };
}
