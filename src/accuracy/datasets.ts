// Mean lengths of named data sets, for rows that state none: a table `dataset,mean_input,mean_output,source`
// (bench/accuracy/datasets.csv). A row names its data set in a column `dataset` or `task`, in its notes (`task gpqa`), or by being
// MLPerf's task of a model: `mlperf/llama-3.1-405b`. What a row measured itself counts before the table.
import { parse } from "csv-parse/sync";
import { InputError, type Problem } from "../base/errors.ts";

export interface DatasetLengths {
  inputTokens: number;
  /** Of the reference outputs; undefined where nobody published them. */
  outputTokens: number | undefined;
}

export type Datasets = ReadonlyMap<string, DatasetLengths>;

const columns = ["dataset", "mean_input", "mean_output", "source"] as const;
type Row = Record<(typeof columns)[number], string>;

export function parseDatasets(file: string, text: string): Datasets {
  const rows = parse(text, { columns: true, bom: true, info: true, skip_empty_lines: true }) as unknown as {
    record: Row;
    info: { lines: number };
  }[];
  const problems: Problem[] = [];
  const lengths = rows.map(({ record, info }): [string, DatasetLengths] => {
    const at = (name: (typeof columns)[number], message: string) =>
      problems.push({ file, line: info.lines, column: 0, path: name, message });
    const tokens = (name: "mean_input" | "mean_output", needed: boolean): number | undefined => {
      const text = record[name] ?? "";
      if (text === "" && !needed) return undefined;
      const value = Number(text);
      if (text !== "" && value > 0 && Number.isFinite(value)) return value;
      at(name, `expected a number of tokens above 0, got "${text}"`);
      return undefined;
    };
    if (!record.dataset) at("dataset", "is empty");
    if (!record.source) at("source", "is empty: every length has a source");
    const inputTokens = tokens("mean_input", true) ?? 0;
    return [keyOf(record.dataset ?? ""), { inputTokens, outputTokens: tokens("mean_output", false) }];
  });
  if (problems.length > 0) throw new InputError(problems);
  return new Map(lengths);
}

const keyOf = (name: string) => name.trim().toLowerCase();

/** The entry of the data set that a row names, where the table has it. */
export function datasetOf(
  row: Readonly<Record<string, string>>,
  known: Datasets,
): DatasetLengths | undefined {
  const task = /\btask ([\w.-]+)/.exec(row.notes ?? "")?.[1];
  const mlperf = /^mlperf/.test(row.source_id ?? "") ? `mlperf/${row.model}` : undefined;
  const names = [row.dataset, row.task, task, mlperf].filter((name) => name !== undefined && name !== "");
  return names.map((name) => known.get(keyOf(name!))).find((found) => found !== undefined);
}
