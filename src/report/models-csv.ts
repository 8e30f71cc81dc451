// models.csv: one row per deployment and model, where pools name their models.
import type { ModelResult } from "../metrics/model-result.ts";
import type { RunResult } from "../metrics/result.ts";
import { type Column, latencyColumns, partCsv, requestColumns } from "./part-csv.ts";

const columns: Column<ModelResult>[] = [
  ["pool", ({ pool }) => pool],
  ["model", ({ name }) => name],
  ["wanted_by", ({ wantedBy }) => wantedBy.join(" ")],
  ...requestColumns,
  ...latencyColumns,
  ["output_tokens_per_second", (model) => model.outputTokensPerSecond],
  ["busy_fraction", ({ busyFraction }) => busyFraction],
  ["device_time_fraction", ({ deviceTimeShare }) => deviceTimeShare],
  ["mean_batch", ({ meanBatch }) => meanBatch],
  ["kv_blocks", ({ kvBlocks }) => kvBlocks],
  ["kv_peak_fraction", ({ kvPeakFraction }) => kvPeakFraction],
  ["preemptions", ({ preemptions }) => preemptions],
  ["loads", ({ loadCount }) => loadCount],
  ["seconds_per_load", ({ secondsPerLoad }) => secondsPerLoad],
  ["usd_per_million_output_tokens", (model) => model.usdPerMillionOutputTokens],
];

export const modelsCsv = (result: RunResult): string => partCsv(result, ({ models }) => models, columns);
