// summary.csv: one row per deployment; columns never move within a schema version.
import type {
  DeploymentMetrics,
  DeploymentResult,
  Infeasible,
  LatencySummary,
  RunResult,
} from "../metrics/result.ts";
import { type Cell, row } from "./csv.ts";
import { pagingOf } from "./memory-rows.ts";

type Column = [name: string, of: (metrics: DeploymentMetrics) => Cell];

const latency = (name: string, key: keyof DeploymentMetrics["latency"]): Column[] =>
  (["mean", "p50", "p90", "p95", "p99"] as const satisfies readonly (keyof LatencySummary)[]).map(
    (statistic) => [`${name}_${statistic}_seconds`, (metrics) => metrics.latency[key][statistic]],
  );

const columns: Column[] = [
  ["window_start_seconds", (m) => m.window.startSeconds],
  ["window_end_seconds", (m) => m.window.endSeconds],
  ["window_requests", (m) => m.window.requests],
  ["requests_arrived", (m) => m.requests.arrived],
  ["requests_completed", (m) => m.requests.completed],
  ["requests_rejected", (m) => m.requests.rejected],
  ["requests_failed", (m) => m.requests.failed],
  ["requests_unfinished", (m) => m.requests.unfinished],
  ["input_tokens", (m) => m.tokens.input],
  ["cached_input_tokens", (m) => m.tokens.cachedInput],
  ["output_tokens", (m) => m.tokens.output],
  ...latency("ttft", "ttftSeconds"),
  ...latency("tpot", "tpotSeconds"),
  ...latency("itl", "itlSeconds"),
  ...latency("e2e", "e2eSeconds"),
  ["requests_per_second", (m) => m.throughput.requestsPerSecond],
  ["output_tokens_per_second", (m) => m.throughput.outputTokensPerSecond],
  ["total_tokens_per_second", (m) => m.throughput.totalTokensPerSecond],
  ["output_tokens_per_second_per_device", (m) => m.throughput.outputTokensPerSecondPerDevice],
  ["output_tokens_per_second_per_megawatt", (m) => m.throughput.outputTokensPerSecondPerMegawatt],
  [
    "output_tokens_per_second_per_provisioned_megawatt",
    (m) => m.throughput.outputTokensPerSecondPerProvisionedMegawatt,
  ],
  ["slo_met", (m) => m.slo.met],
  ["slo_attainment_fraction", (m) => m.slo.attainment],
  ["goodput_requests_per_second", (m) => m.slo.goodputRequestsPerSecond],
  ["goodput_output_tokens_per_second", (m) => m.slo.goodputOutputTokensPerSecond],
  ["devices", (m) => m.power.devices],
  ["it_mean_watts", (m) => m.power.itMeanWatts],
  ["facility_mean_watts", (m) => m.power.facilityMeanWatts],
  ["facility_provisioned_watts", (m) => m.power.facilityProvisionedWatts],
  ["joules_per_output_token", (m) => m.power.joulesPerOutputToken],
  ["cost_basis", (m) => m.cost.basis],
  ["usd_per_hour", (m) => m.cost.usdPerHour],
  ["usd_per_million_output_tokens", (m) => m.cost.usdPerMillionOutputTokens],
  ["usd_per_million_tokens", (m) => m.cost.usdPerMillionTokens],
  ["preemptions", (m) => m.pools.reduce((sum, pool) => sum + pool.preemptions, 0)],
  ["confidence_basis", (m) => m.confidence.basis],
];

/** Added after the first release: at the end, so that no column moved. */
const laterColumns: Column[] = [
  ["it_provisioned_watts", (m) => m.power.itProvisionedWatts],
  ["analyst_all_in_watts", (m) => m.power.analystAllInWatts],
  ["idle_usd_per_hour", (m) => m.cost.idleUsdPerHour],
  ["usd_per_million_computed_input_tokens", (m) => m.cost.byToken?.usdPerMillionInputTokens],
  ["usd_per_million_cached_input_tokens", (m) => m.cost.byToken?.usdPerMillionCachedInputTokens],
  ["usd_per_million_generated_tokens", (m) => m.cost.byToken?.usdPerMillionOutputTokens],
  ["results", (m) => m.useful?.results],
  ["useful_result_fraction", (m) => m.useful?.usefulShare],
  ["usd_per_result", (m) => m.useful?.usdPerResult],
  ["usd_per_useful_result", (m) => m.useful?.usdPerUsefulResult.value],
  ["usd_per_useful_result_low", (m) => m.useful?.usdPerUsefulResult.low],
  ["usd_per_useful_result_high", (m) => m.useful?.usdPerUsefulResult.high],
  ["joules_per_result", (m) => m.useful?.joulesPerResult],
  ["joules_per_useful_result", (m) => m.useful?.joulesPerUsefulResult.value],
  ["hidden_output_tokens", (m) => m.reasoning?.hiddenTokens],
  ["visible_ttft_p50_seconds", (m) => m.reasoning?.visibleTtftSeconds.p50],
  ["visible_ttft_p90_seconds", (m) => m.reasoning?.visibleTtftSeconds.p90],
  ["usd_per_million_visible_tokens", (m) => m.reasoning?.usdPerMillionVisibleTokens],
  ["adapter_loads", (m) => sumOf(m.pools.flatMap(({ lora }) => lora?.loads ?? []))],
  ["adapter_hits", (m) => sumOf(m.pools.flatMap(({ lora }) => lora?.hits ?? []))],
  ["model_loads", (m) => sumOf(m.pools.flatMap(({ swaps }) => swaps?.loadCount ?? []))],
  ["paging_miss_fraction", (m) => pagingOf(m)?.missFraction],
  ["paging_faults_per_token", (m) => pagingOf(m)?.faultsPerToken],
  ["paging_stall_step_seconds", (m) => pagingOf(m)?.stallSecondsPerStep],
  ["paging_stall_fraction", (m) => pagingOf(m)?.stallFraction],
  ["paging_concurrency_ratio", (m) => pagingOf(m)?.concurrencyRatio],
  ["paging_thrashing", (m) => pagingOf(m)?.thrashing],
  ["deduplicated_input_tokens", (m) => m.avoidance?.deduplicatedInputTokens],
  ["answered_input_tokens", (m) => m.avoidance?.answeredInputTokens],
  ["computed_input_tokens", (m) => m.tokens.input - frontTokens(m) - m.tokens.cachedInput],
  ["avoided_output_tokens", (m) => m.avoidance?.avoidedOutputTokens],
  ["useful_output_tokens", (m) => m.tokenTax?.usefulOutputTokens],
  ["plan_avoided_tokens", (m) => m.tokenTax?.planAvoidedTokens],
  ["fault_tokens", (m) => m.tokenTax?.faultTokens],
  ["retried_tokens", (m) => m.tokenTax?.retriedTokens],
  ["billed_tokens_per_day", (m) => m.tokenTax?.billedTokensPerDay],
];

const frontTokens = ({ avoidance }: DeploymentMetrics): number =>
  avoidance ? avoidance.deduplicatedInputTokens + avoidance.answeredInputTokens : 0;

/** Of what some pools have; nothing where none has it. */
const sumOf = (counts: readonly number[]): number | undefined =>
  counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);

const infeasibleColumns = ["infeasible_limit", "infeasible_short", "infeasible_unit", "infeasible_reason"];

type Impossible = Omit<Infeasible, "limit"> & { limit: string };

/** What is said of a deployment, in the order of `deploymentCells`. */
export const deploymentColumns: readonly string[] = [
  "deployment",
  "feasible",
  ...columns.map(([name]) => name),
  ...infeasibleColumns,
  ...laterColumns.map(([name]) => name),
];

export function deploymentCells(
  deployment: DeploymentResult | { name: string; infeasible: Impossible },
): Cell[] {
  if (!("infeasible" in deployment))
    return [
      deployment.name,
      true,
      ...columns.map(([, of]) => of(deployment)),
      ...infeasibleColumns.map(() => null),
      ...laterColumns.map(([, of]) => of(deployment)),
    ];
  const { limit, short, unit, reason } = deployment.infeasible;
  return [
    deployment.name,
    false,
    ...columns.map(() => null),
    limit,
    short,
    unit,
    reason,
    ...laterColumns.map(() => null),
  ];
}

export function summaryCsv(result: RunResult): string {
  const { schema, scenario, seed } = result;
  return [
    row(["schema_version", "scenario", "seed", ...deploymentColumns]),
    ...result.deployments.map((deployment) => row([schema, scenario, seed, ...deploymentCells(deployment)])),
  ].join("");
}
