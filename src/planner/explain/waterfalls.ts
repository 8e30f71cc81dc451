// The waterfalls of a deployment: a decode and a prefill step, the two latencies, energy and money per token. Steps and
// latencies come from the cost model at the operating point; totals are those of the simulated run.
import type { Share, StepBreakdown } from "../../cost/step-breakdown.ts";
import type { BatchShape } from "../../cost/step-model.ts";
import { breakDownPaged, breakDownParts } from "../../cost/step-parts.ts";
import type { HandOverPhases, Phases } from "../../metrics/phases.ts";
import { hostParts } from "../../metrics/power.ts";
import type { DeploymentMetrics } from "../../metrics/result.ts";
import type { BuiltPool } from "../../scenario/build-pool.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { holdsRequests } from "../../scenario/schema.ts";
import { decodeShape, type OperatingPoint, promptShapes } from "./operating-point.ts";
import { type Part, type Waterfall, waterfall } from "./waterfall.ts";

export interface Waterfalls {
  ttft: Waterfall;
  /** Undefined where one pool does both, and where no request has a second token. */
  secondToken: Waterfall | undefined;
  /** Undefined where no request has a second token. */
  tpot: Waterfall | undefined;
  decodeStep: Waterfall;
  prefillStep: Waterfall;
  energy: Waterfall | undefined;
  cost: Waterfall | undefined;
}

type Pools = readonly BuiltPool[];

const ofTime = ({ component, seconds }: Share): Part => ({ component, amount: seconds });

export function waterfallsOf(
  scenario: ResolvedScenario,
  pools: Pools,
  metrics: DeploymentMetrics,
  point: OperatingPoint,
): Waterfalls {
  const entry = pools.find(({ pool }) => pool.role !== "decode" && holdsRequests(pool))!;
  const decoding = pools.find(({ pool }) => pool.role !== "prefill" && holdsRequests(pool))!;
  const batch = Math.max(
    1,
    Math.round(metrics.pools.find(({ name }) => name === decoding.pool.name)!.meanBatch),
  );
  const decode = breakDown(decoding, decodeShape(batch, point.contextTokens, decoding.config.instance.model));
  // Drafts make a step yield more than one token of each sequence.
  const tokensPerStep = decoding.config.instance.speculation?.tokensPerStep ?? 1;
  const prompt = { inputTokens: Math.round(point.inputTokens), cachedTokens: 0 };
  const [firstChunk] = promptShapes(prompt, chunkTokens(entry), entry.config.instance.model);
  const prefill = breakDown(entry, firstChunk!);
  const { ttftSeconds, tpotSeconds } = metrics.latency;
  return {
    ttft: ttftWaterfall(scenario, entry, point, ttftSeconds.mean!, metrics.phases!),
    secondToken: metrics.phases!.handOver && secondTokenWaterfall(metrics.phases!.handOver),
    tpot:
      tpotSeconds.mean === null
        ? undefined
        : waterfall(
            "time per output token",
            "s",
            tpotSeconds.mean,
            [
              ...decode.shares.map(({ component, seconds }) => ({
                component,
                amount: seconds / tokensPerStep,
              })),
              ...(metrics.phases!.handOver ? handOverParts(metrics.phases!.handOver) : []),
            ],
            entry === decoding ? "prompts and waiting" : "uneven steps",
          ),
    decodeStep: waterfall(
      `decode step of ${batch} sequences at ${Math.round(point.contextTokens)} tokens`,
      "s",
      decode.cost.seconds,
      decode.shares.map(ofTime),
      "rounding",
    ),
    prefillStep: waterfall(
      `prefill step of ${firstChunk!.prefillTokens} tokens`,
      "s",
      prefill.cost.seconds,
      prefill.shares.map(ofTime),
      "rounding",
    ),
    energy: energyWaterfall(pools, metrics, decode, prefill),
    cost: costWaterfall(metrics),
  };
}

const breakDown = ({ config, parts, besides, paged }: BuiltPool, shape: BatchShape) =>
  paged
    ? breakDownPaged(paged, parts, shape, besides)
    : breakDownParts(config.instance.model, parts, shape, besides);

const chunkTokens = ({ config }: BuiltPool) =>
  Math.min(config.instance.maxBatchedTokens, config.instance.maxChunkTokens ?? Number.POSITIVE_INFINITY);

/**
 * Its queue is the run's; of the prefill, by component, what a request would take with the instance to itself; the rest is
 * others in the same steps.
 */
function ttftWaterfall(
  scenario: ResolvedScenario,
  entry: BuiltPool,
  { prompts, inputTokens }: OperatingPoint,
  meanSeconds: number,
  { queueSeconds, frontSeconds, handOver }: Phases,
): Waterfall {
  const { requestLatency, requestPerToken } = scenario.engine.host;
  const serverSeconds = requestLatency + requestPerToken * inputTokens;
  const stillSeconds = handOver?.stillSeconds ?? 0;
  const parts = new Map<string, number>([
    ["answered in front", frontSeconds],
    ["http and tokeniser", serverSeconds],
    ["queue", queueSeconds - serverSeconds - stillSeconds],
    ["queue, decode side full", stillSeconds],
  ]);
  for (const prompt of prompts)
    for (const shape of promptShapes(prompt, chunkTokens(entry), entry.config.instance.model))
      for (const { component, seconds } of breakDown(entry, shape).shares)
        parts.set(component, (parts.get(component) ?? 0) + seconds / prompts.length);
  return waterfall("time to first token", "s", meanSeconds, partsOf(parts), "others in the batch");
}

/** As the run had it, from arrival over the hand-over to the first token of the decode side. */
function secondTokenWaterfall(phases: HandOverPhases): Waterfall {
  const parts = new Map([
    ["queue", phases.queueSeconds - phases.stillSeconds],
    ["queue, decode side full", phases.stillSeconds],
    ["prefill", phases.prefillSeconds],
    ["blocked, decode side full", phases.blockedSeconds],
    ["kv transfer", phases.transferSeconds],
    ["wait for the next step", phases.joinSeconds],
    ["first decode step", phases.stepSeconds],
  ]);
  const total = [...parts.values()].reduce((sum, amount) => sum + amount, 0);
  return waterfall("time to second token", "s", total, partsOf(parts), "rounding");
}

function handOverParts(phases: HandOverPhases): Part[] {
  return [
    { component: "blocked, decode side full", amount: phases.blockedSecondsPerToken },
    { component: "kv transfer", amount: phases.transferSecondsPerToken },
    { component: "wait for the next step", amount: phases.joinSecondsPerToken },
  ];
}

const partsOf = (amounts: Map<string, number>): Part[] =>
  [...amounts].map(([component, amount]) => ({ component, amount }));

/**
 * Per output token. What the steps of each pool took in the run is told apart by the time that prompts added to them, at the
 * power of a prefill step, and the rest at that of a decode step: no part can be below zero.
 */
function energyWaterfall(
  pools: Pools,
  metrics: DeploymentMetrics,
  decode: StepBreakdown,
  prefill: StepBreakdown,
): Waterfall | undefined {
  const { power, throughput } = metrics;
  const tokensPerSecond = throughput.outputTokensPerSecond;
  if (power.joulesPerOutputToken === null || tokensPerSecond === 0) return undefined;
  const powerRatio = stepWatts(prefill) / stepWatts(decode);
  let idleWatts = 0;
  let prefillWatts = 0;
  let decodeWatts = 0;
  for (const { pool, config, model, hardware, devices } of pools) {
    const { busyFraction, prefillFraction, itMeanWatts } = metrics.pools.find(
      ({ name }) => name === pool.name,
    )!;
    const idle = (1 - busyFraction) * config.instances * model.idleWatts;
    const working = itMeanWatts - devices * hardware.power.hostPerDevice.value - idle;
    const prompts = prefillFraction * powerRatio;
    const share = busyFraction > 0 ? prompts / (prompts + busyFraction - prefillFraction) : 0;
    idleWatts += idle;
    prefillWatts += share * working;
    decodeWatts += (1 - share) * working;
  }
  const perToken = (watts: number) => watts / tokensPerSecond;
  return waterfall(
    "energy per output token",
    "J",
    power.joulesPerOutputToken,
    [
      ...decode.shares.map(({ component, joules }) => ({
        component: `decode: ${component}`,
        amount: perToken((decodeWatts * joules) / decode.cost.joules),
      })),
      { component: "prefill", amount: perToken(prefillWatts) },
      { component: "idle devices", amount: perToken(idleWatts) },
      ...hostWatts(pools).map(([component, watts]) => ({ component, amount: perToken(watts) })),
      {
        component: "cooling and distribution",
        amount: perToken(power.facilityMeanWatts - power.itMeanWatts),
      },
    ],
    "rounding",
  );
}

const stepWatts = ({ cost }: StepBreakdown) => cost.joules / cost.seconds;

/** Of all pools, by part: what stands between the device and the IT boundary. */
function hostWatts(pools: Pools): [string, number][] {
  const watts = new Map<string, number>();
  for (const { hardware, devices } of pools)
    for (const { part, watts: each } of hostParts(hardware))
      watts.set(part, (watts.get(part) ?? 0) + devices * each);
  return [...watts];
}

/** Per million output tokens: what each pool's hour goes to, over the output of that hour. */
function costWaterfall({ cost, pools: results }: DeploymentMetrics): Waterfall | undefined {
  const { usdPerHour, usdPerMillionOutputTokens } = cost;
  if (usdPerMillionOutputTokens === null || usdPerHour === null) return undefined;
  const perMillion = (part: number) => (part / usdPerHour) * usdPerMillionOutputTokens;
  const part = (use: string, pool: string, perHour: number): Part => ({
    component: use === pool ? use : `${use} (${pool})`,
    use,
    amount: perMillion(perHour),
  });
  const parts = results.flatMap(({ name, cost: own }) => [
    part("prefill", name, own!.prefillUsdPerHour),
    part("decode", name, own!.decodeUsdPerHour),
    part("idle", name, own!.idleUsdPerHour),
  ]);
  return waterfall("cost per million output tokens", "USD", usdPerMillionOutputTokens, parts, "rounding");
}
