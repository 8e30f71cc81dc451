// All parts of a sweep are there: write the results, or print them where there is no folder to keep.
import { number } from "../../report/format.ts";
import { sweepColumns } from "../../report/sweep-columns.ts";
import { factorTable, sweepFactors } from "../../report/sweep-factors.ts";
import type { Format } from "../options.ts";
import { print, printJson } from "../output.ts";
import type { Manifest } from "./folder.ts";
import type { Part } from "./parts.ts";
import { countRows, csvLines, rowsOf, writeResults } from "./results.ts";

interface Finish {
  manifest: Manifest;
  parts: readonly Part[];
  /** Where the results go; undefined: only to stdout. */
  out?: string | undefined;
  format: Format;
}

/** The exit code: 1 where nothing at all could be simulated. */
export async function finish({ manifest, parts, out, format }: Finish): Promise<number> {
  const written =
    out === undefined
      ? { files: [], ...countRows(parts, manifest.paths) }
      : await writeResults(out, parts, manifest.paths);
  const { schema: _, factors: asked, ...head } = manifest;
  const factors = asked && sweepFactors(rowsOf(parts), manifest.paths, asked);
  const files = written.files.map((name) => `${out}/${name}`);
  if (format === "csv") for (const line of csvLines(parts, manifest.paths)) process.stdout.write(line);
  else if (format === "json")
    printJson({
      schema: "forewatt.sweep-result/1",
      ...head,
      rows: written.rows,
      infeasible: written.infeasible,
      files,
      ...(factors && { factors }),
      ...(out === undefined && { results: asObjects(parts, manifest.paths) }),
    });
  else
    print(
      [
        `${manifest.title}: ${number(manifest.runs)} runs, ${number(written.rows)} rows, ${number(written.infeasible)} of them infeasible.`,
        ...(files.length > 0
          ? [`Results: ${files.join("\n         ")}`]
          : ["Nothing is kept without --out; --format csv prints the rows."]),
        ...(asked ? ["", factorTable(factors!, asked).trimEnd()] : []),
      ].join("\n"),
    );
  return written.infeasible === written.rows ? 1 : 0;
}

function asObjects(parts: readonly Part[], paths: readonly string[]) {
  const names = sweepColumns(paths).map(({ name }) => name);
  return Array.from(rowsOf(parts), (cells) =>
    Object.fromEntries(names.map((name, k) => [name, cells[k] ?? null])),
  );
}
