// When a plan does not serve all that is asked, and what binds then: months in a row with the same ceiling.
import { monthText } from "../../finance/calendar.ts";
import { bindingCeiling } from "../../finance/ceiling.ts";
import type { PlanCase, PlanOutput } from "../../finance/plan.ts";
import { monthTotals } from "../../finance/totals.ts";

export interface Shortage {
  fromMonth: number;
  /** The last one. */
  toMonth: number;
  ceiling: string;
}

export function shortagesOf({ plan: { file } }: PlanOutput, each: PlanCase): Shortage[] {
  const found: Shortage[] = [];
  for (const total of monthTotals(each, file.horizon)) {
    const ceiling = bindingCeiling(file, each, total);
    if (ceiling === "") continue;
    const last = found.at(-1);
    if (last?.ceiling === ceiling && last.toMonth === total.month - 1) last.toMonth = total.month;
    else found.push({ fromMonth: total.month, toMonth: total.month, ceiling });
  }
  return found;
}

/** "2027-01 to 2027-06 (lead time); from 2030-07 (power: ohio)"; empty where all is served. */
export function shortagesInWords(output: PlanOutput, each: PlanCase): string {
  const { start, horizon } = output.plan.file;
  return shortagesOf(output, each)
    .map(({ fromMonth, toMonth, ceiling }) => {
      const [from, to] = [fromMonth, toMonth].map((month) => monthText(start + month));
      const when =
        toMonth === horizon - 1 ? `from ${from}` : fromMonth === toMonth ? `${from}` : `${from} to ${to}`;
      return `${when} (${ceiling})`;
    })
    .join("; ");
}
