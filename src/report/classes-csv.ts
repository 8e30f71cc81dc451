// classes.csv: one row per deployment and class of requests; columns never move within a schema version.
import type { ClassResult, LatencySummary, RunResult } from "../metrics/result.ts";
import { type Cell, row } from "./csv.ts";

type Column = [name: string, of: (result: ClassResult) => Cell];

const latency = (name: string, key: keyof ClassResult["latency"]): Column[] =>
  (["mean", "p50", "p90", "p95", "p99"] as const satisfies readonly (keyof LatencySummary)[]).map(
    (statistic) => [`${name}_${statistic}_seconds`, (result) => result.latency[key][statistic]],
  );

const columns: Column[] = [
  ["class", ({ name }) => name],
  ["requests_arrived", ({ requests }) => requests.arrived],
  ["requests_completed", ({ requests }) => requests.completed],
  ["requests_rejected", ({ requests }) => requests.rejected],
  ["requests_failed", ({ requests }) => requests.failed],
  ["requests_unfinished", ({ requests }) => requests.unfinished],
  ["input_tokens", ({ tokens }) => tokens.input],
  ["cached_input_tokens", ({ tokens }) => tokens.cachedInput],
  ["output_tokens", ({ tokens }) => tokens.output],
  ...latency("ttft", "ttftSeconds"),
  ...latency("tpot", "tpotSeconds"),
  ...latency("e2e", "e2eSeconds"),
  ["requests_per_second", (result) => result.requestsPerSecond],
  ["slo_met", ({ slo }) => slo.met],
  ["slo_attainment_fraction", ({ slo }) => slo.attainment],
  ["goodput_requests_per_second", ({ slo }) => slo.goodputRequestsPerSecond],
  ["goodput_output_tokens_per_second", ({ slo }) => slo.goodputOutputTokensPerSecond],
  ["deadline_seconds", ({ deadline }) => deadline?.seconds],
  ["deadline_met_requests", ({ deadline }) => deadline?.metRequests],
  ["deadline_missed_requests", ({ deadline }) => deadline?.missedRequests],
];

/** Empty where no deployment has classes. */
export function classesCsv({ schema, scenario, seed, deployments }: RunResult): string {
  const rows = deployments.flatMap((each) =>
    "infeasible" in each || each.classes === undefined
      ? []
      : each.classes.map((result) =>
          row([schema, scenario, seed, each.name, ...columns.map(([, of]) => of(result))]),
        ),
  );
  if (rows.length === 0) return "";
  return [
    row(["schema_version", "scenario", "seed", "deployment", ...columns.map(([name]) => name)]),
    ...rows,
  ].join("");
}
