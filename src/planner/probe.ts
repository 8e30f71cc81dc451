// One load, one verdict: a load passes if the SLO is met and the backlog does not grow. Runs grow until they are
// long against a request's own time and two lengths in a row agree; what is clear sooner ends sooner. A system that
// starts empty flatters itself, so steady arrivals that miss a limit by far early on miss it later too.
import type { DeploymentMetrics, Infeasible, RequestRecords } from "../metrics/result.ts";
import { promisesOf } from "../scenario/build-classes.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import type { ScenarioFile } from "../scenario/schema.ts";
import { simulate } from "../scenario/simulate.ts";
import { backlogGrowth } from "./backlog.ts";
import { bindingResource } from "./binding.ts";
import { startsSessions, steadySessions } from "./session-load.ts";

/** Relative tolerance of capacity, and of backlog growth. */
export const TOLERANCE = 0.01;
/** The arrivals of a run must last this many times what an early request takes, or its ramp looks like growth. */
const RUN_LENGTHS = 8;
const MAX_GROWTH = 64;
/** Fewer requests say little of a quantile or of growth, whatever the scenario runs. */
const LEAST_REQUESTS = 1000;
/** A limit missed by this factor, or met with this much of it to spare, is beyond the noise of the shortest run. */
const CLEAR_MISS = 1.5;
const CLEAR_MARGIN = 0.6;
/** A backlog that takes this share of the arrivals, in a run of four times a request's own time, is no ramp. */
const CLEAR_GROWTH = 0.1;
const RAMP_LENGTHS = 4;

export interface Verdict {
  passes: boolean;
  /** What fails, or would fail first: "ttft p90", or the resource that binds. */
  limit: string;
  metrics: DeploymentMetrics;
  /** The largest of value / limit; 0 without limits. */
  tightestRatio: number;
  /** Share of the arrivals that the backlog gains. */
  growthFraction: number;
  /** Arrivals per second that were offered. */
  offeredPerSecond: number;
  requests: number;
}

/** The scenario with one of its deployments. */
export function only(scenario: ResolvedScenario, name: string): ResolvedScenario {
  const { file } = scenario;
  return { ...scenario, file: { ...file, deployments: { [name]: file.deployments[name]! } } };
}

/** The verdict on `deployment` at `loadScale` times the scenario's load; each yield is one simulation done. */
export function* probe(
  scenario: ResolvedScenario,
  name: string,
  loadScale: number,
  seed: number,
): Generator<void, Verdict | Infeasible> {
  if (startsSessions(scenario)) return yield* probeSessions(only(scenario, name), loadScale, seed);
  const { workload } = scenario.file;
  const { process } = workload.arrivals;
  const canGrow = process !== "trace" && workload.requests !== undefined;
  // A closed loop starts with a burst, and a short stretch of a day says nothing of the day.
  const steady = process === "poisson" || process === "gamma";
  const stated = Math.max(workload.requests ?? 0, LEAST_REQUESTS);
  let previous: Verdict | undefined;
  for (let requests = steady ? LEAST_REQUESTS : stated; ; requests *= 2) {
    const { result, traces } = simulate(only(scenario, name), {
      seed,
      loadScale,
      requests: canGrow ? requests : undefined,
    });
    yield;
    const deployment = result.deployments[0]!;
    if ("infeasible" in deployment) return deployment.infeasible;
    const { records } = traces[0]!;
    const verdict = judge(scenario.file, deployment, records);
    if (!canGrow || requests * 2 > stated * MAX_GROWTH) return verdict;
    const lengths = runLengths(records);
    if (steady && clearlyFails(verdict, lengths)) return verdict;
    if (lengths >= RUN_LENGTHS) {
      if (steady && verdict.passes && verdict.growthFraction === 0 && verdict.tightestRatio <= CLEAR_MARGIN)
        return verdict;
      if (requests >= stated && previous?.passes === verdict.passes) return verdict;
    }
    previous = verdict;
  }
}

/** One run that is long against a session: its length follows from the load. */
function* probeSessions(
  scenario: ResolvedScenario,
  loadScale: number,
  seed: number,
): Generator<void, Verdict | Infeasible> {
  const steady = steadySessions(scenario, loadScale, seed);
  if ("limit" in steady) return steady;
  const { result, traces } = simulate(steady.scenario, { seed, loadScale, requests: steady.requests });
  yield;
  const deployment = result.deployments[0]!;
  if ("infeasible" in deployment) return deployment.infeasible;
  return judge(scenario.file, deployment, traces[0]!.records);
}

const clearlyFails = ({ passes, tightestRatio, growthFraction }: Verdict, lengths: number): boolean =>
  !passes &&
  ((tightestRatio >= CLEAR_MISS && Number.isFinite(tightestRatio)) ||
    (growthFraction >= CLEAR_GROWTH && lengths >= RAMP_LENGTHS));

function arrivalSpanSeconds({ arrivedSeconds, length }: RequestRecords): number {
  return length > 1 ? arrivedSeconds[length - 1]! - arrivedSeconds[0]! : 0;
}

/** How many times as long the arrivals last as an early request takes. */
function runLengths(records: RequestRecords): number {
  const early: number[] = [];
  for (let i = 0; i < Math.max(1, records.length / 10); i++)
    early.push(records.finishedSeconds[i]! - records.arrivedSeconds[i]!);
  const finished = early.filter((seconds) => !Number.isNaN(seconds)).sort((a, b) => a - b);
  const typicalSeconds = finished[Math.floor(0.9 * finished.length)] ?? 0;
  return arrivalSpanSeconds(records) / typicalSeconds;
}

function judge(file: ScenarioFile, metrics: DeploymentMetrics, records: RequestRecords): Verdict {
  const limits = sloRatios(file, metrics);
  const tightest = limits.reduce((worst, each) => (each.ratio > worst.ratio ? each : worst), {
    name: "",
    ratio: 0,
  });
  const growth = backlogGrowth(records);
  const span = arrivalSpanSeconds(records);
  const closed = file.workload.arrivals.process === "closed-loop";
  return {
    passes: metrics.slo.met && growth <= TOLERANCE,
    limit: metrics.slo.met
      ? bindingResource(metrics)
      : metrics.requests.rejected > 0
        ? "context or kv memory: requests are rejected"
        : tightest.name,
    metrics,
    tightestRatio: tightest.ratio,
    growthFraction: growth,
    offeredPerSecond:
      closed || span === 0 ? metrics.throughput.requestsPerSecond : (records.length - 1) / span,
    requests: records.length,
  };
}

/** Each stated limit with value / limit; a quantile without a value is a miss. */
function sloRatios(file: ScenarioFile, metrics: DeploymentMetrics): { name: string; ratio: number }[] {
  return promisesOf(file).flatMap(({ name, slo, deadlineSeconds }, i) => {
    const { latency, deadline } = metrics.classes?.[i] ?? { latency: metrics.latency, deadline: undefined };
    const prefix = name === "" ? "" : `${name} `;
    const ratios = (["ttft", "tpot"] as const).flatMap((metric) =>
      Object.entries(slo[metric] ?? {}).map(([statistic, limitSeconds]) => {
        const value = latency[`${metric}Seconds`][statistic as "p90"];
        return {
          name: `${prefix}${metric} ${statistic}`,
          ratio: value === null ? Number.POSITIVE_INFINITY : value / limitSeconds!,
        };
      }),
    );
    // Late is late, by however little.
    if (deadline && deadline.missedRequests > 0)
      ratios.push({
        name: `${prefix}deadline`,
        ratio: Math.max(1, (latency.e2eSeconds.p99 ?? Infinity) / deadlineSeconds),
      });
    return ratios;
  });
}
