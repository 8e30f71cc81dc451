// Which limit keeps a plan from serving all that is asked in a month, in words; empty where everything is served.
import type { PlanCase } from "./plan.ts";
import type { PlanRow } from "./plan-row.ts";
import type { PlanFile } from "./schema.ts";
import { siteWatts } from "./site-power.ts";

/** Unserved tokens below this share of the demand are rounding. */
const NOTHING = 1e-9;
/** A site that full has no room for another server. */
const FULL = 0.98;

export function bindingCeiling(
  file: PlanFile,
  { offers, procurement, blocks }: PlanCase,
  total: PlanRow,
): string {
  if (total.unmetTokens <= NOTHING * total.demandTokens) return "";
  const { month } = total;
  const q = procurement.periods.findIndex(({ from, to }) => month >= from && month < to);
  const open = offers.filter(({ firstMonth }) => firstMonth <= month);
  if (open.length === 0) return "lead time";
  const full = Object.keys(file.sites).filter((site) => {
    const watts = offers.reduce(
      (sum, offer, index) =>
        sum +
        (offer.site === site && offer.procure === "buy"
          ? procurement.poweredDevices[index]![q]! * offer.provisionedFacilityWattsPerDevice
          : 0),
      0,
    );
    const limit = siteWatts(file, blocks, site, month);
    // A site that has no power yet waits; it is not full.
    return limit > 0 && watts >= FULL * limit;
  });
  const waiting = Object.keys(file.sites).filter((site) => !open.some((offer) => offer.site === site));
  if (full.length + waiting.length === Object.keys(file.sites).length)
    return `power: ${full.join(" ")}`.trim();
  const bySource = new Map<string, number>();
  for (const [index, { source, stepDevices }] of offers.entries())
    bySource.set(source, (bySource.get(source) ?? 0) + procurement.steps[index]![q]! * stepDevices);
  const short = open.find(
    ({ source, supplyDevices, stepDevices }) =>
      Number.isFinite(supplyDevices) && bySource.get(source)! + stepDevices > supplyDevices,
  );
  if (short) return `supply: ${short.source}`;
  return full.length > 0 ? `power: ${full.join(" ")}` : "price: not serving costs less";
}
