// focus.csv: the bill in the shape of FOCUS 1.2 (FinOps Open Cost and Usage Specification). BilledCost is cash, EffectiveCost is
// amortised: a purchase is billed when it enters service and costs nothing then; depreciation costs and is not billed.
import { firstDay } from "../../finance/calendar.ts";
import type { PlanOutput } from "../../finance/plan.ts";
import type { PlanRow } from "../../finance/plan-row.ts";
import type { PlanFile } from "../../finance/schema.ts";
import { POWER_BLOCK } from "../../finance/site-power.ts";
import type { PlanCell } from "./columns.ts";
import { describe, type PlanTable } from "./table.ts";

const FOCUS = "FOCUS 1.2";
const columns = [
  describe("BillingPeriodStart", "date", "UTC", "first moment of the month, inclusive", "", FOCUS),
  describe("BillingPeriodEnd", "date", "UTC", "first moment of the next month, exclusive", "", FOCUS),
  describe("ChargePeriodStart", "date", "UTC", "as the billing period", "", FOCUS),
  describe("ChargePeriodEnd", "date", "UTC", "as the billing period", "", FOCUS),
  describe("ChargeCategory", "text", "", "Purchase or Usage", "", FOCUS),
  describe("ChargeDescription", "text", "", "what is charged", "", FOCUS),
  describe("ServiceCategory", "text", "", "always AI and Machine Learning", "", FOCUS),
  describe("ServiceName", "text", "", "source of the plan file", "", FOCUS),
  describe("RegionId", "text", "", "site; empty for APIs", "", FOCUS),
  describe("ResourceType", "text", "", "workload class; idle: serves nobody in the month", "", FOCUS),
  describe("ConsumedQuantity", "number", "", "tokens served, on the row of operations", "", FOCUS),
  describe("ConsumedUnit", "text", "", "unit of ConsumedQuantity", "", FOCUS),
  describe("BilledCost", "money", "USD", "cash", "", FOCUS),
  describe("EffectiveCost", "money", "USD", "amortised", "", FOCUS),
  describe("BillingCurrency", "text", "", "ISO 4217", "", FOCUS),
  describe("x_Scenario", "text", "", "strategy of the plan file"),
  describe("x_Quantile", "number", "", "of demand"),
];

/** Where a charge comes from: a row of plan_detail.csv, from 0, and its columns; none where nothing is charged on that side. */
export interface FocusOrigin {
  detailRowIndex: number;
  billed?: string;
  effective?: string;
}

export interface FocusTable extends PlanTable {
  /** By row. */
  origins: FocusOrigin[];
}

interface Charge {
  category: "Purchase" | "Usage";
  what: string;
  cents: (row: PlanRow) => number;
  /** Column of plan_detail.csv that says the same. */
  column: string;
  /** A purchase is billed and costs nothing yet; depreciation costs and is not billed; the rest is both. */
  billed: boolean;
  effective: boolean;
  consumes?: boolean;
}

/** What operating cents are for, by how the source is procured. */
const operating = { buy: "Operations", rent: "Rent", api: "API calls" } as const;
const OPERATING = "operating";
const DEVICES = "Devices";

const both = { category: "Usage", billed: true, effective: true } as const;
const charges: readonly Charge[] = [
  {
    category: "Purchase",
    what: DEVICES,
    cents: (row) => row.capexCents,
    column: "capex_usd",
    billed: true,
    effective: false,
  },
  {
    category: "Usage",
    what: "Depreciation",
    cents: (row) => row.depreciationCents,
    column: "depreciation_usd",
    billed: false,
    effective: true,
  },
  { ...both, what: "Financing", cents: (row) => row.financingCents, column: "financing_usd" },
  { ...both, what: "Electricity", cents: (row) => row.energyCents, column: "energy_usd" },
  { ...both, what: "Colocation", cents: (row) => row.coloCents, column: "colo_usd" },
  {
    ...both,
    what: OPERATING,
    cents: (row) => row.operatingCents,
    column: "opex_usd",
    consumes: true,
  },
];

function descriptionOf({ sources }: PlanFile, { source }: PlanRow, what: string): string {
  if (what === OPERATING) return operating[sources[source]!.procure];
  return what === DEVICES && source === POWER_BLOCK ? "Power block" : what;
}

export function focusTable({ plan, cases }: PlanOutput): FocusTable {
  const moment = (month: number) => `${firstDay(plan.file.start + month)}T00:00:00Z`;
  const rows: PlanCell[][] = [];
  const origins: FocusOrigin[] = [];
  let detailRowIndex = -1;
  for (const { strategy, quantile, rows: details } of cases)
    for (const row of details) {
      detailRowIndex++;
      for (const { category, what, cents, column, billed, effective, consumes } of charges) {
        if (cents(row) === 0) continue;
        const usd = cents(row) / 100;
        const period = [moment(row.month), moment(row.month + 1)];
        rows.push([
          ...period,
          ...period,
          category,
          descriptionOf(plan.file, row, what),
          "AI and Machine Learning",
          row.source,
          row.site || null,
          row.planClass,
          consumes ? row.servedTokens / 1e6 : null,
          consumes ? "1000000 Tokens" : null,
          billed ? usd : 0,
          effective ? usd : 0,
          plan.file.money.currency,
          strategy,
          quantile,
        ]);
        origins.push({
          detailRowIndex,
          ...(billed && { billed: column }),
          ...(effective && { effective: column }),
        });
      }
    }
  return { file: "focus.csv", columns, rows, origins };
}
