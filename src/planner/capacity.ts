// Capacity: the largest load each deployment carries. Doubling or halving brackets it, bisection narrows it to 1 %.
// Every load is probed with the same seed: common random numbers, so loads differ by nothing but the load.
import { InputError } from "../base/errors.ts";
import { mean, meanInterval } from "../base/statistics.ts";
import type { DeploymentMetrics, Infeasible, Interval } from "../metrics/result.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import type { ScenarioFile } from "../scenario/schema.ts";
import { probe, TOLERANCE, type Verdict } from "./probe.ts";

export interface CapacityOptions {
  seed: number;
  /** Instances of every pool that have failed: `--n-plus`. */
  failedInstances?: number;
  /** Times the scenario's load: where to look first. */
  startScale?: number;
  /** Relative; default 1 %. */
  toleranceFraction?: number;
}

/** Rates in requests per second; `low` passed, `high` did not. */
export interface Capacity {
  name: string;
  maxRequestsPerSecond: number;
  low: number;
  high: number;
  maxOutputTokensPerSecond: number;
  bindingLimit: string;
  /** Times the scenario's own load. */
  loadScale: number;
  /** Closed loop: how many users. */
  maxUsers?: number;
  /** Requests of the longest run that decided. */
  requests: number;
  /** How sure the model is at the largest load that passed. */
  confidence?: DeploymentMetrics["confidence"];
  /** Of the largest load over several seeds. */
  interval?: Interval;
}

export type DeploymentCapacity = Capacity | { name: string; infeasible: Infeasible };

/** Scales beyond these are taken for "none at all" and "no limit found". */
const SMALLEST_SCALE = 2 ** -16;
const LARGEST_SCALE = 2 ** 20;

/** A load that was probed. */
export interface Probed {
  scale: number;
  verdict: Verdict;
}

/** The largest load that passes and the smallest that does not, as far as there are such. */
export interface Bracket {
  low: Probed | undefined;
  high: Probed | undefined;
}

const isVerdict = (answer: Verdict | Infeasible): answer is Verdict => "passes" in answer;

/** Capacity of one deployment; yields the fraction done after every simulation, so that a face can show it or stop. */
export function* capacityOf(
  scenario: ResolvedScenario,
  name: string,
  options: CapacityOptions,
): Generator<number, DeploymentCapacity> {
  const reduced = withoutFailed(scenario, name, options.failedInstances ?? 0);
  if ("infeasible" in reduced) return { name, infeasible: reduced.infeasible };
  const bracket = yield* bracketCapacity(reduced, name, options);
  if ("infeasible" in bracket) return { name, infeasible: bracket.infeasible };
  return { name, ...summarise(scenario.file, bracket) };
}

/** The same as the two loads around it, with everything that was measured there. */
export function* bracketCapacity(
  scenario: ResolvedScenario,
  name: string,
  { seed, startScale = 1, toleranceFraction = TOLERANCE }: CapacityOptions,
): Generator<number, Bracket | { infeasible: Infeasible }> {
  const { arrivals } = scenario.file.workload;
  if (arrivals.process === "all-at-once")
    throw InputError.of(
      scenario.name,
      "workload.arrivals",
      "capacity needs a load that can be scaled: arrivals over time or users",
    );
  // Users come whole.
  const whole = (scale: number): number =>
    arrivals.process === "closed-loop"
      ? Math.max(1, Math.round(arrivals.users * scale)) / arrivals.users
      : scale;

  let low: Probed | undefined;
  let high: Probed | undefined;
  // Every probe halves the logarithm of what lies between; before there are bounds, they are taken to be a factor of 2 apart.
  const probesLeft = () =>
    Math.log2(Math.log(low && high ? high.scale / low.scale : 2) / Math.log1p(toleranceFraction)) +
    (low && high ? 0 : 1);
  let probes = 0;
  for (let scale = whole(startScale); ; probes++) {
    const done = probes / (probes + Math.max(1, probesLeft()));
    const work = probe(scenario, name, scale, seed);
    let step = work.next();
    for (; !step.done; step = work.next()) yield done;
    const verdict = step.value;
    if (!isVerdict(verdict)) return { infeasible: verdict };
    if (verdict.passes) low = { scale, verdict };
    else high = { scale, verdict };
    const next = whole(low && high ? Math.sqrt(low.scale * high.scale) : low ? scale * 2 : scale / 2);
    const narrow =
      low &&
      high &&
      (high.scale / low.scale <= 1 + toleranceFraction || next === low.scale || next === high.scale);
    if (narrow || next === scale || next < SMALLEST_SCALE || next > LARGEST_SCALE) return { low, high };
    scale = next;
  }
}

/** Capacities found with other seeds as one: the mean load and its interval; bounds that hold every one of them. */
export function averageCapacity(all: readonly DeploymentCapacity[]): DeploymentCapacity {
  const known = all.filter((each): each is Capacity => !("infeasible" in each));
  const [first] = known;
  if (!first || known.length < 2) return all[0]!;
  const meanOf = (of: (each: Capacity) => number) => mean(known.map(of));
  const interval = meanInterval(known.map(({ maxRequestsPerSecond }) => maxRequestsPerSecond))!;
  const limits = known.map(({ bindingLimit }) => bindingLimit);
  const howOften = (limit: string) => limits.filter((each) => each === limit).length;
  return {
    ...first,
    maxRequestsPerSecond: interval.mean,
    low: Math.min(...known.map(({ low }) => low)),
    high: Math.max(...known.map(({ high }) => high)),
    maxOutputTokensPerSecond: meanOf(({ maxOutputTokensPerSecond }) => maxOutputTokensPerSecond),
    bindingLimit: limits.reduce((most, each) => (howOften(each) > howOften(most) ? each : most)),
    loadScale: meanOf(({ loadScale }) => loadScale),
    ...(first.maxUsers !== undefined && { maxUsers: Math.round(meanOf(({ maxUsers }) => maxUsers!)) }),
    requests: Math.max(...known.map(({ requests }) => requests)),
    interval: { ...interval, method: "replications" },
  };
}

function summarise({ workload: { arrivals } }: ScenarioFile, { low, high }: Bracket): Omit<Capacity, "name"> {
  const rateOf = ({ scale, verdict }: Probed): number =>
    "rate" in arrivals ? arrivals.rate * scale : verdict.offeredPerSecond;
  const rates = [low ? rateOf(low) : 0, high ? rateOf(high) : Number.POSITIVE_INFINITY];
  return {
    maxRequestsPerSecond: low ? rateOf(low) : 0,
    // A closed loop's rates are measured: a few more users over the limit may even get less through.
    low: Math.min(...rates),
    high: Math.max(...rates),
    maxOutputTokensPerSecond: low?.verdict.metrics.throughput.outputTokensPerSecond ?? 0,
    bindingLimit: high?.verdict.limit ?? "none found",
    loadScale: low?.scale ?? 0,
    ...(arrivals.process === "closed-loop" && {
      maxUsers: low ? Math.round(arrivals.users * low.scale) : 0,
    }),
    ...(low && { confidence: low.verdict.metrics.confidence }),
    requests: Math.max(low?.verdict.requests ?? 0, high?.verdict.requests ?? 0),
  };
}

/** The scenario with `failed` instances of every pool gone, or what is missing for that. */
function withoutFailed(
  scenario: ResolvedScenario,
  name: string,
  failed: number,
): ResolvedScenario | { infeasible: Infeasible } {
  const deployment = scenario.file.deployments[name]!;
  for (const pool of deployment.pools) {
    if (pool.instances <= failed) {
      const reason = `pool ${pool.name} has ${pool.instances} instance${pool.instances === 1 ? "" : "s"}: nothing is left when ${failed} fail`;
      return {
        infeasible: { limit: "chips", short: failed + 1 - pool.instances, unit: "instances", reason },
      };
    }
  }
  const pools = deployment.pools.map((pool) => ({ ...pool, instances: pool.instances - failed }));
  const deployments = { ...scenario.file.deployments, [name]: { ...deployment, pools } };
  return { ...scenario, file: { ...scenario.file, deployments } };
}
