// checks.csv: identities that hold between the tables as they are written, one line per strategy and quantile. Tokens, watts and
// cents are whole underneath, so every difference is zero, not small.

import { hoursOf } from "../../finance/calendar.ts";
import { bookCents } from "../../finance/lots.ts";
import { discount } from "../../finance/periods.ts";
import type { PlanCase, PlanOutput } from "../../finance/plan.ts";
import { columnOf, describe, type PlanTable } from "./table.ts";

const columns = [
  describe("identity", "text", "", "what must be equal, of which strategy and quantile"),
  describe("left", "number", "", "one side, from the written cells"),
  describe("right", "number", "", "the other side"),
  describe("difference", "number", "", "left - right", "left - right"),
  describe("unit", "text", "", "of the three"),
];

type Written = Record<"plan" | "detail" | "procurement" | "focus", PlanTable>;

/** Rows of one case: the first columns of every table name it. */
function caseOf(table: PlanTable, { strategy, quantile }: PlanCase): PlanTable {
  const at = (name: RegExp) => table.columns.findIndex((column) => name.test(column.name));
  const [scenario, share] = [at(/^(x_S|s)cenario$/), at(/^(x_Q|q)uantile$/)];
  return {
    ...table,
    rows: table.rows.filter((row) => row[scenario] === strategy && row[share] === quantile),
  };
}

/** A difference below this is floating point of the sum of written decimals, not of the books. */
const DIGITS = 1e4;
const exact = (value: number) => Math.round(value * DIGITS) / DIGITS + 0;

export function checksTable({ plan, cases }: PlanOutput, tables: Written): PlanTable {
  const { file } = plan;
  const rows = cases.flatMap((each) => {
    const [months, detail, procurement, focus] = (["plan", "detail", "procurement", "focus"] as const).map(
      (name) => caseOf(tables[name], each),
    ) as [PlanTable, PlanTable, PlanTable, PlanTable];
    const sum = (table: PlanTable, name: string) =>
      columnOf(table, name).reduce((total, value) => total + value, 0);
    const last = (name: string) => columnOf(months, name).at(-1)!;
    const bought = each.lots.filter(({ entryMonth }) => entryMonth >= 0);
    const there = each.lots.reduce((total, lot) => total + (lot.entryMonth < 0 ? lot.devices : 0), 0);
    const out = each.lots.reduce(
      (total, lot) => total + (lot.endMonth <= file.horizon - 1 ? lot.devices : 0),
      0,
    );
    const books = bought.reduce((total, lot) => total + bookCents(lot, file.horizon - 1), 0) / 100;
    const energy = columnOf(months, "facility_power_mw").reduce(
      (total, watts, m) => total + watts * hoursOf(file.start + m),
      0,
    );
    const parts = (names: readonly string[]) => names.reduce((total, name) => total + sum(months, name), 0);
    const running = ["financing_usd", "energy_usd", "colo_usd", "opex_usd"];
    const cash = columnOf(months, "total_cash_usd");
    const revenue = Array.from({ length: file.horizon }, () => 0);
    for (const row of each.rows) revenue[row.month]! += row.revenueCents / 100;
    const present = cash.reduce(
      (total, paid, m) => total + (revenue[m]! - paid) * discount(file.money.discountRate, m),
      0,
    );
    const lines: [string, number, number, string][] = [
      [
        "served + unmet = demand",
        parts(["served_tokens_millions", "unmet_tokens_millions"]),
        sum(months, "demand_tokens_millions"),
        "million tokens",
      ],
      [
        "demand over sites, classes and hardware = demand",
        sum(detail, "demand_tokens_millions"),
        sum(months, "demand_tokens_millions"),
        "million tokens",
      ],
      [
        "served over sites, classes and hardware = served",
        sum(detail, "served_tokens_millions"),
        sum(months, "served_tokens_millions"),
        "million tokens",
      ],
      [
        "in service at the start + procured = in service at the end + out of service",
        there + sum(months, "devices_procured"),
        last("devices_in_service") + out,
        "devices",
      ],
      [
        "devices in service over sites, classes and hardware = devices in service",
        sum(detail, "devices_in_service"),
        sum(months, "devices_in_service"),
        "device months",
      ],
      [
        "procured = orders of procurement.csv",
        sum(months, "devices_procured"),
        sum(procurement, "devices"),
        "devices",
      ],
      ["energy = facility power x hours", sum(months, "energy_mwh"), energy, "MWh"],
      [
        "energy over sites, classes and hardware = energy",
        sum(detail, "energy_mwh"),
        sum(months, "energy_mwh"),
        "MWh",
      ],
      [
        "capex = depreciation + what the books hold at the end",
        sum(months, "capex_usd"),
        sum(months, "depreciation_usd") + books,
        "USD",
      ],
      ["capex = orders of procurement.csv", sum(months, "capex_usd"), sum(procurement, "capex_usd"), "USD"],
      [
        "cash = capex + financing + energy + colo + opex",
        sum(months, "total_cash_usd"),
        parts(["capex_usd", ...running]),
        "USD",
      ],
      [
        "amortised = depreciation + financing + energy + colo + opex",
        sum(months, "total_amortised_usd"),
        parts(["depreciation_usd", ...running]),
        "USD",
      ],
      [
        "cash over sites, classes and hardware = cash",
        sum(detail, "total_cash_usd"),
        sum(months, "total_cash_usd"),
        "USD",
      ],
      [
        "amortised over sites, classes and hardware = amortised",
        sum(detail, "total_amortised_usd"),
        sum(months, "total_amortised_usd"),
        "USD",
      ],
      ["BilledCost of focus.csv = cash", sum(focus, "BilledCost"), sum(months, "total_cash_usd"), "USD"],
      [
        "EffectiveCost of focus.csv = amortised",
        sum(focus, "EffectiveCost"),
        sum(months, "total_amortised_usd"),
        "USD",
      ],
      ["npv = discounted revenue less cash", last("npv_usd"), Math.round(100 * present) / 100, "USD"],
    ];
    return lines.map(([identity, left, right, unit]) => [
      `${each.strategy} at ${each.quantile}: ${identity}`,
      exact(left),
      exact(right),
      exact(left - right),
      unit,
    ]);
  });
  return { file: "checks.csv", columns, rows };
}
