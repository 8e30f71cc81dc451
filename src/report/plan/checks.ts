// checks.csv: identities that hold between the tables as they are written, one line per strategy and quantile. Each is a pair
// of spreadsheet formulas: the file has what they give on the written cells, the workbook has the formulas. Tokens, watts and
// cents are whole underneath, so every difference is zero, not small.
import type { PlanCell } from "./columns.ts";
import { describe, type PlanTable } from "./table.ts";
import { evaluate, roundTo, type Value } from "./workbook/formula.ts";
import { FIRST_ROW, type RowRange, type Sheet, valuesOf } from "./workbook/sheet.ts";
import { type Book, type BookTables, bookOf } from "./workbook/sheets.ts";

const columns = [
  describe("identity", "text", "", "what must be equal, of which strategy and quantile"),
  describe("left", "number", "", "one side, from the written cells"),
  describe("right", "number", "", "the other side"),
  describe("difference", "number", "", "left - right", "left - right"),
  describe("unit", "text", "", "of the three"),
];

export interface Identity {
  identity: string;
  left: string;
  right: string;
  unit: string;
}

/**
 * Below a ten-thousandth, or the thirteenth digit of a larger sum, a difference is floating point of a sum of written decimals and not
 * of the books: 15 digits are what a spreadsheet holds. Cents are told apart up to a hundred billion dollars.
 */
const decimalsOf = (value: number): number =>
  Math.max(0, Math.min(4, 13 - Math.ceil(Math.log10(Math.max(1, Math.abs(value))))));
const exact = (formula: string, decimals: number) => `ROUND(${formula},${decimals})`;

/** The identities of a strategy at a quantile, as formulas. */
function identitiesOf(
  { layout, cases, input, exchangeRate: rate, billCurrency }: Book,
  key: string,
): Identity[] {
  const plan = cases.plan.get(key)!;
  const month = (column: string, block: RowRange | undefined = plan) => layout.range("Plan", column, block);
  const sum = (column: string) => `SUM(${month(column)})`;
  const sums = (columns: readonly string[]) => columns.map(sum).join("+");
  const detail = (column: string) => `SUM(${layout.range("Detail", column, cases.detail.get(key))})`;
  const orders = (column: string) => layout.range("Procurement", column, cases.procurement.get(key));
  const bill = (column: string) => `SUM(${layout.range("FOCUS", column, cases.focus.get(key))})`;
  const billed = (column: string) => (rate === undefined ? sum(column) : `ROUND(${sum(column)}/${rate},2)`);
  const atTheRate = rate === undefined ? "" : " / exchange rate";
  const last = (column: string) => layout.cell("Plan", column, plan.to - 1);
  const running = ["financing_usd", "energy_usd", "colo_usd", "opex_usd"];
  const gone = cases.procurement.has(key)
    ? `SUMIF(${orders("end_of_service")},"<="&${last("period_start")},${orders("devices")})`
    : "0";
  const discounted = (column: string) =>
    `NPV((1+${input("money", "discount rate")})^(1/12)-1,${month(column)})`;
  const million = "million tokens";
  const lines: [identity: string, left: string, right: string, unit: string][] = [
    [
      "served + unmet = demand",
      sums(["served_tokens_millions", "unmet_tokens_millions"]),
      sum("demand_tokens_millions"),
      million,
    ],
    ...["demand", "served", "unmet"].map((name): [string, string, string, string] => [
      `${name} over sites, classes and hardware = ${name}`,
      detail(`${name}_tokens_millions`),
      sum(`${name}_tokens_millions`),
      million,
    ]),
    [
      "devices at the start + procured = in service at the end + out of service",
      `${input("fleet", "in service at the start")}+${sum("devices_procured")}`,
      `${last("devices_in_service")}+${input("fleet", "of them out of service within the plan")}+${gone}`,
      "devices",
    ],
    [
      "devices in service over sites, classes and hardware = devices in service",
      detail("devices_in_service"),
      sum("devices_in_service"),
      "device months",
    ],
    ["procured = orders of procurement.csv", sum("devices_procured"), `SUM(${orders("devices")})`, "devices"],
    [
      "energy = facility power x hours",
      sum("energy_mwh"),
      `SUMPRODUCT(${month("facility_power_mw")},${month("hours")})`,
      "MWh",
    ],
    ["energy over sites, classes and hardware = energy", detail("energy_mwh"), sum("energy_mwh"), "MWh"],
    [
      "billed purchases = amortised within the plan + after it + residual",
      sum("capex_usd"),
      `${sum("depreciation_usd")}+SUM(${orders("depreciation_after_plan_usd")})+SUM(${orders("residual_usd")})`,
      "USD",
    ],
    [
      "depreciation = orders of procurement.csv",
      sum("depreciation_usd"),
      `SUM(${orders("depreciation_in_plan_usd")})`,
      "USD",
    ],
    ["capex = orders of procurement.csv", sum("capex_usd"), `SUM(${orders("capex_usd")})`, "USD"],
    [
      "cash = capex + financing + energy + colo + opex",
      sum("total_cash_usd"),
      sums(["capex_usd", ...running]),
      "USD",
    ],
    [
      "amortised = depreciation + financing + energy + colo + opex",
      sum("total_amortised_usd"),
      sums(["depreciation_usd", ...running]),
      "USD",
    ],
    ["cash over sites, classes and hardware = cash", detail("total_cash_usd"), sum("total_cash_usd"), "USD"],
    [
      "amortised over sites, classes and hardware = amortised",
      detail("total_amortised_usd"),
      sum("total_amortised_usd"),
      "USD",
    ],
    [
      `BilledCost of focus.csv = cash${atTheRate}`,
      bill("BilledCost"),
      billed("total_cash_usd"),
      billCurrency,
    ],
    [
      `EffectiveCost of focus.csv = amortised${atTheRate}`,
      bill("EffectiveCost"),
      billed("total_amortised_usd"),
      billCurrency,
    ],
    [
      "npv = discounted revenue less cash but interest",
      last("npv_usd"),
      `ROUND(${discounted("net_cash_usd")}+${discounted("financing_usd")},2)`,
      "USD",
    ],
  ];
  return lines.map(([identity, left, right, unit]) => ({
    identity: `${key.replace(" ", " at ")}: ${identity}`,
    left,
    right,
    unit,
  }));
}

export const identities = (book: Book): Identity[] =>
  [...book.cases.plan.keys()].flatMap((key) => identitiesOf(book, key));

/** What the identities give on the cells of the CSV files. */
export function checksTable(tables: BookTables): PlanTable {
  const book = bookOf(tables, false);
  const values = valuesOf(book.sheets);
  const cells = {
    valueAt: (sheet: string, row: number, column: number): Value =>
      values.get(sheet)![row - FIRST_ROW]![column] ?? null,
  };
  const rows = identities(book).map(({ identity, left, right, unit }): PlanCell[] => {
    const side = (formula: string) => Number(evaluate(formula, "Checks", cells));
    const decimals = decimalsOf(side(left));
    const [a, b] = [roundTo(side(left), decimals), roundTo(side(right), decimals)];
    return [identity, a, b, roundTo(a - b, decimals), unit];
  });
  return { file: "checks.csv", columns, rows };
}

/** The same as formulas; a line that is about the workbook itself stays as it came out. */
export function checksSheet(book: Book, table: PlanTable): Sheet {
  const formulas = identities(book);
  const rows = table.rows.map((row, index) => {
    const found = formulas[index];
    if (found === undefined) return [...row] as Sheet["rows"][number];
    const at = index + FIRST_ROW + 1;
    const decimals = decimalsOf(Number(row[1]));
    return [
      found.identity,
      { formula: exact(found.left, decimals) },
      { formula: exact(found.right, decimals) },
      { formula: exact(`B${at}-C${at}`, decimals) },
      found.unit,
    ];
  });
  return { name: "Checks", columns: table.columns, rows };
}
