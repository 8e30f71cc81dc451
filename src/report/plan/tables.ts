// Every table of a plan, each a CSV file and a sheet of the workbook, and the dictionary of them all.
import { bindingCeiling } from "../../finance/ceiling.ts";
import type { PlanCase, PlanOutput } from "../../finance/plan.ts";
import type { PlanRow } from "../../finance/plan-row.ts";
import { monthTotals, netPresentCents } from "../../finance/totals.ts";
import { checksTable } from "./checks.ts";
import { detailColumns, type PlanLine, planColumns } from "./columns.ts";
import { flagsOf, provenanceOf } from "./flags.ts";
import { type FocusTable, focusTable } from "./focus.ts";
import { inputsTable } from "./inputs.ts";
import { procurementTable } from "./procurement.ts";
import { summaryTable } from "./summary.ts";
import { dictionaryOf, type PlanTable } from "./table.ts";
import { type DetailTable, workbookColumns } from "./workbook/sheets.ts";

export interface PlanTables {
  summary: PlanTable;
  inputs: PlanTable;
  plan: PlanTable;
  detail: DetailTable;
  procurement: PlanTable;
  focus: FocusTable;
  checks: PlanTable;
  dictionary: PlanTable;
}

export function planTables(output: PlanOutput): PlanTables {
  const plan: PlanTable = { file: "plan.csv", columns: planColumns, rows: [] };
  const detail: DetailTable = {
    file: "plan_detail.csv",
    columns: detailColumns,
    rows: [],
    energyPriceRatios: output.cases.flatMap(({ rows }) =>
      rows.map(({ energyPriceRatio }) => energyPriceRatio),
    ),
  };
  for (const each of output.cases) {
    const { lines, details } = linesOf(output, each);
    for (const line of lines) plan.rows.push(planColumns.map(({ of }) => of(line)));
    for (const line of details) detail.rows.push(detailColumns.map(({ of }) => of(line)));
  }
  const procurement = procurementTable(output);
  const focus = focusTable(output);
  const tables = {
    summary: summaryTable(output),
    inputs: inputsTable(output),
    plan,
    detail,
    procurement,
    focus,
  };
  const checks = checksTable(tables);
  const dictionary = dictionaryOf([...Object.values(tables), checks], workbookColumns());
  return { ...tables, checks, dictionary };
}

/** A case as lines: one per month, and one per month, site, class and hardware. */
function linesOf({ plan, runId }: PlanOutput, each: PlanCase): { lines: PlanLine[]; details: PlanLine[] } {
  const { file } = plan;
  const totals = monthTotals(each, file.horizon);
  const present = netPresentCents(totals, file);
  const base = { file, runId, strategy: each.strategy, quantile: each.quantile };
  const line = (row: PlanRow, of: Partial<PlanLine> = {}): PlanLine => ({
    ...base,
    row,
    netPresentCents: null,
    ceiling: "",
    provenance: provenanceOf(each, row),
    flags: flagsOf(plan, each, row),
    ...of,
  });
  const ceilings = totals.map((total) => bindingCeiling(file, each, total));
  return {
    lines: totals.map((row, m) => line(row, { netPresentCents: present[m]!, ceiling: ceilings[m]! })),
    details: each.rows.map((row) => line(row, { ceiling: row.unmetTokens > 0 ? ceilings[row.month]! : "" })),
  };
}
