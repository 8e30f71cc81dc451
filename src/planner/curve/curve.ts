// The curve of a deployment: tokens per megawatt and dollars per token against interactivity, over loads and parallel
// layouts of the same devices. The steady state of every layout and load picks those near the front; only they are
// simulated. Yields the share done after each simulation; answered with true it ends there, with the points it has.
import { InputError } from "../../base/errors.ts";
import { randomStream } from "../../base/random.ts";
import type { Infeasible } from "../../metrics/result.ts";
import { buildDeployment } from "../../scenario/build-deployment.ts";
import type { BuiltPool } from "../../scenario/build-pool.ts";
import type { LoadedScenario } from "../../scenario/load.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import type { Deployment } from "../../scenario/schema.ts";
import { simulate } from "../../scenario/simulate.ts";
import type { LinkConfig } from "../../serving/transfer.ts";
import { lengthSampler } from "../../workload/lengths/index.ts";
import type { MeanRequest } from "../mean-steps.ts";
import { only } from "../probe.ts";
import { mostUsers, steadyState } from "../steady-state.ts";
import { candidatesOf } from "./candidates.ts";
import { type Estimate, type Load, nextLoads, worthSimulating } from "./choose.ts";
import { paretoFront } from "./pareto.ts";
import { type CurvePoint, pointOf, simulatePoint } from "./point.ts";

export interface CurveOptions {
  seed: number;
  /** Off: only the layouts that the scenario states. */
  sweepLayouts: boolean;
}

export interface Curve {
  name: string;
  points: CurvePoint[];
  /** The scenario's own layout under its own load. */
  operatingPoint: CurvePoint | null;
  layoutCount: number;
  simulationCount: number;
}

export type DeploymentCurve = Curve | { name: string; infeasible: Infeasible };

interface Candidate {
  deployment: Deployment;
  layout: string;
  pools: BuiltPool[];
  link: LinkConfig | undefined;
}

/**
 * Users over those that prefill keeps up with: more only queue. Some have to, for prompts of different lengths to keep the
 * pool busy all the time.
 */
const MOST_QUEUED = 4;
/** Rounds of further loads: closer to where prompts begin to come too late, or with more of them in the queue. */
const MORE_ROUNDS = 3;

/** The operating point is one dot: it needs no more requests than a steady figure does. */
const OWN_REQUESTS = 10_000;

/** A curve loads the deployment with users of its own: it needs lengths. */
export function checkLengths({ scenario, stated }: LoadedScenario): void {
  const { lengths, classes, adapters } = scenario.file.workload;
  if (loadsUsers(scenario)) return;
  const [key, message] = adapters
    ? ["adapters", "a curve is of the model alone: adapters are not modelled there"]
    : lengths?.reasoning || lengths?.images
      ? [
          "lengths",
          "a curve counts on requests of a prompt and an answer: reasoning and images are not modelled there",
        ]
      : classes
        ? [
            "classes",
            "a curve loads the deployment with users of its own, all alike: classes are not modelled there",
          ]
        : [
            "arrivals",
            "a curve loads the deployment with users of its own: it needs workload.lengths, not a trace (forewatt fit-workload makes them from one)",
          ];
  throw new InputError([{ ...stated.positionOf(["workload", key]), path: `workload.${key}`, message }]);
}

/** Whether a curve can load users of its own with it. */
export function loadsUsers({ file: { workload } }: ResolvedScenario): boolean {
  const { lengths, classes, adapters } = workload;
  return lengths !== undefined && !classes && !adapters && !lengths.reasoning && !lengths.images;
}

/** Curve of one deployment of a scenario whose workload states lengths. */
export function* curveOf(
  scenario: ResolvedScenario,
  name: string,
  { seed, sweepLayouts }: CurveOptions,
): Generator<number, DeploymentCurve, boolean> {
  const stated = scenario.file.deployments[name]!;
  const built = build(scenario, stated);
  const tried = candidatesOf(scenario, stated, sweepLayouts);
  const candidates = tried.flatMap(({ deployment, layout }): Candidate[] => {
    const answer = build(scenario, deployment);
    return answer.feasible ? [{ deployment, layout, pools: answer.pools, link: answer.link }] : [];
  });
  if (candidates.length === 0 && !built.feasible) return { name, infeasible: built.infeasible };
  const request = meanRequest(scenario, seed);
  const all = candidates.flatMap((candidate) => estimates(candidate, request));
  const points: CurvePoint[] = [];
  const deploymentOf = new Map(candidates.map(({ layout, deployment }) => [layout, deployment]));
  let next: readonly Load[] = worthSimulating(all, tried[0]!.layout);
  let stopped = false;
  for (let round = 0; round <= MORE_ROUNDS && next.length > 0 && !stopped; round++) {
    for (const [index, { layout, users }] of next.entries()) {
      const point = simulatePoint(scenario, deploymentOf.get(layout)!, layout, users, seed);
      if (point) points.push(point);
      stopped = yield (round + (index + 1) / next.length) / (MORE_ROUNDS + 1);
      if (stopped) break;
    }
    next = nextLoads(points, all);
  }
  markFronts(points);
  const operatingPoint = built.feasible ? ownPoint(scenario, name, tried[0]!.layout, seed) : null;
  points.sort(
    (a, b) =>
      a.tokensPerSecondPerUser - b.tokensPerSecondPerUser ||
      a.outputTokensPerSecondPerMegawatt - b.outputTokensPerSecondPerMegawatt,
  );
  return { name, points, operatingPoint, layoutCount: tried.length, simulationCount: points.length };
}

function build(scenario: ResolvedScenario, deployment: Deployment) {
  return buildDeployment(scenario, deployment, { seed: 1, fastForward: true, hashTokens: 0 });
}

/** 1, 2, 3, 4, 6, 8, 12 …: two loads an octave, up to what fits at once. */
export function loads(most: number): number[] {
  const found: number[] = [];
  for (let power = 1; power <= most; power *= 2)
    for (const users of [power, power * 1.5]) if (Number.isInteger(users) && users <= most) found.push(users);
  if (most >= 1 && found.at(-1)! < 0.9 * most) found.push(most);
  return found;
}

function estimates(candidate: Candidate, request: MeanRequest): Estimate[] {
  const { pools, link } = candidate;
  const { instances } = pools.find(({ pool }) => pool.role !== "prefill")!.config;
  return loads(Math.floor(mostUsers(pools, request) / instances)).flatMap((batch) => {
    const users = batch * instances;
    const { tpotSeconds, requestsPerSecond, totals, servedUsers } = steadyState(pools, request, users, link);
    if (users > MOST_QUEUED * servedUsers) return [];
    const watts = pools.reduce((sum, { hardware, devices, model, config }, index) => {
      const idleSeconds = Math.max(0, config.instances - totals[index]!.busySeconds);
      return (
        sum +
        totals[index]!.joules +
        idleSeconds * model.idleWatts +
        devices * hardware.power.hostPerDevice.value
      );
    }, 0);
    const perWatt = (requestsPerSecond * request.outputTokens) / watts;
    return [{ layout: candidate.layout, users, tokensPerSecondPerUser: 1 / tpotSeconds, perWatt }];
  });
}

/** Among points that meet the limits on the first token; among all where none does. */
function markFronts(all: CurvePoint[]): void {
  const inTime = all.filter((point) => point.ttftMet);
  const points = inTime.length > 0 ? inTime : all;
  const speed = (point: CurvePoint) => point.tokensPerSecondPerUser;
  for (const point of paretoFront(points, speed, (each) => each.outputTokensPerSecondPerMegawatt))
    point.onParetoFront = true;
  const priced = points.filter((point) => point.usdPerMillionOutputTokens !== null);
  for (const point of paretoFront(priced, speed, (each) => -each.usdPerMillionOutputTokens!))
    point.onCostFront = true;
}

function ownPoint(scenario: ResolvedScenario, name: string, layout: string, seed: number): CurvePoint | null {
  const { requests } = scenario.file.workload;
  const { result } = simulate(only(scenario, name), {
    seed,
    requests: requests === undefined ? undefined : Math.min(requests, OWN_REQUESTS),
  });
  const [metrics] = result.deployments;
  if (metrics === undefined || "infeasible" in metrics) return null;
  const { throughput, latency } = metrics;
  // Little's law gives the users of a closed loop as loaded.
  const users = throughput.requestsPerSecond * (latency.e2eSeconds.mean ?? 0);
  return pointOf(metrics, scenario.file.slo.ttft, layout, Math.round(users)) ?? null;
}

/** The mean of the lengths that a run would draw. */
export function meanRequest({ file, empirical }: ResolvedScenario, seed: number): MeanRequest {
  const { lengths } = file.workload;
  if (lengths === undefined) throw new Error("a curve needs lengths");
  const mean = (kind: "input" | "output") => {
    const draw = lengthSampler(lengths[kind], randomStream(seed, `${kind} lengths`), empirical);
    let sum = 0;
    for (let i = 0; i < 1000; i++) sum += draw();
    return sum / 1000;
  };
  return { inputTokens: mean("input"), cachedTokens: 0, outputTokens: mean("output") };
}
