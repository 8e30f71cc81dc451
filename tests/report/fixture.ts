// A synthetic but self-consistent run: two feasible deployments and one that does not fit.
// Summaries are computed from the records, so charts and tables can be checked against them.
import type {
  DeploymentMetrics,
  DeploymentTrace,
  LatencySummary,
  RequestRecords,
  RunOutput,
} from "../../src/metrics/result.ts";
import type { Timeline } from "../../src/metrics/timeline.ts";

/** Park-Miller, enough for a fixture. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** R-7, the definition results use. */
export function quantile(values: readonly number[], share: number): number | null {
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

interface Character {
  name: string;
  ttftMedianSeconds: number;
  ttftSpread: number;
  tpotMedianSeconds: number;
  tpotSpread: number;
  idleWatts: number;
  wattsPerRunning: number;
  kvPerRunning: number;
}

function makeTrace(character: Character, count: number): DeploymentTrace {
  const random = uniform(7);
  const shocks = uniform(11);
  const normal = () => Math.sqrt(-2 * Math.log(shocks())) * Math.cos(2 * Math.PI * shocks());
  const records: RequestRecords = {
    length: count,
    complete: true,
    id: new Float64Array(count),
    arrivedSeconds: new Float64Array(count),
    firstTokenSeconds: new Float64Array(count),
    finishedSeconds: new Float64Array(count),
    inputTokens: new Int32Array(count),
    cachedTokens: new Int32Array(count),
    outputTokens: new Int32Array(count),
    preemptions: new Uint16Array(count),
    status: new Uint8Array(count),
    classIndex: new Uint8Array(count),
  };
  let atSeconds = 0;
  for (let i = 0; i < count; i++) {
    const surge = 1 + 0.6 * Math.sin(atSeconds / 40);
    atSeconds += -Math.log(random()) / (20 * surge);
    const output = Math.max(1, Math.round(129 * Math.exp(0.93 * normal())));
    const ttft = character.ttftMedianSeconds * Math.exp(character.ttftSpread * normal() * surge);
    const tpot = character.tpotMedianSeconds * Math.exp(character.tpotSpread * normal());
    const lost = i % 997 === 996;
    records.id[i] = i;
    records.arrivedSeconds[i] = atSeconds;
    records.firstTokenSeconds[i] = lost ? Number.NaN : atSeconds + ttft;
    records.finishedSeconds[i] = lost ? Number.NaN : atSeconds + ttft + tpot * (output - 1);
    records.inputTokens[i] = Math.round(1020 * Math.exp(0.77 * normal()));
    records.outputTokens[i] = lost ? 0 : output;
    records.preemptions[i] = i % 400 === 0 ? 1 : 0;
    records.status[i] = lost ? 1 : 0;
  }
  return { name: character.name, records, timeline: makeTimeline(records, character) };
}

function makeTimeline(records: RequestRecords, character: Character): Timeline {
  const binSeconds = 0.5;
  const bins = Math.ceil(records.arrivedSeconds[records.length - 1]! / binSeconds);
  const empty = () => new Array<number>(bins).fill(0);
  const timeline: Timeline = {
    binSeconds,
    arrivals: empty(),
    queue: empty(),
    running: empty(),
    kvFraction: empty(),
    itWatts: empty(),
    outputTokens: empty(),
  };
  for (let i = 0; i < records.length; i++) {
    const arrived = Math.floor(records.arrivedSeconds[i]! / binSeconds);
    if (arrived < bins) timeline.arrivals[arrived]!++;
    if (records.status[i] !== 0) continue;
    for (let k = arrived; k < bins && k * binSeconds < records.finishedSeconds[i]!; k++) {
      if (k * binSeconds < records.firstTokenSeconds[i]!) timeline.queue[k]!++;
      else timeline.running[k]!++;
    }
  }
  for (let k = 0; k < bins; k++) {
    timeline.kvFraction[k] = Math.min(1, timeline.running[k]! * character.kvPerRunning);
    timeline.itWatts[k] = character.idleWatts + timeline.running[k]! * character.wattsPerRunning;
    timeline.outputTokens[k] = timeline.running[k]! * (binSeconds / character.tpotMedianSeconds);
  }
  return timeline;
}

const limits = { ttftSeconds: { p90: 1 }, tpotSeconds: { p90: 0.05 } };

function measure(trace: DeploymentTrace, pools: DeploymentMetrics["pools"]): DeploymentMetrics {
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

const pool = (
  name: string,
  role: "mixed" | "prefill" | "decode",
  instances: number,
  busyFraction: number,
  preemptions: number,
) => ({
  name,
  role,
  hardware: "b200-sxm",
  instances,
  devices: instances * 2,
  busyFraction,
  prefillFraction: 0.2,
  kvMeanFraction: 0.3,
  kvHeldByteSeconds: 1e12,
  kvBlocks: 60_000,
  kvPeakFraction: 0.42,
  meanBatch: 31.5,
  preemptions,
  bound:
    role === "prefill"
      ? { compute: 0.9, memory: 0.05, network: 0.03, host: 0.02, crossings: 0, latency: 0 }
      : { compute: 0.15, memory: 0.75, network: 0.05, host: 0.05, crossings: 0, latency: 0 },
  itMeanWatts: 4200,
  cost: null,
});

export function makeOutput(count = 3000): RunOutput {
  const monolithic = makeTrace(
    {
      name: "monolithic",
      ttftMedianSeconds: 0.19,
      ttftSpread: 0.8,
      tpotMedianSeconds: 0.021,
      tpotSpread: 0.35,
      idleWatts: 3300,
      wattsPerRunning: 42,
      kvPerRunning: 0.005,
    },
    count,
  );
  const disaggregated = makeTrace(
    {
      name: "disaggregated",
      ttftMedianSeconds: 0.24,
      ttftSpread: 0.45,
      tpotMedianSeconds: 0.014,
      tpotSpread: 0.08,
      idleWatts: 3100,
      wattsPerRunning: 45,
      kvPerRunning: 0.009,
    },
    count,
  );
  return {
    result: {
      schema: "forewatt.run/1",
      scenario: "Chat on Blackwell, monolithic against disaggregated",
      seed: 1,
      replications: 1,
      slo: limits,
      deployments: [
        { name: "monolithic", ...measure(monolithic, [pool("serve", "mixed", 4, 0.81, 12)]) },
        {
          name: "disaggregated",
          ...measure(disaggregated, [
            pool("prefill", "prefill", 2, 0.55, 0),
            pool("decode", "decode", 2, 0.92, 3),
          ]),
        },
        {
          name: "single-gpu",
          infeasible: {
            limit: "memory",
            short: 12_400_000_000,
            unit: "bytes",
            reason: "weights of 70.6 GB and one full context do not fit one b200-sxm",
          },
          assumptions: [],
        },
      ],
      differences: [],
      warnings: [],
      engine: { version: "0.1.0", events: 91_234, steps: 45_321, wallSeconds: 0.31 },
    },
    traces: [monolithic, disaggregated],
  };
}

/** The shortest honest run: one request with one token, so no TPOT at all, and one rejected. */
export function makeEmptyOutput(): RunOutput {
  const output = makeOutput(40);
  const nothing: LatencySummary = { mean: null, p50: null, p90: null, p95: null, p99: null };
  for (const deployment of output.result.deployments) {
    if ("infeasible" in deployment) continue;
    deployment.latency = {
      ttftSeconds: nothing,
      tpotSeconds: nothing,
      itlSeconds: nothing,
      e2eSeconds: nothing,
    };
  }
  for (const { records } of output.traces) {
    records.firstTokenSeconds.fill(Number.NaN);
    records.finishedSeconds.fill(Number.NaN);
    records.outputTokens.fill(0);
    records.status.fill(1);
  }
  return output;
}

export function makeInfeasibleOutput(): RunOutput {
  const { result } = makeOutput(40);
  return {
    result: { ...result, deployments: result.deployments.filter((deployment) => "infeasible" in deployment) },
    traces: [],
  };
}
