// Prices that are old when the plan starts. Prices move: a year of rental of an H100 went from 1.70 to 2.35 USD/h in half a year
// (SemiAnalysis, 2025-10 to 2026-03; facts/hardware.md).
import type { HardwareProfile } from "../profiles/hardware.ts";
import type { Path } from "../profiles/schema-problems.ts";
import { monthOf, monthText } from "./calendar.ts";
import type { Complain } from "./check-plan.ts";
import { DEFAULT_PRICE_DATE } from "./offers.ts";
import type { PlanFile } from "./schema.ts";
import { hardwareOf } from "./source-hardware.ts";

const STALE_MONTHS = 12;

export function stalePrices(
  { start, money, sources, sites }: PlanFile,
  hardware: ReadonlyMap<string, HardwareProfile>,
  warn: Complain,
): void {
  const check = (at: Path, what: string, month: number, advice: string) => {
    if (start - month > STALE_MONTHS)
      warn(
        at,
        `${what} of ${monthText(month)} is ${start - month} months old when the plan starts (${monthText(start)}): ${advice}`,
      );
  };
  for (const [code, { date }] of Object.entries(money.exchange))
    check(["money", "exchange", code, "date"], `the rate of ${code}`, date, "look it up again");
  for (const [name, source] of Object.entries(sources)) {
    const at: Path = ["sources", name];
    if (source.priceDate !== undefined)
      check([...at, "priceDate"], "a price", source.priceDate, "look it up again");
    if (source.procure === "api") continue;
    const [key, stated] =
      source.procure === "buy"
        ? (["capexPerDevice", source.capexPerDevice] as const)
        : (["perDeviceHour", source.perDeviceHour] as const);
    if (stated !== undefined || source.prices) continue;
    for (const [place, id] of hardwareOf(name, source)) {
      const { price, title } = hardware.get(id)!;
      const figure = source.procure === "buy" ? price.capex : price.rent;
      // A year alone is taken for its end.
      if (figure)
        check(
          place,
          `the price of ${title}`,
          figure.date.length < 7 ? monthOf(`${figure.date}-12`) : monthOf(figure.date),
          `give ${key}`,
        );
    }
  }
  for (const [name, place] of Object.entries(sites)) {
    const at: Path = ["sites", name];
    if (place.priceDate !== undefined)
      check([...at, "priceDate"], "a price", place.priceDate, "look it up again");
    const assumed = [
      ...(place.electricity === undefined ? ["electricity"] : []),
      ...(place.colo === undefined ? ["colo"] : []),
    ];
    if (assumed.length > 0 && place.priceDate === undefined)
      check(at, `the default of ${assumed.join(" and ")}`, DEFAULT_PRICE_DATE, "state it");
  }
}
