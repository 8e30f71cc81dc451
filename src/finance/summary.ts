// What an executive asks of a case: until when it is enough, what to order by when, megawatts, money, and the price of a token.
import { lotMoney } from "./analysis/lot-money.ts";
import { bindingCeiling } from "./ceiling.ts";
import { isProtected } from "./failover.ts";
import { rentAfterCents } from "./lots.ts";
import { discount } from "./periods.ts";
import type { PlanCase, PlanOutput } from "./plan.ts";
import { amortisedCents, cashCents } from "./plan-row.ts";
import type { PlanFile } from "./schema.ts";
import { monthTotals, netPresentCents } from "./totals.ts";

export interface CaseSummary {
  strategy: string;
  quantile: number;
  /** Months of the plan; null where it never happens. */
  runOutMonth: number | null;
  firstOrderMonth: number | null;
  ceiling: string;
  demandTokens: number;
  unmetTokens: number;
  peakDevices: number;
  /** Most devices in reserve for failures, of servers or of a site. */
  peakRedundantDevices: number;
  /** Of what devices serve of the classes that must survive the loss of a site: what would not; null without such a rule. */
  unprotectedShare: number | null;
  /** Highest monthly mean draw, of what is rented too. */
  peakFacilityWatts: number;
  /** Highest nameplate of what is switched on at our sites: what their power limits. */
  peakSiteWatts: number;
  capexUsd: number;
  cashUsd: number;
  amortisedUsd: number;
  revenueUsd: number;
  usdPerMillionTokens: number | null;
  /** Present value of revenue less cash but interest; what is left of the devices at the end is not in it. */
  netPresentUsd: number;
  /** Present value of that: on the books when the plan ends. */
  endValueUsd: number;
  /** Of terms that end after the plan; in no other figure. */
  rentAfterPlanUsd: number;
  energyJoules: number;
  carbonGrams: number;
  /** How far the cost of its orders may be above the least there is (`linear-program.ts`). */
  gapRatio: number;
}

/** Unserved tokens below this share of a month's demand are rounding. */
const NOTHING = 1e-9;

export function summarise({ plan }: PlanOutput, each: PlanCase): CaseSummary {
  const { file } = plan;
  const totals = monthTotals(each, file.horizon);
  const sum = (of: (total: (typeof totals)[number]) => number) =>
    totals.reduce((all, total) => all + of(total), 0);
  const short = totals.find((total) => total.unmetTokens > NOTHING * total.demandTokens);
  const orders = [...each.lots, ...each.blocks]
    .filter(({ entryMonth }) => entryMonth >= 0)
    .map(({ orderMonth }) => orderMonth);
  const servedTokens = sum((total) => total.servedTokens);
  return {
    strategy: each.strategy,
    quantile: each.quantile,
    runOutMonth: short?.month ?? null,
    firstOrderMonth: orders.length > 0 ? Math.min(...orders) : null,
    ceiling: short ? bindingCeiling(file, each, short) : "",
    demandTokens: sum((total) => total.demandTokens),
    unmetTokens: sum((total) => total.unmetTokens),
    peakDevices: Math.max(...totals.map((total) => total.inServiceDevices)),
    peakRedundantDevices: Math.max(...totals.map((total) => total.redundantDevices)),
    unprotectedShare: unprotectedShare(file, each),
    peakFacilityWatts: Math.max(...totals.map((total) => total.facilityWatts)),
    peakSiteWatts: Math.max(...totals.map((total) => total.provisionedFacilityWatts)),
    capexUsd: sum((total) => total.capexCents) / 100,
    cashUsd: sum(cashCents) / 100,
    amortisedUsd: sum(amortisedCents) / 100,
    revenueUsd: sum((total) => total.revenueCents) / 100,
    usdPerMillionTokens: servedTokens > 0 ? (sum(amortisedCents) / 100 / servedTokens) * 1e6 : null,
    netPresentUsd: netPresentCents(totals, file).at(-1)! / 100,
    endValueUsd:
      Math.round(
        100 *
          lotMoney({ file, ...each }).bookUsd.at(-1)! *
          discount(file.money.discountRate, file.horizon - 1),
      ) / 100,
    rentAfterPlanUsd:
      each.lots.reduce((all, lot) => all + rentAfterCents(lot, each.offers[lot.offer]!, file), 0) / 100,
    energyJoules: sum((total) => total.joules),
    carbonGrams: sum((total) => total.carbonGrams),
    gapRatio: each.procurement.gapRatio,
  };
}

/** By the quarters' busiest hours. An API takes over whatever its strategy serves. */
function unprotectedShare(
  file: PlanFile,
  { procurement: { unprotected, served, periods } }: PlanCase,
): number | null {
  const names = Object.keys(file.classes).filter((name) => isProtected(file, name));
  if (names.length === 0) return null;
  let [exposed, all] = [0, 0];
  for (const name of names)
    periods.forEach(({ from, to }, q) => {
      exposed += (unprotected.get(name)?.[q] ?? 0) * (to - from);
      for (const own of served.get(name)!) all += own[q]! * (to - from);
    });
  return all > 0 ? exposed / all : 0;
}
