// models.csv: one row per deployment and model, where pools name their models; columns never move within a schema version.
import type { ModelResult } from "../metrics/model-result.ts";
import type { LatencySummary, RunResult } from "../metrics/result.ts";
import { type Cell, row } from "./csv.ts";

type Column = [name: string, of: (result: ModelResult) => Cell];

const latency = (name: string, key: keyof ModelResult["latency"]): Column[] =>
  (["mean", "p50", "p90", "p95", "p99"] as const satisfies readonly (keyof LatencySummary)[]).map(
    (statistic) => [`${name}_${statistic}_seconds`, (result) => result.latency[key][statistic]],
  );

const columns: Column[] = [
  ["pool", ({ pool }) => pool],
  ["model", ({ name }) => name],
  ["wanted_by", ({ wantedBy }) => wantedBy.join(" ")],
  ["requests_arrived", ({ requests }) => requests.arrived],
  ["requests_completed", ({ requests }) => requests.completed],
  ["requests_rejected", ({ requests }) => requests.rejected],
  ["requests_failed", ({ requests }) => requests.failed],
  ["requests_unfinished", ({ requests }) => requests.unfinished],
  ...latency("ttft", "ttftSeconds"),
  ...latency("tpot", "tpotSeconds"),
  ...latency("e2e", "e2eSeconds"),
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

/** Empty where no deployment names its models. */
export function modelsCsv({ schema, scenario, seed, deployments }: RunResult): string {
  const rows = deployments.flatMap((each) =>
    "infeasible" in each || each.models === undefined
      ? []
      : each.models.map((result) =>
          row([schema, scenario, seed, each.name, ...columns.map(([, of]) => of(result))]),
        ),
  );
  if (rows.length === 0) return "";
  return [
    row(["schema_version", "scenario", "seed", "deployment", ...columns.map(([name]) => name)]),
    ...rows,
  ].join("");
}
