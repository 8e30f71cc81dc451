// procurement.csv: what to order, by when, for when.
import { firstDay } from "../../finance/calendar.ts";
import { depreciatedCents } from "../../finance/lots.ts";
import type { PlanOutput } from "../../finance/plan.ts";
import { describe, type PlanTable } from "./table.ts";

const columns = [
  describe("scenario", "text", "", "strategy of the plan file"),
  describe("quantile", "number", "", "of demand"),
  describe(
    "order_by",
    "date",
    "",
    "last day on which the order still arrives in time",
    "in_service - lead time",
  ),
  describe("in_service", "date", "", "first day of service"),
  describe("end_of_service", "date", "", "first day after its life, or after the rent"),
  describe("site", "text", "", "where it stands"),
  describe("hardware", "text", "", "source of the plan file"),
  describe("item", "text", "", "what is ordered"),
  describe("count", "integer", "servers or racks", "how many of the item"),
  describe("devices", "integer", "devices", "devices in all of them"),
  describe("capex_usd", "money", "USD", "purchase price; 0 where rented"),
  describe(
    "residual_usd",
    "money",
    "USD",
    "what it is still worth at the end of its life",
    "capex x residual",
  ),
  describe("depreciation_in_plan_usd", "money", "USD", "written off within the plan", "straight line"),
  describe(
    "depreciation_after_plan_usd",
    "money",
    "USD",
    "left to write off after the plan",
    "capex - residual - depreciation_in_plan",
  ),
];

export function procurementTable({ plan, cases }: PlanOutput): PlanTable {
  const { start, horizon } = plan.file;
  const rows = cases.flatMap(({ strategy, quantile, offers, lots }) =>
    lots
      .filter(({ entryMonth, devices }) => entryMonth >= 0 && devices > 0)
      .map((lot) => {
        const written = depreciatedCents(lot, horizon - 1);
        const { site, source, stepDevices, procure, isCommitted, lifeMonths } = offers[lot.offer]!;
        const what = procure === "buy" ? "purchase" : isCommitted ? `${lifeMonths}-month rent` : "rent";
        return [
          strategy,
          quantile,
          firstDay(start + lot.orderMonth),
          firstDay(start + lot.entryMonth),
          firstDay(start + lot.endMonth),
          site,
          source,
          `${what} of ${stepDevices} devices`,
          lot.devices / stepDevices,
          lot.devices,
          lot.capexCents / 100,
          lot.residualCents / 100,
          written / 100,
          (lot.capexCents - lot.residualCents - written) / 100,
        ];
      }),
  );
  return { file: "procurement.csv", columns, rows };
}
