// Capacity: the largest load each deployment carries. Doubling or halving brackets it, bisection narrows it to 1 %.
// Every load is probed with the same seed: common random numbers, so loads differ by nothing but the load.
import { InputError } from "../base/errors.ts";
import type { Infeasible } from "../metrics/result.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import { probe, TOLERANCE, type Verdict } from "./probe.ts";

export interface CapacityOptions {
  seed: number;
  /** Instances of every pool that have failed: `--n-plus`. */
  failedInstances?: number;
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
}

export type DeploymentCapacity = Capacity | { name: string; infeasible: Infeasible };

/** Scales beyond these are taken for "none at all" and "no limit found". */
const SMALLEST_SCALE = 2 ** -16;
const LARGEST_SCALE = 2 ** 20;

const isVerdict = (answer: Verdict | Infeasible): answer is Verdict => "passes" in answer;

/** Capacity of one deployment; yields after every simulation, so that a face can show progress or stop. */
export function* capacityOf(
  scenario: ResolvedScenario,
  name: string,
  options: CapacityOptions,
): Generator<void, DeploymentCapacity> {
  const { arrivals } = scenario.file.workload;
  if (arrivals.process === "all-at-once")
    throw InputError.of(
      scenario.name,
      "workload.arrivals",
      "capacity needs a load that can be scaled: arrivals over time or users",
    );
  const reduced = withoutFailed(scenario, name, options.failedInstances ?? 0);
  if ("infeasible" in reduced) return { name, infeasible: reduced.infeasible };

  // Users come whole.
  const whole = (scale: number): number =>
    arrivals.process === "closed-loop"
      ? Math.max(1, Math.round(arrivals.users * scale)) / arrivals.users
      : scale;
  const at = (scale: number) => probe(reduced, name, scale, options.seed);

  let scale = 1;
  let answer = yield* at(scale);
  if (!isVerdict(answer)) return { name, infeasible: answer };
  let low: { scale: number; verdict: Verdict } | undefined;
  let high: { scale: number; verdict: Verdict } | undefined;
  for (;;) {
    if (answer.passes) low = { scale, verdict: answer };
    else high = { scale, verdict: answer };
    const next: number = whole(low && high ? Math.sqrt(low.scale * high.scale) : low ? scale * 2 : scale / 2);
    const narrow =
      low && high && (high.scale / low.scale <= 1 + TOLERANCE || next === low.scale || next === high.scale);
    if (narrow || next === scale || next < SMALLEST_SCALE || next > LARGEST_SCALE) break;
    scale = next;
    const probed: Verdict | Infeasible = yield* at(scale);
    if (!isVerdict(probed)) return { name, infeasible: probed };
    answer = probed;
  }

  const rateOf = ({ scale: own, verdict }: { scale: number; verdict: Verdict }): number =>
    "rate" in arrivals ? arrivals.rate * own : verdict.offeredPerSecond;
  const rates = [low ? rateOf(low) : 0, high ? rateOf(high) : Number.POSITIVE_INFINITY];
  const capacity: Capacity = {
    name,
    maxRequestsPerSecond: low ? rateOf(low) : 0,
    // A closed loop's rates are measured: a few more users over the limit may even get less through.
    low: Math.min(...rates),
    high: Math.max(...rates),
    maxOutputTokensPerSecond: low?.verdict.metrics.throughput.outputTokensPerSecond ?? 0,
    bindingLimit: high?.verdict.limit ?? "none found",
    loadScale: low?.scale ?? 0,
    requests: Math.max(low?.verdict.requests ?? 0, high?.verdict.requests ?? 0),
  };
  if (arrivals.process === "closed-loop")
    capacity.maxUsers = low ? Math.round(arrivals.users * low.scale) : 0;
  return capacity;
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
