// Columns that only the workbook has, beside those of the CSV files: grey, by sheet.
import type { PlanColumn } from "../columns.ts";
import { describe } from "../table.ts";
import type { SheetColumn } from "./sheet.ts";

const working = (name: string, type: PlanColumn["type"], unit: string, meaning: string, formula: string) => ({
  ...describe(name, type, unit, meaning, formula, "workbook"),
  working: true,
});

/** Columns that only the workbook has, by sheet. */
export const workingColumns = {
  plan: [
    working("hours", "integer", "h", "hours of the month", "period_end - period_start"),
    working("revenue_usd", "money", "USD", "served tokens at their price", "sum over Detail"),
    working("margin_usd", "money", "USD", "what the month earns", "revenue - total_amortised"),
    working("net_cash_usd", "money", "USD", "what the month brings in", "revenue - total_cash"),
    working(
      "discount_factor",
      "number",
      "",
      "present value of a dollar at the end of the month",
      "(1 + discount rate)^(-months / 12)",
    ),
    working(
      "present_value_usd",
      "money",
      "USD",
      "net cash but interest, at the start of the plan",
      "(net_cash + financing) x discount_factor",
    ),
    working("cumulative_cash_usd", "money", "USD", "paid since the start", "sum of total_cash"),
    working("cumulative_amortised_usd", "money", "USD", "cost since the start", "sum of total_amortised"),
    working("carbon_tonnes", "number", "t CO2", "of the energy", "sum over Detail"),
  ],
  detail: [
    working("revenue_usd", "money", "USD", "served tokens at their price", "served x price of the class"),
    working("carbon_tonnes", "number", "t CO2", "of the energy", "energy_mwh x carbon intensity / 1000"),
    working(
      "energy_price_ratio",
      "number",
      "",
      "price of its electricity over the mean of the day: by the hours its load is at",
      "sum of load x price / (sum of load x mean price), idle power even",
    ),
  ],
  focus: [
    working(
      "billed_so_far_usd",
      "money",
      "USD",
      "of the strategy and quantile; in bills in another currency",
      "sum of the cells of Detail",
    ),
    working(
      "effective_so_far_usd",
      "money",
      "USD",
      "the same of what is amortised",
      "sum of the cells of Detail",
    ),
  ],
} satisfies Record<string, SheetColumn[]>;
