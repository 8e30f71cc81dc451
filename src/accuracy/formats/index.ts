// Result files of benchmark tools, told apart by what is in them. A file is one run, a list of runs, or one run per line.
import { InputError } from "../../base/errors.ts";
import { aiperf } from "./aiperf.ts";
import { type CaseRow, isMapping, type ResultFormat } from "./format.ts";
import { inferenceX } from "./inferencex.ts";
import { vllmBench } from "./vllm-bench.ts";

export const resultFormats: readonly ResultFormat[] = [inferenceX, aiperf, vllmBench];

export const looksLikeJson = (text: string): boolean => /^\uFEFF?\s*[[{]/.test(text);

/** Rows in the columns of cases.csv; every run is a point named by the file. */
export function readResults(file: string, text: string): { format: ResultFormat; rows: CaseRow[] } {
  const runs = runsIn(file, text);
  const format = resultFormats.find((each) => runs.every((run) => each.recognises(run)));
  if (format === undefined)
    throw InputError.of(
      file,
      "",
      "JSON, but no result known here; known: vllm bench serve --save-result, aiperf's profile_export_aiperf.json, InferenceX's aggregate",
    );
  const name = file
    .split("/")
    .at(-1)!
    .replace(/\.jsonl?$/, "");
  const rows = runs.flatMap((run, index) => {
    const point_id = runs.length === 1 ? name : `${name}#${index + 1}`;
    return format.rows(run).map((row) => ({ point_id, ...row }));
  });
  if (rows.length === 0) throw InputError.of(file, "", `${format.name}, and no metric in it was measured`);
  return { format, rows };
}

function runsIn(file: string, text: string): Record<string, unknown>[] {
  const whole =
    parsed(text) ??
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map(parsed);
  const runs = Array.isArray(whole) ? whole : [whole];
  if (runs.length === 0 || !runs.every(isMapping))
    throw InputError.of(file, "", "not JSON: expected an object, a list of objects, or one object per line");
  return runs;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}
