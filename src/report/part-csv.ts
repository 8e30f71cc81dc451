// A table of parts of deployments, one row per deployment and part: classes of requests, models. Columns never move within a schema
// version.
import type { ClassResult, LatencySummary, RunResult } from "../metrics/result.ts";
import { type Cell, row } from "./csv.ts";
import { type Feasible, feasibleOf } from "./feasible.ts";

export type Column<Part> = [name: string, of: (part: Part) => Cell];
type Served = Pick<ClassResult, "requests" | "latency">;

export const requestColumns: Column<Served>[] = [
  ["requests_arrived", ({ requests }) => requests.arrived],
  ["requests_completed", ({ requests }) => requests.completed],
  ["requests_rejected", ({ requests }) => requests.rejected],
  ["requests_failed", ({ requests }) => requests.failed],
  ["requests_unfinished", ({ requests }) => requests.unfinished],
];

const statistics = (name: string, key: keyof Served["latency"]): Column<Served>[] =>
  (["mean", "p50", "p90", "p95", "p99"] as const satisfies readonly (keyof LatencySummary)[]).map(
    (statistic) => [`${name}_${statistic}_seconds`, ({ latency }) => latency[key][statistic]],
  );
export const latencyColumns = [
  ...statistics("ttft", "ttftSeconds"),
  ...statistics("tpot", "tpotSeconds"),
  ...statistics("e2e", "e2eSeconds"),
];

/** Empty where no deployment has such parts. */
export function partCsv<Part>(
  result: RunResult,
  partsOf: (deployment: Feasible) => readonly Part[] | undefined,
  columns: readonly Column<Part>[],
): string {
  const { schema, scenario, seed } = result;
  const rows = feasibleOf(result).flatMap((each) =>
    (partsOf(each) ?? []).map((part) =>
      row([schema, scenario, seed, each.name, ...columns.map(([, of]) => of(part))]),
    ),
  );
  if (rows.length === 0) return "";
  const names = columns.map(([name]) => name);
  return [row(["schema_version", "scenario", "seed", "deployment", ...names]), ...rows].join("");
}
