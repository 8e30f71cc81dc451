// Amounts in other currencies: each is turned into dollars where it is written, at the dated rate that the plan gives. Books are in
// dollars, as the columns of plan.csv say; rates are held over the plan. An amount whose currency has no rate is refused.
import type { Path } from "../profiles/schema-problems.ts";
import { isMapping, type Layer, type Mapping } from "../scenario/layers.ts";
import type { PlanFile } from "./schema.ts";

/** "45000 EUR", "0.12 EUR/kWh". */
const AMOUNT = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*([A-Z]{3})\s*(\/.*)?$/;
const BOOKS = "USD";
/** Keys whose text is never an amount. */
const TITLES = new Set(["title", "name", "source"]);
const codes = new Set(Intl.supportedValuesOf("currency"));

export const isCurrency = (code: string): boolean => codes.has(code);

/** Dollars that one of the bill's currency is worth. */
export const usdPerUnit = ({ currency, exchange }: PlanFile["money"]): number =>
  currency === BOOKS ? 1 : exchange[currency]!.usd;

/** The file with every amount in dollars; `complain` hears of amounts that nothing converts. */
export function inDollars(stated: Layer, complain: (at: Path, message: string) => void): Layer {
  const rates = ratesOf(stated.value);
  const convert = (value: unknown, at: Path): unknown => {
    if (Array.isArray(value)) return value.map((each, index) => convert(each, [...at, index]));
    if (isMapping(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [
          key,
          TITLES.has(key) ? each : convert(each, [...at, key]),
        ]),
      );
    const match = typeof value === "string" ? AMOUNT.exec(value) : null;
    if (match === null) return value;
    const [, amount, currency, per = ""] = match as unknown as [string, string, string, string?];
    if (currency === BOOKS || !isCurrency(currency)) return value;
    const rate = rates.get(currency);
    if (rate === undefined)
      complain(
        at,
        `${currency} is not converted by itself, got "${value}": write it in ${BOOKS}, or give money.exchange: { ${currency}: { usd: …, date: 2026-11 } }`,
      );
    return `${Number(amount) * (rate ?? 1)} ${BOOKS}${per}`;
  };
  return { ...stated, value: convert(stated.value, []) as Mapping };
}

/** By currency; the schema complains of those that are none. */
function ratesOf({ money }: Mapping): Map<string, number> {
  if (!isMapping(money) || !isMapping(money.exchange)) return new Map();
  return new Map(
    Object.entries(money.exchange).flatMap(([code, rate]): [string, number][] =>
      isMapping(rate) && typeof rate.usd === "number" && rate.usd > 0 ? [[code, rate.usd]] : [],
    ),
  );
}
