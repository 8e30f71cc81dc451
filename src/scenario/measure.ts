// From what the recorder kept to the metrics of one deployment: latencies, rates, service level, power, money.
import { contextPagingResult } from "../metrics/context-paging.ts";
import { type PoolPower, poolPower } from "../metrics/power.ts";
import type { QuantileSketch } from "../metrics/quantile-sketch.ts";
import { type Recorder, sumOfWork, type WorkTotals } from "../metrics/recorder.ts";
import type { DeploymentMetrics, LatencySummary, TierResult } from "../metrics/result.ts";
import { usefulResult } from "../metrics/useful.ts";
import type { KvTier } from "../serving/kv-tiers.ts";
import type { ServingSystem } from "../serving/system.ts";
import type { WorkloadSource } from "../workload/source.ts";
import { hardwareAssumptions } from "./assumptions.ts";
import { batchMeanIntervals } from "./batch-mean-intervals.ts";
import type { BuiltPool } from "./build-pool.ts";
import { busyFraction } from "./busy-fraction.ts";
import { confidenceOf } from "./confidence.ts";
import { modelResults } from "./model-results.ts";
import { costOf, deploymentCost } from "./money.ts";
import { poolResult } from "./pool-result.ts";
import type { ResolvedScenario } from "./resolved.ts";
import { holdsRequests } from "./schema.ts";
import { serviceLevel } from "./service-level.ts";
import { acceptanceModel, usefulAssumptions } from "./useful-schema.ts";

export interface Measured {
  metrics: DeploymentMetrics;
  /** Idle and host watts of all pools: what the timeline adds to the energy of steps. */
  restingItWatts: number;
}

export function measure(
  scenario: ResolvedScenario,
  pools: BuiltPool[],
  system: ServingSystem,
  recorder: Recorder,
  { contextPaging = [], plans = [] }: WorkloadSource,
): Measured {
  const { requests } = recorder;
  const ended = Object.values(requests.requests).reduce((sum, count) => sum + count, 0);
  if (ended !== recorder.arrivals) throw new Error(`${recorder.arrivals} requests arrived, ${ended} ended`);
  const { whole, ...window } = measuredWindow(recorder, system.nowSeconds);
  const seconds = window.endSeconds - window.startSeconds;
  const served = servingPools(pools);
  const totals = pools.map((built) => {
    const worked = configsOf(built).map((config) => recorder.pools[served.indexOf(config)]!);
    return ownWork(built, sumOfWork(worked.map((pool) => (whole ? pool.run : pool.window))));
  });
  const { useful } = scenario.file;
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
      powerCapWatts: pools[index]!.powerCapWatts,
    }),
  );
  const devices = pools.reduce((total, pool) => total + pool.devices, 0);
  const power = facilityPower(scenario, powers, pools);
  const outputTokensPerSecond = sum((i) => totals[i]!.outputTokens) / seconds;
  const totalTokensPerSecond = outputTokensPerSecond + sum((i) => totals[i]!.promptTokens) / seconds;
  const { cost, poolCosts } = deploymentCost(
    scenario.file,
    pools,
    pools.map(({ config }, index) => ({
      power: powers[index]!,
      totals: totals[index]!,
      busyFraction: busyFraction(totals[index]!.busySeconds, seconds, config.instances),
    })),
    seconds,
    requests,
  );

  const finished = whole ? requests.finished.run : requests.finished.window;
  const { slo, classes } = serviceLevel(scenario.file, recorder, {
    whole,
    seconds,
    outputTokensPerSecond,
    runSeconds: system.nowSeconds,
  });
  const latency = {
    ttftSeconds: requests.ttft.summary(),
    tpotSeconds: requests.tpot.summary(),
    itlSeconds: summariseSketch(whole ? recorder.gaps.run : recorder.gaps.window),
    e2eSeconds: requests.e2e.summary(),
  };
  const cache = cacheHits(system);
  const tokenTax = recorder.tax?.result(plans, system.nowSeconds);
  const metrics: DeploymentMetrics = {
    window: { ...window, requests: requests.inWindow },
    requests: { arrived: recorder.arrivals, ...requests.requests },
    tokens: { ...requests.tokens },
    cache,
    latency,
    phases: requests.phases.result(),
    avoidance:
      system.hasFront || scenario.file.workload.queries
        ? requests.avoidance.result(requests.tokens)
        : undefined,
    tokenTax,
    contextPaging:
      tokenTax && contextPaging.length > 0
        ? contextPagingResult(contextPaging, tokenTax, cache.blocks > 0)
        : undefined,
    useful:
      useful &&
      usefulResult(
        acceptanceModel(useful),
        recorder.tax ? "session" : "request",
        whole ? recorder.results.run : recorder.results.window,
        {
          usd: cost.usdPerHour === null ? null : (cost.usdPerHour * seconds) / 3600,
          joules: power.facilityMeanWatts * seconds,
        },
      ),
    throughput: {
      requestsPerSecond: finished.requests / seconds,
      outputTokensPerSecond,
      totalTokensPerSecond,
      outputTokensPerSecondPerDevice: outputTokensPerSecond / devices,
      outputTokensPerSecondPerMegawatt: outputTokensPerSecond / (power.facilityMeanWatts / 1e6),
      outputTokensPerSecondPerProvisionedMegawatt:
        outputTokensPerSecond / (power.facilityProvisionedWatts / 1e6),
    },
    slo,
    reasoning: requests.reasoning.result(cost.usdPerMillionOutputTokens),
    classes,
    models: modelResults(scenario, pools, system, recorder, {
      whole,
      seconds,
      usdPerHour: poolCosts.map((each) => each?.usdPerHour ?? null),
    }),
    power: {
      devices,
      ...power,
      joulesPerOutputToken:
        outputTokensPerSecond > 0 ? power.facilityMeanWatts / outputTokensPerSecond : null,
    },
    cost,
    pools: pools.map((built, index) => ({
      ...poolResult(
        built,
        configsOf(built).map((config) => served.indexOf(config)),
        recorder,
        system,
        system.deviceGroups[index] ?? [],
        { ...totals[index]!, seconds, itMeanWatts: powers[index]!.itMeanWatts },
      ),
      cost: poolCosts[index]!,
    })),
    confidence: confidenceOf(
      scenario,
      pools.map(({ pool }) => pool),
      latency,
    ),
    assumptions: [
      ...(useful ? usefulAssumptions(useful) : []),
      ...pools.flatMap(({ assumptions }) => assumptions),
      ...[...new Map(pools.map((built) => [built.hardware, built])).values()].flatMap(({ hardware, pool }) =>
        hardwareAssumptions(hardware, costOf(scenario.file, pool).basis === "rent"),
      ),
    ],
    intervals: batchMeanIntervals(requests),
  };
  const restingItWatts = pools.reduce(
    (watts, { hardware, devices: n, config, model }) =>
      watts + n * hardware.power.hostPerDevice.value + config.instances * model.idleWatts,
    0,
  );
  return { metrics, restingItWatts };
}

/**
 * The engine's pools in its order: entry first. An attention and an ffn pool, or a pool and its drafter, are one of them; of a
 * pool that names its models each is one.
 */
export function servingPools(pools: readonly BuiltPool[]): BuiltPool["config"][] {
  return [...new Set(pools.flatMap(configsOf))];
}

const configsOf = ({ config, models }: BuiltPool): BuiltPool["config"][] =>
  models?.map(({ built }) => built.config) ?? [config];

/** What of a serving pool's work is this pool's: tokens are those of who holds the requests, energy is each side's own. */
function ownWork({ pool }: BuiltPool, totals: WorkTotals): WorkTotals {
  if (holdsRequests(pool)) return { ...totals, joules: totals.joules - totals.partnerJoules };
  return { ...totals, joules: totals.partnerJoules, outputTokens: 0, promptTokens: 0 };
}

/** A window in which nothing was yielded says nothing about rates: then they are those of the whole run. */
function measuredWindow(recorder: Recorder, endSeconds: number) {
  const closed = recorder.window.close(endSeconds);
  const yielded = recorder.pools.reduce((sum, pool) => sum + pool.window.outputTokens, 0);
  return closed.whole || yielded > 0 ? closed : { startSeconds: 0, endSeconds, whole: true };
}

/** Over all prefix indices; one that instances share counts once. */
function cacheHits(system: ServingSystem): DeploymentMetrics["cache"] {
  const indices = new Set(system.instances.flatMap(({ kv }) => kv.prefixes ?? []));
  let blocks = 0;
  let hitBlocks = 0;
  for (const index of indices) {
    blocks += index.lookedUp;
    hitBlocks += index.hits;
  }
  return {
    blocks,
    hitBlocks,
    hitRatio: blocks > 0 ? hitBlocks / blocks : 0,
    tiers: tierResults(system),
  };
}

/** By name; a tier that instances share counts once. */
function tierResults({ instances, nowSeconds }: ServingSystem): TierResult[] | undefined {
  const names = new Map<string, Set<KvTier>>();
  for (const { kv } of instances)
    for (const tier of kv.tiers?.tiers ?? [])
      names.set(tier.config.name, (names.get(tier.config.name) ?? new Set()).add(tier));
  if (names.size === 0) return undefined;
  return [...names].map(([name, ports]) => {
    const sum = (of: (tier: KvTier) => number) => [...ports].reduce((total, tier) => total + of(tier), 0);
    const links = new Set([...ports].map(({ link }) => link)).size;
    return {
      name,
      loadedBlocks: sum((tier) => tier.loadedBlocks),
      loadedBytes: sum((tier) => tier.loadedBytes),
      busyFraction: Math.min(1, sum((tier) => tier.busySeconds) / (links * nowSeconds)),
      storedBlocks: sum((tier) => tier.storedBlocks),
      storedBytes: sum((tier) => tier.storedBytes),
      evictedBlocks: sum((tier) => tier.evictedBlocks),
    };
  });
}

export function facilityPower(scenario: ResolvedScenario, powers: PoolPower[], pools: readonly BuiltPool[]) {
  const sum = (of: (power: PoolPower) => number) => powers.reduce((total, power) => total + of(power), 0);
  const { pue } = scenario.file.facility;
  const itMeanWatts = sum((power) => power.itMeanWatts);
  const itProvisionedWatts = sum((power) => power.itProvisionedWatts);
  const allIn = pools.map(({ devices, hardware }) => devices * (hardware.power.allInPerDevice?.value ?? NaN));
  const analystAllInWatts = allIn.reduce((total, each) => total + each, 0);
  return {
    deviceMeanWatts: sum((power) => power.deviceMeanWatts),
    itMeanWatts,
    facilityMeanWatts: itMeanWatts * pue,
    itProvisionedWatts,
    facilityProvisionedWatts: itProvisionedWatts * pue,
    analystAllInWatts: Number.isFinite(analystAllInWatts) ? analystAllInWatts : null,
  };
}

function summariseSketch(sketch: QuantileSketch): LatencySummary {
  if (sketch.weight === 0) return { mean: null, p50: null, p90: null, p95: null, p99: null };
  return {
    mean: sketch.mean,
    p50: sketch.quantile(0.5),
    p90: sketch.quantile(0.9),
    p95: sketch.quantile(0.95),
    p99: sketch.quantile(0.99),
  };
}
