// What a measured row is about and how a simulated run answers it, in the unit of the row. Latencies: `tpot_p50_ms` is the
// p50 of tpot. A row that does not say which statistic it is, is read as a mean. Power and energy count the devices, or the
// whole server where the scope says so.
import { nearest } from "../base/nearest.ts";
import { type BandedMetric, endToEndBand } from "../metrics/confidence.ts";
import type { Band, DeploymentMetrics, LatencySummary } from "../metrics/result.ts";
import type { Measurement } from "./experiment.ts";

/** The metrics of every report, in its order. */
export const headlineMetrics = ["ttft", "tpot", "itl", "e2e", "throughput", "energy"] as const;

export interface Reading {
  /** Family the row belongs to when it is the point's headline row of its kind. */
  quantity: string;
  /** `p50`, `mean`, `p99` …, `requests` of a throughput; empty where the row does not say, or it makes no difference. */
  statistic: string;
  /** The prediction in the unit of the row, or null if this run has none. */
  predict(metrics: DeploymentMetrics): number | null;
  /** The metric whose held-out error the row is about, and its band. */
  banded: BandedMetric | undefined;
  band(metrics: DeploymentMetrics): Band;
}

type Predict = (metrics: DeploymentMetrics, measurement: Measurement) => number | null;

const perSecond = (of: (throughput: DeploymentMetrics["throughput"]) => number): Predict => {
  return ({ throughput }) => of(throughput);
};

/** Watts inside the boundary the row was measured at. */
function wattsOf({ power }: DeploymentMetrics, { scope }: Measurement): number {
  return /\bwall\b|whole server/.test(scope) ? power.itMeanWatts : power.deviceMeanWatts;
}

const rates: Record<string, [unit: string, predict: Predict]> = {
  output_tok_s_total: ["tok/s", perSecond((t) => t.outputTokensPerSecond)],
  output_tok_s_per_gpu: ["tok/s/gpu", perSecond((t) => t.outputTokensPerSecondPerDevice)],
  total_tok_s: ["tok/s", perSecond((t) => t.totalTokensPerSecond)],
  total_tok_s_per_gpu: [
    "tok/s/gpu",
    ({ throughput, power }) => throughput.totalTokensPerSecond / power.devices,
  ],
  request_tput: ["req/s", perSecond((t) => t.requestsPerSecond)],
  output_tok_s_per_user: [
    "tok/s/user",
    ({ latency }) => (latency.tpotSeconds.mean ? 1 / latency.tpotSeconds.mean : null),
  ],
};

const energies: Record<string, [unit: string, quantity: string, predict: Predict]> = {
  energy_per_output_token_j: [
    "J/token",
    "energy",
    (metrics, row) => wattsOf(metrics, row) / metrics.throughput.outputTokensPerSecond,
  ],
  energy_per_request_j: [
    "J/request",
    "energy_per_request",
    (metrics, row) => wattsOf(metrics, row) / metrics.throughput.requestsPerSecond,
  ],
  avg_power_w_total: ["W", "power", wattsOf],
  system_power_w: ["W", "power", wattsOf],
};

const latencies = { ttft: "ttftSeconds", tpot: "tpotSeconds", itl: "itlSeconds", e2e: "e2eSeconds" } as const;
const bandedBy = { ttft: "ttft", tpot: "tpot", itl: "tpot" } as const;
const statistics = ["mean", "p50", "p90", "p95", "p99"] as const satisfies (keyof LatencySummary)[];

const LATENCY = /^(ttft|tpot|itl|e2e)(?:_(mean|p\d+))?_(ms|s)$/;

/** The unit that a metric is named for, where something here predicts it. */
export const unitOf = (name: string): string | undefined =>
  rates[name]?.[0] ?? energies[name]?.[0] ?? LATENCY.exec(name)?.[3];

const abbreviated = (unit: string) =>
  unit
    .toLowerCase()
    .replace(/\s/g, "")
    .replace(/tokens?/, "tok")
    .replace(/requests?/, "req");

/** Written the same way but for capitals, spaces, and `tokens` or `requests` in full. */
export const sameUnit = (a: string, b: string): boolean => abbreviated(a) === abbreviated(b);

/** Metrics whose names begin like one that is not known, for a hint. */
function kin(name: string): string {
  const [first = ""] = name.toLowerCase().split("_");
  const word = nearest(first, Object.keys(latencies)) ?? first;
  const others = [...Object.keys(rates), ...Object.keys(energies)];
  const known =
    word in latencies
      ? ["", ...statistics.map((each) => `_${each}`)].map((each) => `${word}${each}_ms`)
      : others.filter((each) => each.startsWith(`${word}_`) || (word === "throughput" && each in rates));
  return known.length === 0 ? "" : `; known: ${known.join(", ")}`;
}

/** How to predict the row, or why nothing here predicts it. */
export function readingOf(row: Measurement): Reading | string {
  const rate = rates[row.name];
  if (rate)
    return {
      quantity: "throughput",
      statistic: row.name === "request_tput" ? "requests" : "",
      predict: (metrics) => rate[1](metrics, row),
      banded: "throughput",
      band: ({ confidence }) => confidence.throughput,
    };
  const energy = energies[row.name];
  if (energy)
    return {
      quantity: energy[1],
      statistic: "",
      predict: (metrics) => energy[2](metrics, row),
      banded: "power",
      band: ({ confidence }) => confidence.power,
    };
  const latency = LATENCY.exec(row.name);
  if (!latency) return `nothing here predicts ${row.name}${kin(row.name)}`;
  const [, quantity, statistic = "", unit] = latency as unknown as [
    string,
    keyof typeof latencies,
    string?,
    string?,
  ];
  const shown = statistics.find((known) => known === (statistic || "mean"));
  if (shown === undefined) return `${statistic} of a latency is not computed`;
  const scale = unit === "ms" ? 1000 : 1;
  return {
    quantity,
    statistic,
    predict: ({ latency }) => {
      const seconds = latency[latencies[quantity]][shown];
      return seconds === null ? null : seconds * scale;
    },
    banded: quantity === "e2e" ? undefined : bandedBy[quantity],
    band: (metrics) => (quantity === "e2e" ? endToEndBand(metrics) : metrics.confidence[bandedBy[quantity]]),
  };
}

/**
 * The family of each row of a point: of each latency the p50 row, else the mean, else the unlabelled one stands for it;
 * other statistics are families of their own, such as `ttft_p99`. Requests per second beside tokens per second say the same again.
 */
export function familyOf(readings: readonly Reading[], reading: Reading): string {
  const { quantity, statistic } = reading;
  const own = readings.filter((other) => other.quantity === quantity);
  const headline = ["p50", "mean", "", "requests"].find((name) =>
    own.some((other) => other.statistic === name),
  );
  return statistic === "" || statistic === headline ? quantity : `${quantity}_${statistic}`;
}
