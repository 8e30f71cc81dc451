// What aiperf (and genai-perf before it) writes as profile_export_aiperf.json: one object per metric with its statistics and
// unit, and the configuration of the client. Its inter_token_latency is (latency - TTFT) / (output - 1) of a request: TPOT
// in the words used here. The server's hardware, layout, engine and precision are not in it.
import { isCapped, isMapping, numberIn, type ResultFormat, rowsOf } from "./format.ts";

const latencies = [
  ["time_to_first_token", "ttft"],
  ["inter_token_latency", "tpot"],
  ["request_latency", "e2e"],
] as const;
const statistics = [
  ["avg", "mean"],
  ["p50", "p50"],
  ["p90", "p90"],
  ["p95", "p95"],
  ["p99", "p99"],
] as const;
const milliseconds: Record<string, number> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000, sec: 1000, seconds: 1000 };

/** A statistic of a metric, or undefined. */
const at = (metric: unknown, statistic: string) =>
  isMapping(metric) ? numberIn(metric[statistic]) : undefined;

function inMilliseconds(metric: unknown, statistic: string): number | undefined {
  const value = at(metric, statistic);
  const unit = isMapping(metric) && typeof metric.unit === "string" ? metric.unit.toLowerCase() : "ms";
  const factor = milliseconds[unit];
  return value === undefined || factor === undefined ? undefined : value * factor;
}

const section = (value: unknown, name: string): Record<string, unknown> => {
  const found = isMapping(value) ? value[name] : undefined;
  return isMapping(found) ? found : {};
};

function modelOf(config: Record<string, unknown>): string {
  const names = section(config, "endpoint").model_names ?? config.model_names;
  return Array.isArray(names) && typeof names[0] === "string" ? names[0] : "";
}

/** Users, or requests per second: where they are not Poisson, or are capped, a load kind that nothing here models. */
function loadOf(loadgen: Record<string, unknown>, requests: number | undefined) {
  const users = numberIn(loadgen.concurrency);
  const rate = numberIn(loadgen.request_rate);
  if (rate === undefined) return { load_kind: "concurrency", load_value: users };
  const mode = String(loadgen.request_rate_mode ?? "poisson").toLowerCase();
  const cap = isCapped(users, requests) ? " with a concurrency cap" : "";
  return { load_kind: `request_rate${mode === "poisson" ? "" : ` ${mode}`}${cap}`, load_value: rate };
}

export const aiperf: ResultFormat = {
  name: "an aiperf profile",
  recognises: (run) =>
    isMapping(run.request_throughput) &&
    (isMapping(run.request_latency) || isMapping(run.time_to_first_token)),
  rows(run) {
    const config = section(run, "input_config");
    const requests = at(run.request_count, "avg");
    return rowsOf(
      {
        model: modelOf(config),
        ...loadOf(section(config, "loadgen"), requests),
        num_requests: requests,
        mean_isl: at(run.input_sequence_length, "avg"),
        mean_osl: at(run.output_sequence_length, "avg"),
        length_dist: "unknown",
      },
      [
        ...latencies.flatMap(([theirs, ours]) =>
          statistics.map(
            ([statistic, name]) =>
              [`${ours}_${name}_ms`, inMilliseconds(run[theirs], statistic), "ms"] as const,
          ),
        ),
        ["output_tok_s_total", at(run.output_token_throughput, "avg"), "tok/s"],
        ["request_tput", at(run.request_throughput, "avg"), "req/s"],
      ],
    );
  },
};
