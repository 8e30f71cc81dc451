// Measured points as text -> experiments: CSV, or the JSON of a benchmark tool (formats/). Columns are found by header and
// unknown ones are kept for grouping; rows that share a `point_id` and a grade are one experiment (same-run.ts). Reads groundtruth/cases.csv and
// energy.csv (recognised by `max_num_seqs_or_conc`: a server kept full at that many sequences, design 9). What a file does
// not state may be given beside it. All malformed cells are reported at once.
import { parse } from "csv-parse/sync";
import { InputError, type Problem } from "../base/errors.ts";
import { Cells } from "./cells.ts";
import { type Datasets, datasetOf } from "./datasets.ts";
import type { Experiment, Measurement } from "./experiment.ts";
import { looksLikeJson, readResults } from "./formats/index.ts";
import { checkSeparator, type Given, givenColumns, headerProblems } from "./header.ts";
import { distributionProblem } from "./length-distribution.ts";
import { sameUnit, unitOf } from "./metrics.ts";
import { releaseOf } from "./names.ts";
import { checkSameRun } from "./same-run.ts";

/** What no benchmark client knows unless somebody tells it, with an example. */
const serverColumns = {
  model: "llama-3.1-70b",
  gpu: "h100-sxm",
  engine: "vllm",
  precision: "fp8",
  tp: "4",
} as const;
interface Line {
  record: Record<string, string>;
  info: { lines: number };
}

export function readCases(
  file: string,
  text: string,
  given: Given = {},
  datasets: Datasets = new Map(),
): Experiment[] {
  const results = looksLikeJson(text) ? readResults(file, text) : undefined;
  const lines = results
    ? results.rows.map((record): Line => ({ record, info: { lines: 0 } }))
    : records(file, text);
  if (lines.length === 0)
    throw InputError.of(file, "", "no rows: expected a header and at least one measurement");
  for (const { record } of lines)
    for (const [column, value] of Object.entries(given)) if (!record[column]) record[column] = value;
  if (results) checkServer(file, results.format.name, lines);
  const header = [...new Set(lines.flatMap(({ record }) => Object.keys(record)))];

  const problems = headerProblems(file, header);
  const points = new Map<string, Experiment[]>();
  for (const { record, info } of lines) {
    const cells = new Cells(file, info.lines, header, record, problems);
    const pointId = cells.stated("point_id");
    // Rows without a point are wrong one by one.
    const key = pointId || `line ${info.lines}`;
    const point = points.get(key) ?? [];
    let experiment = point.find(({ quality }) => quality === cells.text("quality"));
    if (experiment === undefined) {
      experiment = withDatasetLengths(experimentOf(pointId, cells), datasets);
      points.set(key, [...point, experiment]);
    }
    const measurement: Measurement = {
      name: cells.stated("metric"),
      value: cells.measured("value"),
      unit: cells.text("unit"),
      scope: cells.text("scope"),
      line: info.lines,
    };
    checkSameRun(cells, point, measurement);
    checkUnit(cells, measurement);
    experiment.measurements.push(measurement);
  }
  if (problems.length > 0) throw new InputError(problems);
  return [...points.values()].flat();
}

/** A value in another unit would be read as one in the unit that its metric is named for. */
function checkUnit(cells: Cells, { name, unit }: Measurement): void {
  const expected = unitOf(name);
  if (expected !== undefined && !sameUnit(unit, expected))
    cells.refuse("unit", `expected ${expected}, the unit of ${name}, got "${unit}"`);
}

/** Benchmark clients do not know what they talk to. */
function checkServer(file: string, format: string, lines: readonly Line[]): void {
  const problems = Object.entries(serverColumns).flatMap(([column, example]): Problem[] => {
    // A disaggregated run has no one layout; it is reported as that.
    if (lines.every(({ record }) => record[column] || (column === "tp" && record.mode === "disagg")))
      return [];
    const option = givenColumns[column as keyof Given];
    const message = `${format} does not say: give ${option}, such as ${option} ${example}`;
    return [{ file, line: 0, column: 0, path: column, message }];
  });
  if (problems.length > 0) throw new InputError(problems);
}

function records(file: string, text: string): Line[] {
  checkSeparator(file, text);
  try {
    return parse(text, { columns: true, bom: true, info: true, skip_empty_lines: true }) as unknown as Line[];
  } catch (error) {
    const { lines, message } = error as Error & { lines?: number };
    throw new InputError([
      { file, line: lines ?? 0, column: lines === undefined ? 0 : 1, path: "", message },
    ]);
  }
}

function experimentOf(pointId: string, cells: Cells): Experiment {
  const kind = cells.text("load_kind").toLowerCase();
  const full = kind === "" && cells.has("max_num_seqs_or_conc");
  const cap = full ? cells.positive("max_num_seqs_or_conc") : cells.count("max_num_seqs");
  const kvBlocks = /KV blocks=(\d+)x(\d+)/.exec(cells.text("notes"));
  return {
    pointId,
    quality: cells.text("quality"),
    model: cells.stated("model"),
    gpu: cells.stated("gpu"),
    engine: cells.text("engine"),
    engineVersion: releaseOf(
      cells.text("engine"),
      cells.text("engine_version") || cells.text("engine_version_inferred"),
    ),
    weights: cells.set("weight_dtype") || cells.set("precision"),
    kvDtype: cells.set("kv_dtype"),
    gpus: cells.count("gpus"),
    tensor: cells.count("tp"),
    pipeline: cells.count("pp"),
    expert: cells.count("ep"),
    data: cells.count("dp"),
    mode: cells.text("mode"),
    specDecode: cells.text("spec_decode"),
    inputTokens: cells.positive("mean_isl") ?? cells.positive("isl"),
    outputTokens: cells.positive("mean_osl") ?? cells.positive("osl"),
    datasetMeans: false,
    nominalInputTokens: cells.positive("isl"),
    nominalOutputTokens: cells.positive("osl"),
    lengthDistribution: distributionOf(cells),
    loadKind: full ? "saturated_max_num_seqs" : kind,
    // A trace is named there.
    loadValue: full ? cap : kind === "trace" ? undefined : cells.load("load_value"),
    requests: cells.count("num_requests"),
    maxSequences: cap,
    maxBatchedTokens: cells.count("max_batched_tokens"),
    chunkedPrefillTokens: cells.count("chunked_prefill_size"),
    kvMemoryFraction: cells.fraction("kv_mem_fraction"),
    kvBlocks: kvBlocks ? { blocks: Number(kvBlocks[1]), blockTokens: Number(kvBlocks[2]) } : undefined,
    measurements: [],
    columns: cells.record,
  };
}

function distributionOf(cells: Cells): string {
  const text = cells.text("length_dist").toLowerCase();
  const problem = distributionProblem(text);
  if (problem !== undefined) cells.refuse("length_dist", problem);
  return text;
}

/** Lengths that the row does not state, from the data set it names. */
function withDatasetLengths(experiment: Experiment, datasets: Datasets): Experiment {
  const { inputTokens, outputTokens, columns } = experiment;
  if (inputTokens !== undefined) return experiment;
  const known = datasetOf(columns, datasets);
  if (known === undefined) return experiment;
  return {
    ...experiment,
    inputTokens: known.inputTokens,
    outputTokens: outputTokens ?? known.outputTokens,
    datasetMeans: true,
  };
}
