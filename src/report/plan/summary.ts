// summary.csv: one line per strategy and quantile, what an executive asks of it.
import { firstDay } from "../../finance/calendar.ts";
import type { PlanOutput } from "../../finance/plan.ts";
import { summarise } from "../../finance/summary.ts";
import type { PlanCell } from "./columns.ts";
import { describe, type PlanTable } from "./table.ts";

const columns = [
  describe("scenario", "text", "", "strategy of the plan file"),
  describe("quantile", "number", "", "of demand; hardware at its central estimate"),
  describe("run_out", "date", "", "first month in which not all is served; empty: never"),
  describe("binding_ceiling", "text", "", "what keeps that month's tokens from being served"),
  describe("order_by", "date", "", "last day for the first order; empty: nothing to order"),
  describe("unmet_share", "share", "", "of all tokens of the plan that nothing serves", "unmet / demand"),
  describe("peak_devices", "integer", "devices", "most devices in service in a month"),
  describe("peak_facility_power_mw", "number", "MW", "highest monthly mean of facility power"),
  describe("energy_mwh", "number", "MWh", "facility energy, rented devices included"),
  describe(
    "carbon_tonnes",
    "number",
    "t CO2",
    "of that energy, at the carbon intensity of each site",
    "sum of energy_mwh x g/kWh / 1000",
  ),
  describe("capex_usd", "money", "USD", "purchases"),
  describe("total_cash_usd", "money", "USD", "what is paid"),
  describe("total_amortised_usd", "money", "USD", "what it costs"),
  describe("revenue_usd", "money", "USD", "served tokens at their price", "served x price of the class"),
  describe("margin_usd", "money", "USD", "what is left of it", "revenue - total_amortised"),
  describe("margin_share", "share", "", "of the revenue; empty without revenue", "margin / revenue"),
  describe(
    "usd_per_million_tokens",
    "number",
    "USD/million tokens",
    "amortised cost of a served token",
    "total_amortised / served",
  ),
  describe(
    "npv_usd",
    "money",
    "USD",
    "present value of revenue less cash but interest; what devices are worth at the end is not in it",
    "npv_usd of the last month",
  ),
  describe(
    "rent_after_plan_usd",
    "money",
    "USD",
    "rent of terms that is owed after the plan ends; in no other column",
    "sum of rent_after_plan_usd of procurement.csv",
  ),
  describe(
    "peak_devices_redundant",
    "integer",
    "devices",
    "most devices in reserve in a month, for servers or a site that fail",
    "largest devices_redundant",
  ),
  describe(
    "unprotected_share",
    "share",
    "",
    "of what must survive the loss of a site: what no other site could take over; empty without policy.failover",
  ),
  describe(
    "end_value_usd",
    "money",
    "USD",
    "present value of what is on the books when the plan ends; not in npv_usd, and what strategies are chosen with",
    "book value at the end x discount factor",
  ),
];

export function summaryTable(output: PlanOutput): PlanTable {
  const { start } = output.plan.file;
  const day = (month: number | null) => (month === null ? null : firstDay(start + month));
  const rows = output.cases.map((each): PlanCell[] => {
    const s = summarise(output, each);
    const marginUsd = Math.round(100 * (s.revenueUsd - s.amortisedUsd)) / 100;
    return [
      each.strategy,
      each.quantile,
      day(s.runOutMonth),
      s.ceiling,
      day(s.firstOrderMonth),
      s.unmetTokens / s.demandTokens,
      s.peakDevices,
      s.peakFacilityWatts / 1e6,
      s.energyJoules / 3.6e9,
      s.carbonGrams / 1e6,
      s.capexUsd,
      s.cashUsd,
      s.amortisedUsd,
      s.revenueUsd,
      marginUsd,
      s.revenueUsd > 0 ? marginUsd / s.revenueUsd : null,
      s.usdPerMillionTokens,
      s.netPresentUsd,
      s.rentAfterPlanUsd,
      s.peakRedundantDevices,
      s.unprotectedShare,
      s.endValueUsd,
    ];
  });
  return { file: "summary.csv", columns, rows };
}
