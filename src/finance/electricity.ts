// The price of electricity by the hour of the day, met by load by the hour: what idles pays the mean of the day, what serves a class
// pays sum(load x price) / sum(load). A class without hours, and a batch class, is even over the day. Every day is the same.
import type { PlanClass } from "./schema.ts";
import { inWindows, type PlanSite } from "./site-schema.ts";

type Electricity = PlanSite["electricity"];

export const meanUsdPerJoule = (electricity: NonNullable<Electricity>): number =>
  typeof electricity === "object"
    ? electricity.peakShare * electricity.peak + (1 - electricity.peakShare) * electricity.offPeak
    : electricity;

/** What a joule of a class's load costs over the mean of the day. */
export function priceRatioOf(electricity: Electricity, { hours, batch }: PlanClass): number {
  if (typeof electricity !== "object" || electricity.peakHours === undefined || hours === undefined || batch)
    return 1;
  const { peak, offPeak, peakHours } = electricity;
  const paid = hours.reduce(
    (sum, load, hour) => sum + load * (inWindows(peakHours, hour) ? peak : offPeak),
    0,
  );
  return paid / hours.reduce((sum, load) => sum + load, 0) / meanUsdPerJoule(electricity);
}
