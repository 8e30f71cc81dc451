// The most a configuration can do, before any simulation: requests/s, tokens/s/MW and $ that no schedule beats.
//   decode   sum over steps of f(B_k) + p A_k >= N (min over B <= B* of F(B)/B) + p sum of contexts, F the convex hull of f
//            under Jensen; B* bounds the mean batch: slots, KV tokens / mean context, and the TPOT limit
//   TPOT     tokens of requests within x see steps of x on average; with f >= a + bB, E[1/B] >= b / (x - a)
//   prefill  no step beats its best rate of tokens and of query-key pairs
// A step that mixes both takes at least as long as either alone; pools apart each bound the whole. TTFT and TPOT of a
// request alone on the device tell what no load can meet.
import type { BatchShape, StepCost, StepModel } from "../../cost/step-model.ts";
import { emptyBatchShape } from "../../cost/step-model.ts";
import { totalUsdPerHour, usdPerMillion } from "../../metrics/cost.ts";
import { poolPower } from "../../metrics/power.ts";
import type { Limits } from "../../metrics/slo.ts";
import { buildDeployment } from "../../scenario/build-deployment.ts";
import type { BuiltPool } from "../../scenario/build-pool.ts";
import { facilityPower } from "../../scenario/measure.ts";
import { poolCostParts } from "../../scenario/money.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { Deployment } from "../../scenario/schema.ts";
import type { Demand } from "./demand.ts";
import { convexHull, type Line, leastPerUnit, supportAt } from "./hull.ts";

/** What is better than any simulation of the configuration comes out: bounds are on means, runs are finite. */
const SLACK = 0.05;

export interface Bound {
  requestsPerSecond: number;
  outputTokensPerSecondPerMegawatt: number;
  /** Null where some device has no price. */
  usdPerMillionOutputTokens: number | null;
}

const unbounded: Bound = {
  requestsPerSecond: Number.POSITIVE_INFINITY,
  outputTokensPerSecondPerMegawatt: Number.POSITIVE_INFINITY,
  usdPerMillionOutputTokens: 0,
};

export type Outlook = { bound: Bound } | { infeasible: string } | { hopeless: string };

export function outlookOf(scenario: ResolvedScenario, deployment: Deployment, demand: Demand): Outlook {
  const built = buildDeployment(scenario, deployment, { seed: 1, fastForward: true, hashTokens: 0 });
  if (!built.feasible) return { infeasible: built.infeasible.reason };
  const { slo } = scenario.file;
  const entry = built.pools.find(({ config }) => config === built.entry)!;
  const decoder = built.pools.find(({ config }) => config === built.decode) ?? entry;

  // Bounds are of steps affine in their context; other silicon is simulated, whatever it costs.
  if ([entry, decoder].some(({ config }) => !config.instance.model.decodeIsAffine))
    return { bound: unbounded };

  const late = firstMiss(slo.ttft, (q) =>
    promptSeconds(entry, demand.inputTokens[Math.floor(q * (demand.inputTokens.length - 1))]!),
  );
  if (late) return { hopeless: `ttft ${late} of a prompt alone` };
  const alone = decoder.model.decode(1).seconds;
  const slow = demand.meanDecodeTokens > 0 ? firstMiss(slo.tpot, () => alone) : undefined;
  if (slow) return { hopeless: `tpot ${slow} of a request alone` };

  // Per request: seconds of an instance and joules of its devices.
  const decode = decodeWork(decoder, demand, slo.tpot);
  const prefill = prefillWork(entry, demand);
  const loads = new Map<BuiltPool, Work>();
  if (decoder !== entry) loads.set(entry, prefill).set(decoder, decode);
  else if (entry.config.instance.policy.mixes)
    loads.set(entry, {
      seconds: Math.max(prefill.seconds, decode.seconds),
      joules: Math.max(prefill.joules, decode.joules),
    });
  else
    loads.set(entry, {
      seconds: prefill.seconds + decode.seconds,
      joules: prefill.joules + decode.joules,
    });
  const rates = [...loads].map(([pool, work]) => pool.config.instances / work.seconds);
  return { bound: at((1 + SLACK) * Math.min(...rates), scenario, built.pools, loads, demand) };
}

interface Work {
  seconds: number;
  joules: number;
}

/** The limit that a request alone already breaks. */
function firstMiss(limits: Limits | undefined, bestSeconds: (quantile: number) => number) {
  return Object.entries(limits ?? {}).find(
    ([statistic, limit]) =>
      limit !== undefined &&
      statistic !== "mean" &&
      bestSeconds(Number(statistic.slice(1)) / 100) > limit * (1 + SLACK),
  )?.[0];
}

/** Tokens/s/MW and $ at that rate; both only get worse below it. */
function at(
  requestsPerSecond: number,
  scenario: ResolvedScenario,
  pools: BuiltPool[],
  loads: ReadonlyMap<BuiltPool, Work>,
  demand: Demand,
): Bound {
  const powers = pools.map((pool) => {
    const { instances } = pool.config;
    const { idleWatts, devices } = pool.model;
    return poolPower({
      hardware: pool.hardware,
      instances,
      devicesPerInstance: devices,
      idleWattsPerInstance: idleWatts,
      stepJoules: Math.max(
        instances * idleWatts,
        ((1 - SLACK) / (1 + SLACK)) * requestsPerSecond * loads.get(pool)!.joules,
      ),
      busySeconds: instances,
      seconds: 1,
    });
  });
  const { facilityMeanWatts } = facilityPower(scenario, powers, pools);
  const tokensPerSecond = requestsPerSecond * demand.meanOutputTokens;
  const costs = pools.map((pool, index) => poolCostParts(scenario.file, pool, powers[index]!));
  const usdPerHour = costs.includes(null)
    ? null
    : costs.reduce((sum, parts) => sum + totalUsdPerHour(parts!), 0);
  return {
    requestsPerSecond,
    outputTokensPerSecondPerMegawatt: tokensPerSecond / (facilityMeanWatts / 1e6),
    usdPerMillionOutputTokens: usdPerMillion(usdPerHour, tokensPerSecond),
  };
}

interface DecodeFloor {
  batches: number[];
  seconds: Line[];
  joules: Line[];
  secondsPerContextToken: number;
  joulesPerContextToken: number;
  secondsPerWindowToken: number;
  joulesPerWindowToken: number;
}

/** All batches up to 64, then every 3 %: between two of them the smaller one bounds the cost. */
function decodeFloor(model: StepModel, most: number): DecodeFloor {
  const batches: number[] = [];
  for (let batch = 1; batch < most; batch = Math.max(batch + 1, Math.floor(batch * 1.03)))
    batches.push(batch);
  batches.push(most);
  const costs = batches.map((batch) => model.decode(batch));
  const least = (of: (cost: (typeof costs)[number]) => number) => Math.min(...costs.map(of));
  const hull = (of: (cost: (typeof costs)[number]) => number) =>
    convexHull(batches.map((batch, i) => [(batches[i + 1] ?? batch + 1) - 1, of(costs[i]!)]));
  return {
    batches,
    seconds: hull((cost) => cost.seconds),
    joules: hull((cost) => cost.joules),
    secondsPerContextToken: least((cost) => cost.secondsPerContextToken),
    joulesPerContextToken: least((cost) => cost.joulesPerContextToken),
    secondsPerWindowToken: least((cost) => cost.secondsPerWindowToken),
    joulesPerWindowToken: least((cost) => cost.joulesPerWindowToken),
  };
}

const floors = new WeakMap<StepModel, Map<number, DecodeFloor>>();

function decodeWork({ model, config, pool }: BuiltPool, demand: Demand, tpot: Limits | undefined): Work {
  const { maxSequences, blocks, blockTokens } = config.instance;
  const known = floors.get(model) ?? new Map<number, DecodeFloor>();
  floors.set(model, known);
  const floor = known.get(maxSequences) ?? decodeFloor(model, maxSequences);
  known.set(maxSequences, floor);

  const tokens = demand.meanDecodeTokens;
  const contexts = demand.meanContextTokens({ windowTokens: Number.POSITIVE_INFINITY });
  const windowed = Number.isFinite(model.windowTokens);
  const windows = windowed ? demand.meanContextTokens(model) : contexts;
  // Blocks shared by a cache, and windows that forget, hold more context than there is room for.
  const shares = windowed || pool.kv.prefixCache !== false;
  const room = shares || tokens === 0 ? Infinity : (blocks * blockTokens) / (contexts / tokens);
  const slots = Math.max(1, Math.min(maxSequences, room));
  const batch = Math.max(1, Math.min(slots, batchWithin(tpot, floor, slots, demand)));
  return {
    seconds:
      tokens * leastPerUnit(floor.seconds, batch) +
      contexts * floor.secondsPerContextToken +
      windows * floor.secondsPerWindowToken,
    joules:
      tokens * leastPerUnit(floor.joules, batch) +
      contexts * floor.joulesPerContextToken +
      windows * floor.joulesPerWindowToken,
  };
}

/** The largest mean batch within the TPOT limits: requests beyond a quantile may be the longest and share a full batch. */
function batchWithin(limits: Limits | undefined, floor: DecodeFloor, slots: number, demand: Demand): number {
  let most = slots;
  for (const [statistic, limit] of Object.entries(limits ?? {})) {
    if (limit === undefined || statistic === "mean") continue;
    const { decodeTokens } = demand;
    const beyond = Math.ceil((1 - Number(statistic.slice(1)) / 100) * decodeTokens.length) + 1;
    const total = decodeTokens.reduce((sum, tokens) => sum + tokens, 0);
    const share = decodeTokens.subarray(0, beyond).reduce((sum, tokens) => sum + tokens, 0) / total;
    const { intercept, slope } = supportAt(floor.seconds, limit);
    const within = slope > 0 ? (limit - intercept) / slope : slots;
    most = Math.min(most, 1 / ((1 - share) / Math.max(1, Math.min(within, slots)) + share / slots));
  }
  return most;
}

/** Query-key pairs by which the slope of prefill attention is read off. */
const MANY_PAIRS = 2 ** 44;

function prefillWork({ model, config, pool }: BuiltPool, demand: Demand): Work {
  if (demand.hashed && pool.kv.prefixCache !== false) return { seconds: 0, joules: 0 };
  const { maxBatchedTokens } = config.instance;
  const { data, pipeline } = pool.parallel;
  const shape = { ...emptyBatchShape(), prefillSequences: data * pipeline };
  const stepAt = (tokens: number, pairs: number) =>
    stepOf(model, { ...shape, prefillTokens: tokens, prefillPairs: pairs, prefillWindowPairs: 0 });
  const best = { seconds: Infinity, joules: Infinity, pairSeconds: Infinity, pairJoules: Infinity };
  for (let tokens = maxBatchedTokens; tokens >= 1; tokens = Math.floor(tokens / 1.25)) {
    const [one, two] = [stepAt(tokens, MANY_PAIRS), stepAt(tokens, 2 * MANY_PAIRS)];
    const slope = (of: "seconds" | "joules") => (two[of] - one[of]) / MANY_PAIRS;
    const intercept = (of: "seconds" | "joules") =>
      Math.max(0, Math.min(one[of] - slope(of) * MANY_PAIRS, stepAt(tokens, 0)[of]));
    best.seconds = Math.min(best.seconds, intercept("seconds") / tokens);
    best.joules = Math.min(best.joules, intercept("joules") / tokens);
    best.pairSeconds = Math.min(best.pairSeconds, slope("seconds"));
    best.pairJoules = Math.min(best.pairJoules, slope("joules"));
  }
  const pairs = demand.meanPairs();
  return {
    seconds: demand.meanInputTokens * best.seconds + pairs * best.pairSeconds,
    joules: demand.meanInputTokens * best.joules + pairs * best.pairJoules,
  };
}

/** A prompt alone on an instance, without its attention. */
function promptSeconds({ model, config }: BuiltPool, tokens: number): number {
  const { maxChunkTokens = Number.POSITIVE_INFINITY } = config.instance;
  const stepSeconds = (prefillTokens: number) =>
    stepOf(model, { ...emptyBatchShape(), prefillTokens, prefillSequences: 1 }).seconds;
  const whole = Math.floor(tokens / maxChunkTokens);
  if (whole === 0) return stepSeconds(tokens);
  const rest = tokens - whole * maxChunkTokens;
  return whole * stepSeconds(maxChunkTokens) + (rest > 0 ? stepSeconds(rest) : 0);
}

function stepOf(model: StepModel, shape: BatchShape): StepCost {
  const cost: StepCost = { seconds: 0, joules: 0, bound: "compute" };
  model.step(shape, cost);
  return cost;
}
