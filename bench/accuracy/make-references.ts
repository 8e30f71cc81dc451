// `npm run bench:references`: writes references.csv and energy-references.csv anew from ../shared/groundtruth. What they keep
// is decided in select.ts; facts and citations are those of the source.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { row as csvRow } from "../../src/report/csv.ts";
import { groundTruth, referenceFiles } from "./files.ts";
import { kept, readTable, select } from "./select.ts";

if (!existsSync(groundTruth)) {
  console.error(`${groundTruth} is not there: the committed tables stay as they are`);
  process.exit(2);
}
for (const [source, target] of [
  ["cases.csv", referenceFiles.cases],
  ["energy.csv", referenceFiles.energy],
] as const) {
  const table = readTable(readFileSync(`${groundTruth}/${source}`, "utf8"));
  const rows = select(table);
  const lines = rows.map((each) => csvRow(table.columns.map((column) => kept(each)[column])));
  writeFileSync(target, csvRow(table.columns) + lines.join(""));
  const points = new Map(rows.map(({ point_id, quality }) => [point_id, quality]));
  const best = [...points.values()].filter((quality) => quality === "A").length;
  console.log(`${target}: ${rows.length} rows of ${points.size} points, ${best} of quality A`);
}
