// Dates and durations of a plan in order: nothing lasts no time, quantiles rise, no price is from later than the plan, no fleet is
// gone before it; what begins after the plan ends is warned of.
import type { Path } from "../profiles/schema-problems.ts";
import { monthText } from "./calendar.ts";
import type { Complain } from "./check-plan.ts";
import { MONTHS_PER_QUARTER } from "./periods.ts";
import type { PlanFile } from "./schema.ts";

/** `warn`: of what has no part in a plan this short. */
export function checkDates(file: PlanFile, complain: Complain, warn: Complain): void {
  const { start, horizon, quantiles, money, sources, sites, strategies, fleet } = file;
  const end = start + horizon;
  // A plan of no time has nothing in time.
  const inTime = (at: Path, month: number | undefined, what: string) => {
    if (horizon > 0 && month !== undefined && month >= end)
      warn(
        at,
        `expected a month before the end of the plan (${monthText(end)}), got ${monthText(month)}: ${what}`,
      );
  };
  const lasting = (at: Path, months: number | undefined) => {
    if (months !== undefined && months < 1) complain(at, "expected at least a month, got none");
  };
  const known = (at: Path, month: number | undefined) => {
    if (month !== undefined && month > start)
      complain(
        at,
        `expected a month up to the start of the plan (${monthText(start)}), got ${monthText(month)}: a price that is not known yet`,
      );
  };
  lasting(["horizon"], horizon);
  lasting(["money", "life"], money.life);
  quantiles.forEach((quantile, index) => {
    if (index > 0 && quantile <= quantiles[index - 1]!)
      complain(["quantiles", index], `expected more than ${quantiles[index - 1]} before it, got ${quantile}`);
  });
  for (const [code, { date }] of Object.entries(money.exchange))
    known(["money", "exchange", code, "date"], date);
  for (const [name, source] of Object.entries(sources)) {
    const at: Path = ["sources", name];
    known([...at, "priceDate"], source.priceDate);
    if (source.procure === "api") continue;
    inTime([...at, "available"], source.available, "it would never serve");
    if (source.procure === "buy") lasting([...at, "life"], source.life);
    else if (source.term !== undefined && source.term < MONTHS_PER_QUARTER)
      complain(
        [...at, "term"],
        `expected at least a quarter, got ${source.term} months: without a term it is rented by the quarter`,
      );
  }
  for (const [name, place] of Object.entries(sites)) {
    inTime(["sites", name, "powerFrom"], place.powerFrom, "the site would never have power");
    known(["sites", name, "priceDate"], place.priceDate);
    inTime(["sites", name, "blocks", "from"], place.blocks?.from, "no block would ever have power");
    lasting(["sites", name, "blocks", "life"], place.blocks?.life);
  }
  for (const [name, { from, only }] of Object.entries(strategies)) {
    inTime(["strategies", name, "from"], from, "it would never order");
    for (const [planClass, rule] of Object.entries(only))
      inTime(["strategies", name, "only", planClass, "from"], rule.from, "it would never hold");
  }
  fleet.forEach(({ source, since }, index) => {
    const stated = sources[source];
    if (stated === undefined || stated.procure === "api") return;
    const life = (stated.procure === "buy" ? stated.life : stated.term) ?? money.life;
    if (since + life <= start)
      complain(
        ["fleet", index, "since"],
        `in service since ${monthText(since)} with a life of ${life} months: gone before the plan starts (${monthText(start)})`,
      );
  });
}
