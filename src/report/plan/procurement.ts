// procurement.csv: what to order, by when, for when.
import { firstDay } from "../../finance/calendar.ts";
import { type Booked, depreciatedCents, rentAfterCents } from "../../finance/lots.ts";
import type { PlanCase, PlanOutput } from "../../finance/plan.ts";
import type { PlanFile } from "../../finance/schema.ts";
import { POWER_BLOCK } from "../../finance/site-power.ts";
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
  describe(
    "rent_after_plan_usd",
    "money",
    "USD",
    "rent of a term that is owed after the plan ends",
    "devices x rent of the first month x hours left",
  ),
];

export function procurementTable({ plan, cases }: PlanOutput): PlanTable {
  const { start, horizon } = plan.file;
  const rows = cases.flatMap((each) =>
    ordersOf(plan.file, each).map(({ lot, site, source, item, count, rentAfterCents: owed }) => {
      const written = depreciatedCents(lot, horizon - 1);
      return [
        each.strategy,
        each.quantile,
        firstDay(start + lot.orderMonth),
        firstDay(start + lot.entryMonth),
        firstDay(start + lot.endMonth),
        site,
        source,
        item,
        count,
        lot.devices,
        lot.capexCents / 100,
        lot.residualCents / 100,
        written / 100,
        (lot.capexCents - lot.residualCents - written) / 100,
        owed / 100,
      ];
    }),
  );
  return { file: "procurement.csv", columns, rows };
}

interface Order {
  lot: Booked;
  site: string;
  source: string;
  item: string;
  count: number;
  rentAfterCents: number;
}

/** Devices, then blocks of power. */
function ordersOf(file: PlanFile, { offers, lots, blocks }: PlanCase): Order[] {
  const devices = lots
    .filter(({ entryMonth, devices }) => entryMonth >= 0 && devices > 0)
    .map((lot): Order => {
      const offer = offers[lot.offer]!;
      const { site, source, stepDevices, procure, isCommitted, lifeMonths } = offer;
      const what = procure === "buy" ? "purchase" : isCommitted ? `${lifeMonths}-month rent` : "rent";
      return {
        lot,
        site,
        source,
        item: `${what} of ${stepDevices} devices`,
        count: lot.devices / stepDevices,
        rentAfterCents: rentAfterCents(lot, offer, file),
      };
    });
  const power = blocks.map((lot): Order => {
    const { site, count } = lot;
    return {
      lot,
      site,
      source: POWER_BLOCK,
      item: `power block of ${megawatts(lot.watts / count)} MW`,
      count,
      rentAfterCents: 0,
    };
  });
  return [...devices, ...power];
}

const megawatts = (watts: number) => Number((watts / 1e6).toPrecision(12));
