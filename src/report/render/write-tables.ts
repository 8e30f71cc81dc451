// Writes tables as CSV under --out, row by row.
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type PlanTable, planTableCsv } from "../plan/table.ts";
import { makeFolder, refusals } from "./output-folder.ts";

export async function writeTables(directory: string, tables: readonly PlanTable[]): Promise<void> {
  await makeFolder(directory);
  await refusals(directory, async () => {
    for (const table of tables)
      await pipeline(Readable.from(planTableCsv(table)), createWriteStream(join(directory, table.file)));
  });
}
