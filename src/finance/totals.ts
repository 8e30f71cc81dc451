// Rows added up: a month over all sites, classes and hardware, and a whole case over all months.
import { toCents } from "./money.ts";
import { discount } from "./periods.ts";
import type { PlanCase } from "./plan.ts";
import { emptyRow, type PlanNumber, type PlanRow, unfinancedCents } from "./plan-row.ts";
import type { PlanFile } from "./schema.ts";

/** Not sums. */
const rates = new Set<string>(["plannedTokensPerSecondPerDevice", "energyPriceRatio"]);
const summed = Object.entries(emptyRow(0, "", "", "")).flatMap(([key, value]) =>
  typeof value === "number" && key !== "month" && !rates.has(key) ? [key as PlanNumber] : [],
);

export function sumRows(rows: readonly PlanRow[], month: number): PlanRow {
  const total = emptyRow(month, "", "", "");
  // Devices of a class at its own rate: their mean is the one that makes the same devices.
  let devicePeak = 0;
  let deviceShare = 0;
  for (const row of rows) {
    for (const key of summed) total[key] += row[key];
    if (row.plannedTokensPerSecondPerDevice === 0) continue;
    devicePeak += row.peakTokensPerSecond;
    deviceShare += row.peakTokensPerSecond / row.plannedTokensPerSecondPerDevice;
  }
  total.plannedTokensPerSecondPerDevice = deviceShare > 0 ? devicePeak / deviceShare : 0;
  return total;
}

/** One total per month. */
export function monthTotals({ rows }: PlanCase, months: number): PlanRow[] {
  const byMonth: PlanRow[][] = Array.from({ length: months }, () => []);
  for (const row of rows) byMonth[row.month]!.push(row);
  return byMonth.map(sumRows);
}

/** Present value, in cents, of revenue less cash but interest, from the start to the end of each month: added up in dollars, as the workbook does. */
export function netPresentCents(totals: readonly PlanRow[], { money }: PlanFile): number[] {
  let usd = 0;
  return totals.map((total, m) => {
    usd += ((total.revenueCents - unfinancedCents(total)) / 100) * discount(money.discountRate, m);
    return toCents(usd);
  });
}
