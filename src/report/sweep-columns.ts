// The columns of a sweep's results, one row per run and deployment: which run, what it changed, and what summary.csv says
// of a deployment. The dictionary tells what each means.
import type { DeploymentResult } from "../metrics/result.ts";
import type { Run } from "../planner/sweep/runs.ts";
import { type Cell, row } from "./csv.ts";
import { deploymentCells, deploymentColumns } from "./summary-csv.ts";

export interface SweepColumn {
  name: string;
  type: "integer" | "number" | "boolean" | "text";
  meaning: string;
}

const texts = /^(?:deployment|cost_basis|confidence_basis|infeasible_(?:limit|unit|reason))$/;
const truths = /^(?:feasible|slo_met|paging_thrashing)$/;

export function sweepColumns(paths: readonly string[]): SweepColumn[] {
  return [
    { name: "run", type: "integer", meaning: "number of the run in the sweep, from 0" },
    { name: "job_id", type: "text", meaning: "hash of scenario, configuration, seed and version" },
    { name: "seed", type: "integer", meaning: "of all random streams of the run" },
    ...paths.map(
      (path): SweepColumn => ({
        name: path,
        type: "text",
        meaning: "the value the run has at this path of the scenario; empty: as the scenario states it",
      }),
    ),
    ...deploymentColumns.map(
      (name): SweepColumn => ({
        name,
        type: texts.test(name) ? "text" : truths.test(name) ? "boolean" : "number",
        meaning: meaningOf(name),
      }),
    ),
  ];
}

/** One run's rows; a combination that cannot be simulated has one row that says why. */
export function sweepRows(
  paths: readonly string[],
  { index, seed, values }: Run,
  jobId: string,
  outcome: readonly DeploymentResult[] | { invalid: string },
): Cell[][] {
  const head: Cell[] = [index, jobId, seed, ...paths.map((path) => shown(values[path]))];
  if ("invalid" in outcome) {
    const infeasible = { limit: "invalid", short: 0, unit: "", reason: outcome.invalid };
    return [[...head, ...deploymentCells({ name: "", infeasible }).map(storable)]];
  }
  return outcome.map((deployment) => [...head, ...deploymentCells(deployment).map(storable)]);
}

const shown = (value: unknown): Cell =>
  value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);

/** What JSON keeps: no NaN, no infinity, no empty text. */
const storable = (value: Cell): Cell =>
  value === "" || value === undefined || (typeof value === "number" && !Number.isFinite(value))
    ? null
    : value;

const units: [RegExp, string][] = [
  [/_seconds$/, "s"],
  [/watts$/, "W"],
  [/joules_per_output_token$/, "J"],
  [/^joules_per_(?:useful_)?result$/, "J"],
  [/^usd_per_(?:useful_)?result/, "USD"],
  [/^usd_per_hour$|_usd_per_hour$/, "USD/h"],
  [/^usd_per_million_/, "USD per million tokens"],
  [/_per_second_per_device$/, "tokens/s per device"],
  [/_per_second_per_(?:provisioned_)?megawatt$/, "tokens/s/MW"],
  [/requests_per_second$/, "requests/s"],
  [/tokens_per_second$/, "tokens/s"],
  [/_tokens$/, "tokens"],
];

/** dictionary.csv: every column of results.csv and results.parquet, which hold the same. */
export function sweepDictionary(paths: readonly string[]): string {
  const lines = sweepColumns(paths).map(({ name, type, meaning }) => {
    const unit = units.find(([pattern]) => pattern.test(name))?.[1] ?? "";
    return row(["results.csv", name, unit, type, meaning, "", "forewatt simulation"]);
  });
  return row(["file", "column", "unit", "type", "meaning", "formula", "source"]) + lines.join("");
}

const statisticWords: Record<string, string> = {
  mean: "mean",
  p50: "median",
  p90: "90th percentile",
  p95: "95th percentile",
  p99: "99th percentile",
};
const latencyWords: Record<string, string> = {
  ttft: "time from arrival to the first token",
  tpot: "time per output token after the first, per request",
  itl: "gap between successive tokens, pooled over requests",
  e2e: "time from arrival to the last token",
};

const meanings: Record<string, string> = {
  paging_miss_fraction: "of the selected tokens, those that had to be fetched; empty without KV paging",
  adapter_loads: "loads of LoRA adapters into slots",
  adapter_hits: "requests that found their LoRA adapter in a slot",
  model_loads: "swaps: loads of a model's weights where several share devices",
  billed_tokens_per_day: "input and output that engines saw in 24 h of the run, of all users together",
  paging_faults_per_token: "pages fetched per output token",
  paging_stall_step_seconds: "what waiting for pages adds to a step, mean",
  paging_stall_fraction: "share of busy time that waits for pages",
  paging_concurrency_ratio: "tokens of context that fit for each one without paging",
  paging_thrashing: "whether more of the busy time waits for pages than the scenario calls work",
  deduplicated_input_tokens:
    "input of requests that waited for the same text under way; empty without a front",
  answered_input_tokens: "input of requests that the cache in front answered",
  computed_input_tokens: "input that nothing in front answered and no prefix cache held",
  avoided_output_tokens: "output of the requests that something in front answered",
  useful_output_tokens: "output that users asked for; empty without sessions",
  plan_avoided_tokens: "input and output that reused plans spared",
  fault_tokens: "input and output of requests that brought evicted context back",
  retried_tokens: "input and output of work that was thrown away and done over",
  deployment: "name of the deployment in the scenario; empty where the combination cannot be",
  feasible: "whether the deployment can exist and was simulated",
  window_start_seconds: "start of the measured window",
  window_end_seconds: "end of the measured window",
  window_requests: "requests that arrived in the window",
  requests_arrived: "requests of the whole run",
  requests_completed: "of them, answered in full",
  requests_rejected: "of them, too long for the deployment",
  requests_failed: "of them, lost",
  requests_unfinished: "of them, in the system when the run ended",
  input_tokens: "prompt tokens of the whole run, cached ones included",
  cached_input_tokens: "of them, found in a prefix cache",
  output_tokens: "generated tokens of the whole run",
  requests_per_second: "requests completed per second of the window",
  output_tokens_per_second: "tokens generated per second of the window",
  total_tokens_per_second: "tokens generated and prompt tokens computed per second of the window",
  output_tokens_per_second_per_device: "output tokens per second over all devices",
  output_tokens_per_second_per_megawatt: "output tokens per second over the facility's mean power",
  output_tokens_per_second_per_provisioned_megawatt:
    "output tokens per second over provisioned facility power",
  slo_met: "whether every stated quantile is within its limit",
  slo_attainment_fraction: "share of requests within all limits",
  goodput_requests_per_second: "requests within all limits, per second",
  goodput_output_tokens_per_second: "their output tokens, per second",
  devices: "accelerators of the deployment",
  it_mean_watts: "devices with their share of host and network, mean over the window",
  facility_mean_watts: "IT power times PUE, mean over the window",
  facility_provisioned_watts: "power set aside for the deployment, times PUE",
  it_provisioned_watts: "power set aside for the deployment's devices, hosts and network",
  analyst_all_in_watts: "what analysts count per device, all in",
  joules_per_output_token: "facility energy over output tokens",
  cost_basis: "rent or own",
  usd_per_hour: "cost of the deployment per hour",
  idle_usd_per_hour: "of that, for devices with nothing to do",
  usd_per_million_output_tokens: "cost over output tokens",
  usd_per_million_tokens: "cost over output and computed prompt tokens",
  usd_per_million_computed_input_tokens: "the prompt's share of the cost over computed prompt tokens",
  usd_per_million_cached_input_tokens: "the cached prompt's share of the cost over cached tokens",
  usd_per_million_generated_tokens: "the answer's share of the cost over output tokens",
  results: "results of the window, useful or not, as the scenario's `useful` counts them",
  useful_result_fraction: "share of them that is useful in the end, repetitions included",
  usd_per_result: "cost over results",
  usd_per_useful_result: "cost over useful results, rework included",
  usd_per_useful_result_low: "the same where acceptance and rework are at their best",
  usd_per_useful_result_high: "the same where they are at their worst",
  joules_per_result: "facility energy over results",
  joules_per_useful_result: "facility energy over useful results, rework included",
  hidden_output_tokens: "tokens of reasoning, which nobody sees, of the whole run",
  visible_ttft_p50_seconds: "time from arrival to the first visible token: median",
  visible_ttft_p90_seconds: "time from arrival to the first visible token: 90th percentile",
  usd_per_million_visible_tokens: "cost over visible output tokens",
  preemptions: "times a running request had to give its memory back",
  confidence_basis: "what predictions of this deployment rest on",
  infeasible_limit:
    "what does not suffice: memory, chips, power, link, slo; invalid: the combination cannot be",
  infeasible_short: "by how much",
  infeasible_unit: "unit of infeasible_short",
  infeasible_reason: "in words",
};

function meaningOf(name: string): string {
  const latency = /^(ttft|tpot|itl|e2e)_(mean|p\d\d)_seconds$/.exec(name);
  if (latency) return `${latencyWords[latency[1]!]}: ${statisticWords[latency[2]!]}`;
  return meanings[name] ?? name.replaceAll("_", " ");
}
