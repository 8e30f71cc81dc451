// Facility power of a plan quarter by quarter, a line per strategy and quantile, for the terminal: the mean draw of the months of each
// quarter. Quantiles are magnitudes apart, so each line has a scale of its own, whose top stands beside it.
import { monthText } from "../../finance/calendar.ts";
import type { PlanOutput } from "../../finance/plan.ts";
import { byMonth, percentile } from "../charts/plan/months.ts";
import { watts } from "../format.ts";
import { plainTable } from "../plain-table.ts";
import { highest, sparkline } from "../sparkline.ts";

const MONTHS_PER_QUARTER = 3;

export function powerLines({ plan: { file }, cases }: PlanOutput): string {
  const quarters = cases.map((each) => {
    const monthly = byMonth(each, file.horizon, (row) => row.facilityWatts);
    return Array.from({ length: Math.ceil(file.horizon / MONTHS_PER_QUARTER) }, (_, q) => {
      const own = monthly.slice(q * MONTHS_PER_QUARTER, (q + 1) * MONTHS_PER_QUARTER);
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    });
  });
  const span = `power by quarter, ${monthText(file.start)} to ${monthText(file.start + file.horizon - 1)}`;
  return plainTable(
    ["strategy", "demand", span, "first", "last", "highest"],
    cases.map(({ strategy, quantile }, k) => [
      strategy,
      percentile(quantile),
      sparkline(quarters[k]!),
      watts(quarters[k]![0]!),
      watts(quarters[k]!.at(-1)!),
      watts(highest(quarters[k]!)),
    ]),
  );
}
