// What can be had from work that may wait. The plan runs batch classes all day beside the peak of the others; if they ran in the
// trough only, devices that stand for both would stand for the larger of the peak and the mean of everything: in each offer
// min(batch, peak - mean of the rest) fewer. And energy above idle moved out of dearer hours pays the price of the cheapest.
import { hoursOf } from "../calendar.ts";
import { movedToCheapest } from "../electricity.ts";
import type { PlanCase } from "../plan.ts";
import type { PlanRow } from "../plan-row.ts";
import type { PlanFile } from "../schema.ts";
import type { DemandResponse } from "./result.ts";

const SECONDS_PER_HOUR = 3600;

export function demandResponse(
  file: PlanFile,
  { strategy, quantile, offers, rows }: PlanCase,
): DemandResponse {
  const years = file.horizon / 12;
  let sheddableWatts = 0;
  let savedProvisionedWatts = 0;
  let provisionedUsd = 0;
  let movedJoules = 0;
  let electricityUsd = 0;
  const byMonth: PlanRow[][] = Array.from({ length: file.horizon }, () => []);
  for (const row of rows) byMonth[row.month]!.push(row);
  byMonth.forEach((month, m) => {
    let [sheddable, saved] = [0, 0];
    for (const offer of offers) {
      const own = month.filter(({ site, source }) => site === offer.site && source === offer.source);
      let [batch, peak, mean, batchWatts] = [0, 0, 0, 0];
      for (const { planClass, peakTokensPerSecond, plannedTokensPerSecondPerDevice } of own) {
        if (plannedTokensPerSecondPerDevice === 0) continue;
        const devices = peakTokensPerSecond / plannedTokensPerSecondPerDevice;
        const each = file.classes[planClass]!;
        if (each.batch) {
          const { unit } = offer.capacities.get(planClass)!;
          batch += devices;
          batchWatts +=
            (peakTokensPerSecond / unit.tokensPerSecond) * (unit.operatingWatts - unit.idleWatts) * offer.pue;
        } else {
          peak += devices;
          mean += devices / each.peakToMean;
        }
      }
      if (batch === 0) continue;
      const devices = Math.min(batch, peak - mean);
      const there = own.reduce((sum, row) => sum + row.inServiceDevices, 0);
      const standing = own.reduce(
        (sum, row) => sum + row.depreciationCents + row.financingCents + row.coloCents + row.operatingCents,
        0,
      );
      sheddable += batchWatts;
      saved += devices * offer.provisionedFacilityWattsPerDevice;
      provisionedUsd += there > 0 ? (standing / 100) * (devices / there) : 0;
      if (offer.procure === "rent") continue;
      const moved = movedToCheapest(file.sites[offer.site]!.electricity);
      const joules = batchWatts * hoursOf(file.start + m) * SECONDS_PER_HOUR;
      movedJoules += joules * moved.share;
      electricityUsd += joules * moved.usdPerJoule;
    }
    sheddableWatts = Math.max(sheddableWatts, sheddable);
    savedProvisionedWatts = Math.max(savedProvisionedWatts, saved);
  });
  return {
    strategy,
    quantile,
    sheddableWatts,
    savedProvisionedWatts,
    provisionedUsdPerYear: provisionedUsd / years,
    movedJoules,
    electricityUsdPerYear: electricityUsd / years,
  };
}
