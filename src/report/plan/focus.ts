// focus.csv: the bill in the shape of FOCUS 1.2 (FinOps Open Cost and Usage Specification). BilledCost is cash, EffectiveCost is
// amortised: a purchase is billed when it enters service and costs nothing then; depreciation costs and is not billed.
import { firstDay } from "../../finance/calendar.ts";
import type { PlanCase, PlanOutput } from "../../finance/plan.ts";
import type { PlanRow } from "../../finance/plan-row.ts";
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

interface Charge {
  category: "Purchase" | "Usage";
  what: string;
  billed: (row: PlanRow) => number;
  effective: (row: PlanRow) => number;
  consumes?: boolean;
}

const same = (
  category: Charge["category"],
  what: string,
  cents: (row: PlanRow) => number,
  consumes = false,
): Charge => ({
  category,
  what,
  billed: cents,
  effective: cents,
  consumes,
});
const none = () => 0;
const charges: readonly Charge[] = [
  { category: "Purchase", what: "Devices", billed: (row) => row.capexCents, effective: none },
  { category: "Usage", what: "Depreciation", billed: none, effective: (row) => row.depreciationCents },
  same("Usage", "Financing", (row) => row.financingCents),
  same("Usage", "Electricity", (row) => row.energyCents),
  same("Usage", "Colocation", (row) => row.coloCents),
  same("Usage", "Operations, rent and API calls", (row) => row.operatingCents, true),
];

export function focusTable({ plan, cases }: PlanOutput): PlanTable {
  const moment = (month: number) => `${firstDay(plan.file.start + month)}T00:00:00Z`;
  const lines = ({ strategy, quantile, rows }: PlanCase): PlanCell[][] =>
    rows.flatMap((row) =>
      charges.flatMap(({ category, what, billed, effective, consumes }): PlanCell[][] => {
        if (billed(row) === 0 && effective(row) === 0) return [];
        const period = [moment(row.month), moment(row.month + 1)];
        return [
          [
            ...period,
            ...period,
            category,
            what,
            "AI and Machine Learning",
            row.source,
            row.site || null,
            row.planClass,
            consumes ? row.servedTokens / 1e6 : null,
            consumes ? "1000000 Tokens" : null,
            billed(row) / 100,
            effective(row) / 100,
            plan.file.money.currency,
            strategy,
            quantile,
          ],
        ];
      }),
    );
  return { file: "focus.csv", columns, rows: cases.flatMap(lines) };
}
