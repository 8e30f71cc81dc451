// Values of an `empirical` length file: a CSV with a header and one column picked by name (or its only column), or
// just one number a line. Every value is a whole number of tokens of at least 1; all problems are told at once.
import { InputError } from "../../base/errors.ts";
import { didYouMean } from "../../base/nearest.ts";
import { badRows } from "../traces/bad-rows.ts";
import { csvRecords } from "../traces/csv-records.ts";
import { excerpt } from "../traces/excerpt.ts";
import { numberOf } from "../traces/format.ts";
import { writtenLines } from "../traces/records.ts";
import type { TraceInput } from "../traces/trace-input.ts";
import { mostTokens } from "./sampler.ts";

export function readEmpirical(input: TraceInput, column?: string): number[] {
  const file = input.name;
  const source = writtenLines(input);
  const head = source.next();
  if (head.done) throw InputError.atStart(file, "the file is empty");
  const headless = column === undefined && !Number.isNaN(numberOf(head.value.text));
  const bad = badRows("fail");
  const lines = headless ? [head.value, ...source] : source;
  const records = csvRecords(file, headless ? { line: 0, text: "tokens" } : head.value, lines, bad);
  const { columns } = records;
  const name = column ?? columns[0]!;
  if (column === undefined && columns.length > 1) {
    throw InputError.of(file, "", `several columns: name one with \`column\`: ${columns.join(", ")}`);
  }
  if (!records.has(name)) {
    throw InputError.of(
      file,
      name,
      `no such column; found ${columns.join(", ")}.${didYouMean(name, columns)}`,
    );
  }
  const cell = records.cell(name);
  const values: number[] = [];
  for (const { line, value } of records.pull) {
    const given = String(cell(value));
    const tokens = numberOf(given);
    if (Number.isInteger(tokens) && tokens >= 1 && tokens <= mostTokens) values.push(tokens);
    else {
      const message = `expected a whole number of tokens of at least 1, got ${excerpt(given)}`;
      bad.add({ file, line, column: records.position(value, name), path: name, message });
    }
  }
  bad.finish();
  if (values.length === 0) throw InputError.of(file, name, "no values");
  return values;
}
