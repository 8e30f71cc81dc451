// What `plan --out` writes: the page, the result, every table as CSV, charts, and the tables as one workbook, which is read back
// and held against them.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { analysisCharts, planCharts } from "../charts/plan/index.ts";
import type { ReportContext } from "../html/reproduce.ts";
import type { AnalysedPlan } from "../plan/chosen.ts";
import { planPage } from "../plan/page/page.ts";
import { planResult } from "../plan/result.ts";
import { planTableCsv } from "../plan/table.ts";
import type { PlanTables } from "../plan/tables.ts";
import type { Agreement } from "../plan/workbook/agreement.ts";
import { bookAgreement, bookNotes, planBook, withAgreement } from "../plan/workbook/plan-book.ts";
import { pageHtml } from "./page.ts";
import { writePictures } from "./pictures.ts";
import { writeRows, writeStaged } from "./staged.ts";
import { readWorkbook, writeWorkbook } from "./workbook.ts";

export interface PlanFiles extends AnalysedPlan {
  tables: PlanTables;
  context: ReportContext;
}

interface Checked {
  tables: PlanTables;
  bytes: Uint8Array;
  agreement: Agreement;
}

/** The workbook, and the tables with what came of reading it back as their last check. */
async function checkedWorkbook({ output, tables }: PlanFiles): Promise<Checked> {
  const words = { title: output.plan.name, notes: bookNotes(output) };
  const of = async (expected: Pick<Agreement, "cells" | "agreeing">): Promise<Checked> => {
    const checked = { ...tables, checks: withAgreement(tables.checks, expected) };
    const { sheets, values } = planBook(checked);
    const bytes = await writeWorkbook(sheets, values, words);
    return { tables: checked, bytes, agreement: bookAgreement(checked, await readWorkbook(bytes)) };
  };
  const cells = countCells(tables);
  const first = await of({ cells, agreeing: cells });
  // It says of itself that all is as it should be: where that is not so, it is made again with what was found.
  return first.agreement.agreeing === first.agreement.cells ? first : of(first.agreement);
}

/** Cells that are not empty, headers and the line about the workbook itself included. */
function countCells(tables: PlanTables): number {
  const checks = withAgreement(tables.checks, { cells: 0, agreeing: 0 });
  return Object.values({ ...tables, checks }).reduce(
    (sum, { columns, rows }) =>
      sum +
      columns.length +
      rows.reduce((all, row) => all + row.filter((cell) => cell !== null && cell !== "").length, 0),
    0,
  );
}

/** Returns the tables as written: with the check that the workbook gave. `between` may stop the work by throwing. */
export async function writePlan(
  directory: string,
  files: PlanFiles,
  between: () => Promise<void>,
): Promise<Checked> {
  let checked: Checked | undefined;
  await writeStaged(directory, async (folder) => {
    checked = await checkedWorkbook(files);
    await between();
    await writeFile(join(folder, "plan.xlsx"), checked.bytes);
    const tables = Object.values(checked.tables);
    for (const table of tables) await writeRows(join(folder, table.file), planTableCsv(table));
    await writeFile(
      join(folder, "result.json"),
      `${JSON.stringify(planResult(files, checked.tables), null, 2)}\n`,
    );
    const charts = planCharts(files);
    const pictures = [...charts, ...analysisCharts(files)];
    const pictureFiles: string[] = [];
    for (const chart of pictures) {
      await between();
      pictureFiles.push(...(await writePictures(folder, [chart])));
    }
    await writeFile(
      join(folder, "report.html"),
      pageHtml(planPage(files, checked.tables, charts, files.context)),
    );
    return [...tables.map(({ file }) => file), "plan.xlsx", "result.json", ...pictureFiles, "report.html"];
  });
  return checked!;
}
