// focus.csv: the bill in the shape of FOCUS 1.2 (FinOps Open Cost and Usage Specification), every mandatory column of its cost and
// usage data. BilledCost is cash, EffectiveCost amortised: a purchase is billed when it enters service and costs nothing then;
// depreciation costs and is not billed. In the currency of the books; another than dollars at the plan's rate, in whole cents: what is
// rounded is the sum so far, so that a strategy's bill is its cash at the rate to the cent, and a line at most a cent off.
import { firstDay, hoursOf } from "../../finance/calendar.ts";
import { usdPerUnit } from "../../finance/exchange.ts";
import { toCents } from "../../finance/money.ts";
import type { PlanOutput } from "../../finance/plan.ts";
import type { PlanRow } from "../../finance/plan-row.ts";
import type { ResolvedPlan } from "../../finance/resolved.ts";
import { POWER_BLOCK } from "../../finance/site-power.ts";
import { hardwareOf } from "../../finance/source-hardware.ts";
import type { PlanCell, PlanColumn } from "./columns.ts";
import { describe, type PlanTable } from "./table.ts";

const focus = (name: string, type: PlanColumn["type"], unit: string, meaning: string) =>
  describe(name, type, unit, meaning, "", "FOCUS 1.2");

function columnsIn(currency: string): PlanTable["columns"] {
  const cost = (name: string, meaning: string) => focus(name, "money", currency, meaning);
  return [
    focus("BillingPeriodStart", "date", "UTC", "first moment of the month, inclusive"),
    focus("BillingPeriodEnd", "date", "UTC", "first moment of the next month, exclusive"),
    focus("ChargePeriodStart", "date", "UTC", "as the billing period"),
    focus("ChargePeriodEnd", "date", "UTC", "as the billing period"),
    focus("ChargeCategory", "text", "", "Purchase or Usage"),
    focus("ChargeDescription", "text", "", "what is charged"),
    focus("ServiceCategory", "text", "", "always AI and Machine Learning"),
    focus("ServiceName", "text", "", "source of the plan file"),
    focus("RegionId", "text", "", "site; empty for APIs"),
    focus("ResourceType", "text", "", "workload class; idle: serves nobody in the month"),
    focus("ConsumedQuantity", "number", "", "tokens served, on the row of operations"),
    focus("ConsumedUnit", "text", "", "unit of ConsumedQuantity"),
    cost("BilledCost", "cash"),
    cost("EffectiveCost", "amortised"),
    focus("BillingCurrency", "text", "", "ISO 4217"),
    focus("BillingAccountId", "text", "", "run_id of the plan"),
    focus("BillingAccountName", "text", "", "title of the plan"),
    focus("ChargeClass", "text", "", "always empty: a plan corrects no earlier bill"),
    focus("ChargeFrequency", "text", "", "One-Time, Recurring or Usage-Based"),
    cost("ListCost", "the plan's price; a plan knows no discount off a list"),
    cost("ContractedCost", "as ListCost"),
    focus(
      "PricingQuantity",
      "number",
      "",
      "what the price is of; devices of a server or rack that several classes share are split over their rows, so a row may hold a part of one",
    ),
    focus("PricingUnit", "text", "", "unit of PricingQuantity"),
    focus("ProviderName", "text", "", "who is paid: maker of the hardware, site, source, or the own books"),
    focus("PublisherName", "text", "", "as ProviderName"),
    focus("InvoiceIssuerName", "text", "", "as ProviderName"),
    describe("x_Scenario", "text", "", "strategy of the plan file"),
    describe("x_Quantile", "number", "", "of demand"),
  ];
}

/** Where a charge comes from: a row of plan_detail.csv, from 0, and its columns; none where nothing is charged on that side. */
export interface FocusOrigin {
  detailRowIndex: number;
  column: string;
  billed?: string;
  effective?: string;
}

export interface FocusTable extends PlanTable {
  /** By row. */
  origins: FocusOrigin[];
  /** Of the bill. */
  currency: string;
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
  frequency: "One-Time" | "Recurring" | "Usage-Based";
  consumes?: boolean;
}

/** What operating cents are for, by how the source is procured. */
const operating = { buy: "Operations", rent: "Rent", api: "API calls" } as const;
/** Who is paid for what nobody sends a bill for. */
const OWN_BOOKS = "own books";
const OPERATING = "operating";
const DEVICES = "Devices";
const TOKENS = "1000000 Tokens";

const both = { category: "Usage", billed: true, effective: true } as const;
const charges: readonly Charge[] = [
  {
    category: "Purchase",
    what: DEVICES,
    cents: (row) => row.capexCents,
    column: "capex_usd",
    billed: true,
    effective: false,
    frequency: "One-Time",
  },
  {
    category: "Usage",
    what: "Depreciation",
    cents: (row) => row.depreciationCents,
    column: "depreciation_usd",
    billed: false,
    effective: true,
    frequency: "Recurring",
  },
  {
    ...both,
    what: "Financing",
    cents: (row) => row.financingCents,
    column: "financing_usd",
    frequency: "Recurring",
  },
  {
    ...both,
    what: "Electricity",
    cents: (row) => row.energyCents,
    column: "energy_usd",
    frequency: "Usage-Based",
  },
  { ...both, what: "Colocation", cents: (row) => row.coloCents, column: "colo_usd", frequency: "Recurring" },
  {
    ...both,
    what: OPERATING,
    cents: (row) => row.operatingCents,
    column: "opex_usd",
    frequency: "Usage-Based",
    consumes: true,
  },
];

const isBlock = ({ source }: PlanRow) => source === POWER_BLOCK;
const procureOf = ({ file }: ResolvedPlan, { source }: PlanRow) => file.sources[source]!.procure;

function descriptionOf(plan: ResolvedPlan, row: PlanRow, what: string): string {
  if (what === OPERATING) return operating[procureOf(plan, row)];
  return what === DEVICES && isBlock(row) ? "Power block" : what;
}

/** What the price of a charge is of. */
function priced({ file }: ResolvedPlan, row: PlanRow, what: string): [quantity: number, unit: string] {
  if (what === "Electricity") return [row.joules / 3.6e6, "kW-Hours"];
  if (what === "API calls") return [row.servedTokens / 1e6, TOKENS];
  if (what === "Rent") return [row.inServiceDevices * hoursOf(file.start + row.month), "Device-Hours"];
  return what === DEVICES ? [row.procuredDevices, what] : [1, "Months"];
}

function paidFor({ file, hardware }: ResolvedPlan, row: PlanRow, what: string): string {
  if (what === "Financing" || what === "Operations") return OWN_BOOKS;
  if (what === "Electricity" || what === "Colocation" || isBlock(row)) return row.site;
  if (what === "Rent" || what === "API calls") return row.source;
  const makers = hardwareOf(row.source, file.sources[row.source]!).map(
    ([, id]) => hardware.get(id)?.vendor ?? id,
  );
  return [...new Set(makers)].join(" and ");
}

export function focusTable({ plan, cases, runId }: PlanOutput): FocusTable {
  const { start, money } = plan.file;
  const moment = (month: number) => `${firstDay(start + month)}T00:00:00Z`;
  const rate = usdPerUnit(money);
  const inCurrency = (cents: number) => (rate === 1 ? cents : toCents(cents / 100 / rate));
  const rows: PlanCell[][] = [];
  const origins: FocusOrigin[] = [];
  let detailRowIndex = -1;
  for (const { strategy, quantile, rows: details } of cases) {
    /** The next charge, of whole cents of dollars, in the currency of the bill. */
    const running = () => {
      let sum = 0;
      return (cents: number) => {
        const before = inCurrency(sum);
        sum += cents;
        return (inCurrency(sum) - before) / 100;
      };
    };
    const [bill, amortise] = [running(), running()];
    for (const row of details) {
      detailRowIndex++;
      for (const { category, what, cents, column, billed, effective, frequency, consumes } of charges) {
        if (cents(row) === 0) continue;
        const [billedCost, effectiveCost] = [
          bill(billed ? cents(row) : 0),
          amortise(effective ? cents(row) : 0),
        ];
        const cost = billed ? billedCost : effectiveCost;
        const period = [moment(row.month), moment(row.month + 1)];
        const description = descriptionOf(plan, row, what);
        const payee = paidFor(plan, row, description);
        rows.push([
          ...period,
          ...period,
          category,
          description,
          "AI and Machine Learning",
          row.source,
          row.site || null,
          row.planClass,
          consumes ? row.servedTokens / 1e6 : null,
          consumes ? TOKENS : null,
          billedCost,
          effectiveCost,
          money.currency,
          runId,
          plan.name,
          null,
          description === "Operations" ? "Recurring" : frequency,
          cost,
          cost,
          ...priced(plan, row, description),
          payee,
          payee,
          payee,
          strategy,
          quantile,
        ]);
        origins.push({
          detailRowIndex,
          column,
          ...(billed && { billed: column }),
          ...(effective && { effective: column }),
        });
      }
    }
  }
  return { file: "focus.csv", columns: columnsIn(money.currency), rows, origins, currency: money.currency };
}
