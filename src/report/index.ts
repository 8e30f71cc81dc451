// What the faces call. Chart rendering is not here: `writeReport` (render/write.ts) is loaded when it is needed.

export { runPage } from "./html/pages/run.ts";
export type { ReportContext } from "./html/reproduce.ts";
export { resultJson } from "./json.ts";
export { requestCsvRows } from "./requests-csv.ts";
export { summaryCsv } from "./summary-csv.ts";
export { renderTable, type TableOptions } from "./table.ts";
