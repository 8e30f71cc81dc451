// The tables of a plan as sheets: totals, unit costs, energy, revenue, carbon and present value as formulas over cells, so that a
// changed price, rate or intensity of the Inputs sheet runs through to the summary. Tokens, devices, watts and bookings are
// the plan's own: other ones take a new plan.
import type { FocusTable } from "../focus.ts";
import { inputRow } from "../inputs.ts";
import type { PlanTable } from "../table.ts";
import {
  blocksOf,
  type Layout,
  layoutOf,
  type RowRange,
  type Sheet,
  type SheetColumn,
  sheetValue,
} from "./sheet.ts";
import { workingColumns } from "./working-columns.ts";

/** plan_detail.csv, with what its rows pay for electricity over the mean of the day. */
export interface DetailTable extends PlanTable {
  energyPriceRatios: readonly number[];
}

/** The tables that sheets are made of; identities come after them. */
export interface BookTables {
  summary: PlanTable;
  inputs: PlanTable;
  plan: PlanTable;
  detail: DetailTable;
  procurement: PlanTable;
  focus: FocusTable;
}

export const sheetNames = {
  summary: "Summary",
  inputs: "Inputs",
  plan: "Plan",
  detail: "Detail",
  procurement: "Procurement",
  focus: "FOCUS",
} as const satisfies Record<keyof BookTables, string>;

/** A cell's formula by its row; none where the cell is a value. */
type FormulaOf = (row: number) => string | undefined;
type Formulas = Record<string, FormulaOf>;

/** For the dictionary. */
export const workbookColumns = (): { file: string; columns: SheetColumn[] }[] =>
  Object.entries(workingColumns).map(([key, columns]) => ({
    file: `plan.xlsx, sheet ${sheetNames[key as keyof BookTables]}`,
    columns,
  }));

/** Sums so far are what a bill in another currency is rounded by. */
const columnsOf = (key: keyof BookTables, { [key]: table, focus }: BookTables): SheetColumn[] => [
  ...table.columns,
  ...(key in workingColumns && (key !== "focus" || focus.currency !== "USD")
    ? workingColumns[key as keyof typeof workingColumns]
    : []),
];

export interface Book {
  sheets: Sheet[];
  layout: Layout;
  /** Rows of a strategy and quantile, by `strategy quantile`. */
  cases: Record<"plan" | "detail" | "procurement" | "focus", Map<string, RowRange>>;
  /** An input by group and name, as a cell; `0` where the plan has none. */
  input(group: string, name: string): string;
  /** The cell with the dollars that one of the bill's currency is worth; undefined where it is in dollars. */
  exchangeRate: string | undefined;
  billCurrency: string;
}

/** `live`: with the formulas of the workbook; else every cell of a CSV file as that file has it. */
export function bookOf(tables: BookTables, live: boolean): Book {
  const keys = Object.keys(sheetNames) as (keyof BookTables)[];
  const layout = layoutOf(keys.map((key) => ({ name: sheetNames[key], columns: columnsOf(key, tables) })));
  const input = (group: string, name: string): string => {
    const row = inputRow(tables.inputs, group, name);
    if (row === undefined) return "0";
    // The same cell for every row: absolute.
    return layout.cell("Inputs", "value", row).replace(/([A-Z]+)(\d+)$/, "$$$1$$$2");
  };
  const byCase = ["scenario", "quantile"];
  const cases = {
    plan: blocksOf(tables.plan, byCase),
    detail: blocksOf(tables.detail, byCase),
    procurement: blocksOf(tables.procurement, byCase),
    focus: blocksOf(tables.focus, ["x_Scenario", "x_Quantile"]),
  };
  const parts = { tables, layout, input, cases, exchangeRate: exchangeRate(tables, input) };
  const formulas: Partial<Record<keyof BookTables, Formulas>> = {
    summary: summaryFormulas(parts),
    plan: planFormulas(parts),
    detail: detailFormulas(parts),
    focus: focusFormulas(parts),
  };
  const sheets = keys.map((key): Sheet => {
    const table = tables[key];
    const columns = columnsOf(key, tables);
    const rows = table.rows.map((row, index) =>
      columns.map((column, at) => {
        const value = at < row.length ? sheetValue(row[at]!, column) : null;
        // What a file leaves empty stays empty.
        if (!column.working && (!live || value === null)) return value;
        const formula = formulas[key]?.[column.name]?.(index);
        return formula === undefined ? value : { formula: inside(formula, sheetNames[key]) };
      }),
    );
    return { name: sheetNames[key], columns, rows };
  });
  return {
    sheets,
    layout,
    cases,
    input,
    exchangeRate: parts.exchangeRate,
    billCurrency: tables.focus.currency,
  };
}

/** A cell of the own sheet goes without its name. */
const inside = (formula: string, sheet: string) => formula.replaceAll(`${sheet}!`, "");

type Parts = Pick<Book, "layout" | "input" | "cases" | "exchangeRate"> & { tables: BookTables };

/** The text of a table's cell. */
function textOf({ columns, rows }: PlanTable, name: string): (row: number) => string {
  const at = columns.findIndex((column) => column.name === name);
  return (row) => String(rows[row]![at] ?? "");
}

function detailFormulas({ tables, layout, input }: Parts): Formulas {
  const at = (column: string, row: number) => layout.cell("Detail", column, row);
  const [site, source, planClass] = ["site", "hardware", "workload_class"].map((name) =>
    textOf(tables.detail, name),
  ) as [FormulaText, FormulaText, FormulaText];
  const bought = new Set(
    tables.inputs.rows.flatMap((row) => (row[1] === "procure" && row[2] === "buy" ? [String(row[0])] : [])),
  );
  return {
    ...rowFormulas("Detail", layout, input),
    energy_mwh: (row) =>
      `${at("facility_power_mw", row)}*(${at("period_end", row)}-${at("period_start", row)})*24`,
    // Rent and APIs pay for power already.
    energy_usd: (row) =>
      site(row) !== "" && bought.has(`source ${source(row)}`)
        ? `ROUND(${at("energy_mwh", row)}*1000*${input(`site ${site(row)}`, "electricity")}*${at("energy_price_ratio", row)},2)`
        : undefined,
    energy_price_ratio: (row) => String(tables.detail.energyPriceRatios[row]!),
    revenue_usd: (row) =>
      `ROUND(${at("served_tokens_millions", row)}*${input(`class ${planClass(row)}`, "price")},2)`,
    carbon_tonnes: (row) =>
      site(row) === ""
        ? "0"
        : `${at("energy_mwh", row)}*${input(`site ${site(row)}`, "carbon intensity")}/1000`,
  };
}

type FormulaText = (row: number) => string;

/** What Plan and Detail have in common: a row's own arithmetic. */
function rowFormulas(sheet: "Plan" | "Detail", layout: Layout, input: Book["input"]): Formulas {
  const at = (column: string, row: number) => layout.cell(sheet, column, row);
  const sum = (columns: readonly string[]) => (row: number) => columns.map((name) => at(name, row)).join("+");
  const running = ["financing_usd", "energy_usd", "colo_usd", "opex_usd"];
  return {
    // Whole tokens.
    unmet_tokens_millions: (row) =>
      `ROUND(${at("demand_tokens_millions", row)}-${at("served_tokens_millions", row)},6)`,
    utilisation_target: () => input("policy", "target utilisation"),
    pue: (row) => `ROUND(${at("facility_power_mw", row)}/${at("it_power_mw", row)},3)`,
    total_cash_usd: sum(["capex_usd", ...running]),
    total_amortised_usd: sum(["depreciation_usd", ...running]),
    usd_per_million_tokens: (row) => `${at("total_amortised_usd", row)}/${at("served_tokens_millions", row)}`,
  };
}

/** Columns of plan.csv that add up over sites, classes and hardware. */
const added = [
  "demand_tokens_millions",
  "served_tokens_millions",
  "cache_avoided_tokens_millions",
  "peak_tokens_per_s",
  "devices_needed",
  "devices_redundant",
  "devices_procured",
  "devices_in_service",
  "devices_ordered",
  "it_power_mw",
  "facility_power_mw",
  "energy_mwh",
  "capex_usd",
  "depreciation_usd",
  "financing_usd",
  "energy_usd",
  "colo_usd",
  "opex_usd",
  "revenue_usd",
  "carbon_tonnes",
];

function planFormulas({ tables, layout, input, cases }: Parts): Formulas {
  const at = (column: string, row: number) => layout.cell("Plan", column, row);
  const key = ["scenario", "quantile", "period_start"];
  const months = blocksOf(tables.detail, key);
  const [scenario, quantile, start] = key.map((name) => textOf(tables.plan, name)) as [
    FormulaText,
    FormulaText,
    FormulaText,
  ];
  const details = (row: number) => months.get(`${scenario(row)} ${quantile(row)} ${start(row)}`);
  const first = (row: number) => cases.plan.get(`${scenario(row)} ${quantile(row)}`)!.from;
  const soFar = (column: string) => (row: number) =>
    `SUM(${layout.range("Plan", column, { from: first(row), to: row + 1 })})`;
  const sums = added.map((name): [string, FormulaOf] => [
    name,
    (row) => `SUM(${layout.range("Detail", name, details(row))})`,
  ]);
  return {
    ...Object.fromEntries(sums),
    ...rowFormulas("Plan", layout, input),
    npv_usd: (row) => `ROUND(${soFar("present_value_usd")(row)},2)`,
    hours: (row) => `(${at("period_end", row)}-${at("period_start", row)})*24`,
    margin_usd: (row) => `ROUND(${at("revenue_usd", row)}-${at("total_amortised_usd", row)},2)`,
    net_cash_usd: (row) => `ROUND(${at("revenue_usd", row)}-${at("total_cash_usd", row)},2)`,
    discount_factor: (row) => `(1+${input("money", "discount rate")})^(-${row - first(row) + 1}/12)`,
    present_value_usd: (row) =>
      `ROUND(${at("net_cash_usd", row)}+${at("financing_usd", row)},2)*${at("discount_factor", row)}`,
    cumulative_cash_usd: soFar("total_cash_usd"),
    cumulative_amortised_usd: soFar("total_amortised_usd"),
  };
}

function exchangeRate({ inputs }: BookTables, input: Book["input"]): string | undefined {
  const currency = inputs.rows.find(([group, name]) => group === "money" && name === "currency")![2];
  return currency === "USD" ? undefined : input("money", `exchange rate of ${currency}`);
}

/** A charge is a cell of Detail; in another currency, by how much the sum so far, in whole cents, grows with it. */
function focusFormulas({ tables: { focus }, layout, cases, exchangeRate: rate }: Parts): Formulas {
  const firsts = new Set([...cases.focus.values()].map(({ from }) => from));
  const at = (column: string, row: number) => layout.cell("FOCUS", column, row);
  const usd = (row: number, side: "billed" | "effective") => {
    const { detailRowIndex, [side]: column } = focus.origins[row]!;
    return column && layout.cell("Detail", column, detailRowIndex);
  };
  const soFar =
    (side: "billed" | "effective"): FormulaOf =>
    (row) =>
      `ROUND(${firsts.has(row) ? "0" : at(`${side}_so_far_usd`, row - 1)}+${usd(row, side) ?? "0"},2)`;
  const cost =
    (side: "billed" | "effective"): FormulaOf =>
    (row) => {
      if (rate === undefined) return usd(row, side);
      const before = firsts.has(row) ? "0" : `ROUND(${at(`${side}_so_far_usd`, row - 1)}/${rate},2)`;
      return usd(row, side) && `ROUND(ROUND(${at(`${side}_so_far_usd`, row)}/${rate},2)-${before},2)`;
    };
  const price: FormulaOf = (row) => at(focus.origins[row]!.billed ? "BilledCost" : "EffectiveCost", row);
  return {
    BilledCost: cost("billed"),
    EffectiveCost: cost("effective"),
    ListCost: price,
    ContractedCost: price,
    billed_so_far_usd: soFar("billed"),
    effective_so_far_usd: soFar("effective"),
  };
}

function summaryFormulas({ tables, layout, cases }: Parts): Formulas {
  const at = (column: string, row: number) => layout.cell("Summary", column, row);
  const [scenario, quantile] = ["scenario", "quantile"].map((name) => textOf(tables.summary, name)) as [
    FormulaText,
    FormulaText,
  ];
  const block = (row: number) => cases.plan.get(`${scenario(row)} ${quantile(row)}`)!;
  const over =
    (name: string, column: string): FormulaOf =>
    (row) =>
      `${name}(${layout.range("Plan", column, block(row))})`;
  const total = (column: string) => over("SUM", column);
  return {
    unmet_share: (row) => `${total("unmet_tokens_millions")(row)}/${total("demand_tokens_millions")(row)}`,
    peak_devices: over("MAX", "devices_in_service"),
    peak_facility_power_mw: over("MAX", "facility_power_mw"),
    energy_mwh: total("energy_mwh"),
    carbon_tonnes: total("carbon_tonnes"),
    capex_usd: total("capex_usd"),
    total_cash_usd: total("total_cash_usd"),
    total_amortised_usd: total("total_amortised_usd"),
    revenue_usd: total("revenue_usd"),
    margin_usd: (row) => `ROUND(${at("revenue_usd", row)}-${at("total_amortised_usd", row)},2)`,
    margin_share: (row) => `${at("margin_usd", row)}/${at("revenue_usd", row)}`,
    usd_per_million_tokens: (row) =>
      `${at("total_amortised_usd", row)}/${total("served_tokens_millions")(row)}`,
    npv_usd: (row) => layout.cell("Plan", "npv_usd", block(row).to - 1),
    peak_devices_redundant: over("MAX", "devices_redundant"),
    rent_after_plan_usd: (row) =>
      `SUM(${layout.range("Procurement", "rent_after_plan_usd", cases.procurement.get(`${scenario(row)} ${quantile(row)}`))})`,
  };
}
