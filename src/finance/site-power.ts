// What a site's power is, month by month: what it has, and blocks ordered for it: whole megawatts at once, a lead time and a price.
// A block is booked as a purchase is: straight line over its life, interest on what is not yet depreciated; it is paid for used or not.
import type { Booked } from "./lots.ts";
import { toCents } from "./money.ts";
import type { Procurement } from "./procurement.ts";
import type { PlanFile } from "./schema.ts";
import type { PlanSite } from "./site-schema.ts";

/** Blocks of a site ordered together. */
export interface BlockLot extends Booked {
  site: string;
  count: number;
  watts: number;
}

/** Source of their rows in the plan; no source of a file can have this name. */
export const POWER_BLOCK = "power block";

type Blocks = NonNullable<PlanSite["blocks"]>;

/** Months of the plan in which a block can be in service: from here on. */
export const firstBlockMonth = (
  { start }: PlanFile,
  { powerFrom = start }: PlanSite,
  blocks: Blocks,
): number => Math.max((blocks.from ?? start) - start, powerFrom - start, blocks.leadTime);

export function blockLotsOf({ sites }: PlanFile, { periods, blocks }: Procurement): BlockLot[] {
  return [...blocks].flatMap(([site, counts]) => {
    const { size, cost, life, leadTime } = sites[site]!.blocks!;
    return [...counts].flatMap((count, q): BlockLot[] => {
      if (count === 0) return [];
      const entry = periods[q]!.from;
      return [
        {
          site,
          count,
          watts: count * size,
          devices: 0,
          orderMonth: entry - leadTime,
          entryMonth: entry,
          endMonth: entry + life,
          capexCents: toCents(count * cost),
          residualCents: 0,
        },
      ];
    });
  });
}

/** Facility watts of a site over the months `from` to `to`, exclusive. */
export function siteWatts(
  { sites, start }: PlanFile,
  blocks: readonly BlockLot[],
  site: string,
  from: number,
  to = from + 1,
): number {
  const { power, powerFrom = start } = sites[site]!;
  return blocks.reduce(
    (sum, lot) => sum + (lot.site === site && lot.entryMonth <= from && to <= lot.endMonth ? lot.watts : 0),
    start + from >= powerFrom ? power : 0,
  );
}
