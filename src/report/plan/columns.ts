// The columns of plan.csv (forecasting.md 4.2, a public contract) and plan_detail.csv: each once, with its unit, its meaning, its
// formula and how it is read off a row; the dictionary, the CSV files and the workbook come from here.
import { firstDay, hoursOf } from "../../finance/calendar.ts";
import { amortisedCents, cashCents, type PlanRow } from "../../finance/plan-row.ts";
import type { PlanFile } from "../../finance/schema.ts";

export type PlanCell = string | number | null;

/** A row with what only its case knows. */
export interface PlanLine {
  file: PlanFile;
  runId: string;
  strategy: string;
  quantile: number;
  row: PlanRow;
  /** Present value so far; of plan.csv only. */
  netPresentCents: number | null;
  ceiling: string;
  provenance: string;
  flags: string;
}

export interface PlanColumn {
  name: string;
  unit: string;
  /** `any`: a number or a name. */
  type: "text" | "date" | "integer" | "number" | "share" | "money" | "any";
  meaning: string;
  formula: string;
  source: string;
  of(line: PlanLine): PlanCell;
}

export const PLAN_SCHEMA_VERSION = "forewatt.plan.csv/1";

const MILLION = 1e6;
const usd = (cents: number) => cents / 100;
const column = (
  name: string,
  type: PlanColumn["type"],
  unit: string,
  meaning: string,
  of: PlanColumn["of"],
  formula = "",
  source = "plan",
): PlanColumn => ({ name, type, unit, meaning, formula, source, of });

const tokens = (
  name: string,
  key: "demandTokens" | "servedTokens" | "unmetTokens" | "avoidedTokens",
  meaning: string,
  formula = "",
) => column(name, "number", "million tokens", meaning, ({ row }) => row[key] / MILLION, formula);
const devices = (
  name: string,
  key: "neededDevices" | "redundantDevices" | "procuredDevices" | "inServiceDevices" | "orderedDevices",
  meaning: string,
  formula = "",
) => column(name, "integer", "devices", meaning, ({ row }) => row[key], formula);
const money = (name: string, of: (row: PlanRow) => number, meaning: string, formula = "") =>
  column(name, "money", "USD", meaning, ({ row }) => usd(of(row)), formula);

export const planColumns: readonly PlanColumn[] = [
  column("schema_version", "text", "", "version of these columns", () => PLAN_SCHEMA_VERSION),
  column(
    "run_id",
    "text",
    "",
    "hash of plan, profiles and version: the same inputs, the same id",
    ({ runId }) => runId,
  ),
  column("scenario", "text", "", "strategy of the plan file", ({ strategy }) => strategy),
  column("quantile", "number", "", "of demand; hardware at its central estimate", ({ quantile }) => quantile),
  column("period_start", "date", "", "first day of the month", ({ file, row }) =>
    firstDay(file.start + row.month),
  ),
  column("period_end", "date", "", "first day of the next month, exclusive", ({ file, row }) =>
    firstDay(file.start + row.month + 1),
  ),
  tokens("demand_tokens_millions", "demandTokens", "tokens asked for, input and output"),
  tokens("served_tokens_millions", "servedTokens", "tokens served, by devices, APIs or caches in front"),
  tokens("unmet_tokens_millions", "unmetTokens", "tokens that nothing serves", "demand - served"),
  tokens(
    "cache_avoided_tokens_millions",
    "avoidedTokens",
    "of the served: answered by caches in front, never computed",
  ),
  column(
    "peak_tokens_per_s",
    "number",
    "tokens/s",
    "computed tokens in the busiest hour",
    ({ row }) => row.peakTokensPerSecond,
  ),
  column(
    "goodput_tokens_per_s_per_device",
    "number",
    "tokens/s/device",
    "simulated capacity within the service level, headroom and interruptions taken off",
    ({ row }) => row.plannedTokensPerSecondPerDevice || null,
    "capacity x utilisation_target",
    "simulation",
  ),
  column(
    "utilisation_target",
    "number",
    "",
    "of simulated capacity that is planned with at the peak",
    ({ file }) => file.policy.targetUtilisation,
  ),
  devices(
    "devices_needed",
    "neededDevices",
    "devices that carry the peak",
    "ceil(peak / goodput per device)",
  ),
  devices("devices_redundant", "redundantDevices", "devices in reserve for failures"),
  devices("devices_procured", "procuredDevices", "devices that enter service in the month, bought or rented"),
  devices(
    "devices_in_service",
    "inServiceDevices",
    "devices bought or rented, not yet at the end of their life",
  ),
  devices(
    "devices_ordered",
    "orderedDevices",
    "devices ordered in the month: in service one lead time later",
  ),
  column(
    "it_power_mw",
    "number",
    "MW",
    "mean IT power at the simulated operating point",
    ({ row }) => row.itWatts / MILLION,
    "",
    "simulation",
  ),
  column(
    "pue",
    "number",
    "",
    "facility over IT power",
    ({ row }) => (row.itWatts > 0 ? Math.round((1000 * row.facilityWatts) / row.itWatts) / 1000 : null),
    "facility_power_mw / it_power_mw, to the three digits that whole watts allow",
  ),
  column(
    "facility_power_mw",
    "number",
    "MW",
    "mean facility power",
    ({ row }) => row.facilityWatts / MILLION,
  ),
  column(
    "binding_ceiling",
    "text",
    "",
    "what keeps the unmet tokens from being served",
    ({ ceiling }) => ceiling,
  ),
  column(
    "energy_mwh",
    "number",
    "MWh",
    "facility energy",
    ({ file, row }) => (row.facilityWatts * hoursOf(file.start + row.month)) / MILLION,
    "facility_power_mw x hours of the month",
  ),
  money("capex_usd", (row) => row.capexCents, "purchases, in the month they enter service"),
  money(
    "depreciation_usd",
    (row) => row.depreciationCents,
    "straight line to the residual",
    "(capex - residual) / life",
  ),
  money("financing_usd", (row) => row.financingCents, "interest on what is not yet depreciated"),
  money(
    "energy_usd",
    (row) => row.energyCents,
    "electricity of owned devices",
    "energy_mwh x price of the site, at the hours of the load",
  ),
  money(
    "colo_usd",
    (row) => row.coloCents,
    "colocation on provisioned power: of owned servers and racks that are switched on",
  ),
  money("opex_usd", (row) => row.operatingCents, "operations of owned devices, rent and API calls"),
  money("total_cash_usd", cashCents, "what is paid", "capex + financing + energy + colo + opex"),
  money(
    "total_amortised_usd",
    amortisedCents,
    "what it costs",
    "depreciation + financing + energy + colo + opex",
  ),
  column(
    "usd_per_million_tokens",
    "number",
    "USD/million tokens",
    "amortised cost of a served token",
    ({ row }) => (row.servedTokens > 0 ? usd(amortisedCents(row)) / (row.servedTokens / MILLION) : null),
    "total_amortised_usd / served_tokens_millions",
  ),
  column(
    "npv_usd",
    "money",
    "USD",
    "present value of revenue less cash but interest since the start; without prices, of cash alone",
    ({ netPresentCents }) => (netPresentCents === null ? null : usd(netPresentCents)),
    "sum of (revenue - (total_cash - financing)) / (1 + discount rate)^years",
  ),
  column(
    "provenance",
    "text",
    "",
    "what the capacity rests on",
    ({ provenance }) => provenance,
    "",
    "simulation",
  ),
  column("flags", "text", "", "what to look at, by code", ({ flags }) => flags),
];

/** plan_detail.csv: the same by site, class and hardware. */
export const detailColumns: readonly PlanColumn[] = [
  ...planColumns.slice(0, 6),
  column("site", "text", "", "empty for APIs, caches in front and unmet tokens", ({ row }) => row.site),
  column(
    "workload_class",
    "text",
    "",
    "idle: capacity that serves nobody in the month",
    ({ row }) => row.planClass,
  ),
  column(
    "hardware",
    "text",
    "",
    "source of the plan file; empty for caches in front and unmet tokens",
    ({ row }) => row.source,
  ),
  ...planColumns.slice(6),
];
