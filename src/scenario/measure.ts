// From what the recorder kept to the metrics of one deployment: latencies, rates, service level, power, money.
import { batchMeans, mean, quantileSorted } from "../base/statistics.ts";
import { firstPrinciplesConfidence } from "../metrics/confidence.ts";
import { ownUsdPerHour, usdPerMillion } from "../metrics/cost.ts";
import { latenciesOf, summarise } from "../metrics/latency.ts";
import { type PoolPower, poolPower } from "../metrics/power.ts";
import type { QuantileSketch } from "../metrics/quantile-sketch.ts";
import { boundShares, type Recorder } from "../metrics/recorder.ts";
import type { DeploymentMetrics, Interval, LatencySummary, RequestRecords } from "../metrics/result.ts";
import { judge } from "../metrics/slo.ts";
import type { ServingSystem } from "../serving/system.ts";
import { hardwareAssumptions } from "./assumptions.ts";
import type { BuiltPool } from "./build-deployment.ts";
import type { ResolvedScenario } from "./resolved.ts";

export interface Measured {
  metrics: DeploymentMetrics;
  records: RequestRecords;
  /** Idle and host watts of all pools: what the timeline adds to the energy of steps. */
  restingItWatts: number;
}

export function measure(scenario: ResolvedScenario, pools: BuiltPool[], system: ServingSystem, recorder: Recorder): Measured {
  const records = recorder.records.sorted();
  if (records.length !== recorder.arrivals) throw new Error(`${recorder.arrivals} requests arrived, ${records.length} ended`);
  const { whole, ...window } = recorder.window.close(system.nowSeconds);
  const seconds = window.endSeconds - window.startSeconds;
  const firstRequest = whole ? 0 : recorder.window.config.firstRequest;
  const latencies = latenciesOf(records, firstRequest);
  const verdict = judge(records, firstRequest, scenario.file.slo);
  const totals = recorder.pools.map((pool) => (whole ? pool.run : pool.window));
  const counts = countRequests(records, window, verdict.good);
  const sum = (of: (index: number) => number) => totals.reduce((total, _, index) => total + of(index), 0);

  const powers = pools.map(({ hardware, config, model }, index) =>
    poolPower({
      hardware,
      instances: config.instances,
      devicesPerInstance: model.devices,
      idleWattsPerInstance: model.idleWatts,
      stepJoules: totals[index]!.joules,
      busySeconds: totals[index]!.busySeconds,
      seconds,
    }),
  );
  const devices = pools.reduce((total, pool) => total + pool.devices, 0);
  const power = facilityPower(scenario, powers);
  const outputTokensPerSecond = sum((i) => totals[i]!.outputTokens) / seconds;
  const totalTokensPerSecond = outputTokensPerSecond + sum((i) => totals[i]!.promptTokens) / seconds;
  const usdPerHour = costPerHour(scenario, pools, power.facilityMeanWatts, powers);
  const { cost } = scenario.file;

  const metrics: DeploymentMetrics = {
    window: { ...window, requests: records.length - firstRequest },
    requests: counts.requests,
    tokens: counts.tokens,
    cache: { blocks: 0, hitBlocks: 0, hitRatio: 0 },
    latency: {
      ttftSeconds: summarise(latencies.ttftSeconds),
      tpotSeconds: summarise(latencies.tpotSeconds),
      itlSeconds: summariseSketch(whole ? recorder.gaps.run : recorder.gaps.window),
      e2eSeconds: summarise(latencies.e2eSeconds),
    },
    throughput: {
      requestsPerSecond: counts.finishedInWindow / seconds,
      outputTokensPerSecond,
      totalTokensPerSecond,
      outputTokensPerSecondPerDevice: outputTokensPerSecond / devices,
      outputTokensPerSecondPerMegawatt: outputTokensPerSecond / (power.facilityMeanWatts / 1e6),
      outputTokensPerSecondPerProvisionedMegawatt: outputTokensPerSecond / (power.facilityProvisionedWatts / 1e6),
    },
    slo: {
      met: verdict.met,
      attainment: verdict.attainment,
      goodputRequestsPerSecond: counts.goodInWindow / seconds,
      goodputOutputTokensPerSecond: counts.goodTokensInWindow / seconds,
    },
    power: {
      devices,
      ...power,
      joulesPerOutputToken: outputTokensPerSecond > 0 ? power.facilityMeanWatts / outputTokensPerSecond : null,
    },
    cost: {
      basis: cost.basis,
      usdPerHour,
      usdPerMillionOutputTokens: usdPerMillion(usdPerHour, outputTokensPerSecond),
      usdPerMillionTokens: usdPerMillion(usdPerHour, totalTokensPerSecond),
    },
    pools: pools.map((built, index) => poolResult(built, index, recorder, system, totals[index]!.busySeconds, seconds, powers[index]!)),
    confidence: firstPrinciplesConfidence(
      scenario.model.ffn.moe !== undefined,
      pools.some(({ hardware }) => hardware.status !== "shipping"),
    ),
    assumptions: [...new Set(pools.map(({ hardware }) => hardware))].flatMap((hardware) => hardwareAssumptions(hardware, cost.basis === "rent")),
    intervals: batchMeanIntervals(latencies),
  };
  const restingItWatts = pools.reduce((watts, { hardware, devices: n }) => watts + n * hardware.power.hostPerDevice.value, 0);
  return { metrics, records, restingItWatts };
}

function countRequests(records: RequestRecords, window: { startSeconds: number; endSeconds: number }, good: Uint8Array) {
  const requests = { arrived: records.length, completed: 0, rejected: 0, failed: 0, unfinished: 0 };
  const tokens = { input: 0, cachedInput: 0, output: 0 };
  const byStatus = ["completed", "rejected", "failed", "unfinished"] as const;
  let finishedInWindow = 0;
  let goodInWindow = 0;
  let goodTokensInWindow = 0;
  for (let i = 0; i < records.length; i++) {
    requests[byStatus[records.status[i]!]!]++;
    tokens.output += records.outputTokens[i]!;
    if (records.status[i] !== 0) continue;
    tokens.input += records.inputTokens[i]!;
    tokens.cachedInput += records.cachedTokens[i]!;
    const finished = records.finishedSeconds[i]!;
    if (finished <= window.startSeconds || finished > window.endSeconds) continue;
    finishedInWindow++;
    goodInWindow += good[i]!;
    goodTokensInWindow += good[i]! * records.outputTokens[i]!;
  }
  return { requests, tokens, finishedInWindow, goodInWindow, goodTokensInWindow };
}

function facilityPower(scenario: ResolvedScenario, powers: PoolPower[]) {
  const sum = (of: (power: PoolPower) => number) => powers.reduce((total, power) => total + of(power), 0);
  const { pue } = scenario.file.facility;
  const itMeanWatts = sum((power) => power.itMeanWatts);
  return {
    deviceMeanWatts: sum((power) => power.deviceMeanWatts),
    itMeanWatts,
    facilityMeanWatts: itMeanWatts * pue,
    facilityProvisionedWatts: sum((power) => power.itProvisionedWatts) * pue,
  };
}

function costPerHour({ file }: ResolvedScenario, pools: BuiltPool[], facilityMeanWatts: number, powers: PoolPower[]): number {
  const { cost, facility } = file;
  const perDevice = (of: (pool: BuiltPool) => number) => pools.reduce((total, pool) => total + pool.devices * of(pool), 0);
  if (cost.basis === "rent") return perDevice(({ hardware }) => cost.perDevice ?? hardware.price.rent!.value);
  return ownUsdPerHour({
    capexUsd: perDevice(({ hardware }) => cost.capexPerDevice ?? hardware.price.capex!.value),
    lifeSeconds: cost.life,
    annualRate: cost.financing,
    electricityUsdPerJoule: cost.electricity ?? facility.electricity,
    facilityMeanWatts,
    coloUsdPerWattSecond: cost.colo,
    itProvisionedWatts: powers.reduce((total, power) => total + power.itProvisionedWatts, 0),
  });
}

function poolResult(
  { pool, config, devices }: BuiltPool,
  index: number,
  recorder: Recorder,
  system: ServingSystem,
  busySeconds: number,
  seconds: number,
  power: PoolPower,
): DeploymentMetrics["pools"][number] {
  const totals = recorder.pools[index]!;
  const { blocks } = config.instance;
  return {
    name: pool.name,
    role: pool.role,
    hardware: pool.hardware,
    instances: config.instances,
    devices,
    busyFraction: busySeconds / (seconds * config.instances),
    kvBlocks: blocks,
    kvPeakFraction: totals.peakBlocks / blocks,
    meanBatch: totals.decodeSteps > 0 ? totals.decodeSequenceSteps / totals.decodeSteps : 0,
    preemptions: system.instances.reduce((total, instance) => total + (instance.pool === index ? instance.preemptions : 0), 0),
    bound: boundShares(totals),
    itMeanWatts: power.itMeanWatts,
  };
}

function summariseSketch(sketch: QuantileSketch): LatencySummary {
  if (sketch.weight === 0) return { mean: null, p50: null, p90: null, p95: null, p99: null };
  return { mean: sketch.mean, p50: sketch.quantile(0.5), p90: sketch.quantile(0.9), p95: sketch.quantile(0.95), p99: sketch.quantile(0.99) };
}

/** Simulation error within one run, by batch means; absent for short runs. Names as in `headlines`. */
function batchMeanIntervals(latencies: ReturnType<typeof latenciesOf>): Record<string, Interval> {
  const intervals: Record<string, Interval> = {};
  for (const metric of ["ttft", "tpot", "e2e"] as const) {
    const values = latencies[`${metric}Seconds`];
    const statistics = { mean, p90: (batch: Float64Array) => quantileSorted(batch.sort(), 0.9) };
    for (const [statistic, of] of Object.entries(statistics)) {
      const interval = batchMeans(values, 20, of);
      if (interval) intervals[`${metric}.${statistic}`] = { ...interval, method: "batch-means" };
    }
  }
  return intervals;
}
