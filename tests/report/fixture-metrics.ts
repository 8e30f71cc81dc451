// The figures of a synthetic deployment, computed from its records.
import type { DeploymentMetrics, DeploymentTrace, LatencySummary } from "../../src/metrics/result.ts";

/** R-7, the definition results use. */
function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function summary(values: readonly number[]): LatencySummary {
  const [p50, p90, p95, p99] = [0.5, 0.9, 0.95, 0.99].map((share) => quantile(values, share)) as [
    number,
    number,
    number,
    number,
  ];
  return { mean: values.length > 0 ? mean(values) : null, p50, p90, p95, p99 };
}

export const limits = { ttftSeconds: { p90: 1 }, tpotSeconds: { p90: 0.05 } };

export function measure(trace: DeploymentTrace, pools: DeploymentMetrics["pools"]): DeploymentMetrics {
  const { records, timeline } = trace;
  const ttft: number[] = [];
  const tpot: number[] = [];
  const e2e: number[] = [];
  let [input, output, good, goodTokens, completed, counted] = [0, 0, 0, 0, 0, 0];
  const startSeconds = records.arrivedSeconds[Math.floor(records.length / 10)]!;
  const endSeconds = records.arrivedSeconds[records.length - 1]!;
  for (let i = 0; i < records.length; i++) {
    input += records.inputTokens[i]!;
    output += records.outputTokens[i]!;
    if (records.status[i] === 0) completed++;
    if (records.arrivedSeconds[i]! < startSeconds) continue;
    counted++;
    if (records.status[i] !== 0) continue;
    const first = records.firstTokenSeconds[i]! - records.arrivedSeconds[i]!;
    const all = records.finishedSeconds[i]! - records.arrivedSeconds[i]!;
    const gap = records.outputTokens[i]! > 1 ? (all - first) / (records.outputTokens[i]! - 1) : Number.NaN;
    ttft.push(first);
    e2e.push(all);
    if (Number.isFinite(gap)) tpot.push(gap);
    if (first <= 1 && !(gap > 0.05)) {
      good++;
      goodTokens += records.outputTokens[i]!;
    }
  }
  const spanSeconds = endSeconds - startSeconds;
  const outputPerSecond = output / endSeconds;
  const devices = pools.reduce((sum, pool) => sum + pool.devices, 0);
  const itMeanWatts = mean(timeline.itWatts);
  const facilityMeanWatts = itMeanWatts * 1.25;
  const facilityProvisionedWatts = devices * 2170 * 1.25;
  const usdPerHour = devices * 5.98;
  const ttftSeconds = summary(ttft);
  const tpotSeconds = summary(tpot);
  return {
    window: { startSeconds, endSeconds, requests: counted },
    requests: {
      arrived: records.length,
      completed,
      rejected: records.length - completed,
      failed: 0,
      unfinished: 0,
    },
    tokens: { input, cachedInput: 0, output },
    cache: { blocks: 0, hitBlocks: 0, hitRatio: 0 },
    latency: { ttftSeconds, tpotSeconds, itlSeconds: tpotSeconds, e2eSeconds: summary(e2e) },
    throughput: {
      requestsPerSecond: completed / endSeconds,
      outputTokensPerSecond: outputPerSecond,
      totalTokensPerSecond: (input + output) / endSeconds,
      outputTokensPerSecondPerDevice: outputPerSecond / devices,
      outputTokensPerSecondPerMegawatt: (outputPerSecond / facilityMeanWatts) * 1e6,
      outputTokensPerSecondPerProvisionedMegawatt: (outputPerSecond / facilityProvisionedWatts) * 1e6,
    },
    slo: {
      met: ttftSeconds.p90! <= 1 && tpotSeconds.p90! <= 0.05,
      attainment: good / counted,
      goodputRequestsPerSecond: good / spanSeconds,
      goodputOutputTokensPerSecond: goodTokens / spanSeconds,
    },
    power: {
      devices,
      deviceMeanWatts: itMeanWatts * 0.8,
      itMeanWatts,
      facilityMeanWatts,
      itProvisionedWatts: facilityProvisionedWatts / 1.25,
      facilityProvisionedWatts,
      analystAllInWatts: devices * 2170,
      joulesPerOutputToken: facilityMeanWatts / outputPerSecond,
    },
    cost: {
      basis: "rent",
      usdPerHour,
      usdPerMillionOutputTokens: (usdPerHour / 3600 / outputPerSecond) * 1e6,
      usdPerMillionTokens: (usdPerHour / 3600 / ((input + output) / endSeconds)) * 1e6,
      idleUsdPerHour: 0,
      byToken: null,
    },
    pools: pools.map((pool) => ({ ...pool, kvPeakFraction: Math.max(...timeline.kvFraction) })),
    confidence: {
      basis: "first-principles",
      regime: "dense vllm early-first",
      ttft: { p10: 0.7, p90: 1.5 },
      tpot: { p10: 0.85, p90: 1.2 },
      throughput: { p10: 0.8, p90: 1.15 },
      power: { p10: 0.8, p90: 1.25 },
    },
    assumptions: [
      {
        path: "hardware-profiles/b200-sxm.yaml#power.idle",
        value: "140 W",
        confidence: "assumed",
        low: "100 W",
        high: "200 W",
        source: "no published figure; scaled from H100",
      },
      {
        path: "engine-profiles/vllm.yaml#hostOverhead",
        value: "2 ms",
        confidence: "measured",
        low: null,
        high: null,
        source: "vLLM profiler traces",
      },
    ],
    intervals: {},
  };
}
