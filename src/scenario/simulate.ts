// The one place that wires it all: scenario -> workload, engine, metrics -> result. Pure: same scenario and seed, same
// bytes; no clock, no files. Replication i runs with seed + i, and all deployments of a replication see the same draws.
import { randomStream } from "../base/random.ts";
import { version } from "../base/version.ts";
import { Recorder } from "../metrics/recorder.ts";
import type {
  DeploymentMetrics,
  DeploymentResult,
  DeploymentTrace,
  Infeasible,
  RunOutput,
  RunResult,
} from "../metrics/result.ts";
import type { Timeline } from "../metrics/timeline.ts";
import type { WindowConfig } from "../metrics/window.ts";
import { both, type ServingSink } from "../serving/sink.ts";
import { ServingSystem } from "../serving/system.ts";
import type { RequestKind } from "../workload/sessions/kinds.ts";
import type { WorkloadSource } from "../workload/source.ts";
import { arrivalsFor } from "./arrivals.ts";
import { hardwareAssumptions } from "./assumptions.ts";
import { levelsOf, promisesOf } from "./build-classes.ts";
import { type BuiltDeployment, buildDeployment } from "./build-deployment.ts";
import type { BuiltPool } from "./build-pool.ts";
import { answerCache } from "./front-schema.ts";
import { measure, servingPools } from "./measure.ts";
import { combineReplications } from "./replications.ts";
import type { ResolvedScenario } from "./resolved.ts";
import { type Deployment, hardwareOf } from "./schema.ts";
import { runWarnings } from "./warnings.ts";

export interface SimulateOptions {
  seed: number;
  replications?: number | undefined;
  /** Multiplies the arrival rate, the trace's rate scale, or the users. */
  loadScale?: number | undefined;
  /** Only this many requests instead of the scenario's (capacity search grows runs). */
  requests?: number | undefined;
  onProgress?: ((fraction: number) => void) | undefined;
  /** Off: every decode step is an event of its own; the result is the same to rounding. For tests. */
  fastForward?: boolean | undefined;
  /** Whoever follows the run beside the metrics; asked once for every deployment. */
  observe?: ((deployment: ObservedDeployment) => ServingSink) | undefined;
}

/** What an observer is told before a deployment runs. */
export interface ObservedDeployment {
  name: string;
  /** Place in the scenario. */
  index: number;
  /** By `Instance.pool`; a split pool goes by the names of its parts. */
  pools: {
    name: string;
    role: string;
    hardware: string;
    devicesPerInstance: number;
    /** Of its KV cache, where that is paged. */
    pageTokens: number | undefined;
  }[];
  /** What sorts of requests there are, by `RequestTable.kind`; undefined where they are all alike. */
  kinds: readonly RequestKind[] | undefined;
}

interface Replication {
  metrics: DeploymentMetrics;
  trace: DeploymentTrace;
  warnings: string[];
  events: number;
  steps: number;
}

/** Simulates every deployment of the scenario. */
export function simulate(scenario: ResolvedScenario, options: SimulateOptions): RunOutput {
  const run = simulation(scenario, options);
  for (;;) {
    const step = run.next(false);
    if (step.done) return step.value;
    options.onProgress?.(step.value);
  }
}

/**
 * The same in pieces: yields the fraction done every few thousand events, so that a face can show it, and let in a
 * signal. Answered with true it stops, and the result holds what is finished.
 */
export function* simulation(
  scenario: ResolvedScenario,
  options: SimulateOptions,
): Generator<number, RunOutput, boolean> {
  const { seed, replications = 1 } = options;
  const outputs: RunOutput[] = [];
  let stopped = false;
  for (let replication = 0; replication < replications && !stopped; replication++) {
    const run = oneRun(scenario, { ...options, seed: seed + replication });
    let step = run.next(false);
    for (; !step.done; step = run.next(stopped)) stopped = yield (replication + step.value) / replications;
    outputs.push(step.value);
  }
  return replications === 1 ? outputs[0]! : combineReplications(outputs, replications);
}

function* oneRun(
  scenario: ResolvedScenario,
  options: SimulateOptions,
): Generator<number, RunOutput, boolean> {
  const names = Object.keys(scenario.file.deployments);
  const deployments: DeploymentResult[] = [];
  const traces: DeploymentTrace[] = [];
  const warnings = new Set<string>();
  let events = 0;
  let steps = 0;
  let stopped = false;
  for (const [index, name] of names.entries()) {
    const deployment = scenario.file.deployments[name]!;
    const piece = runDeployment(scenario, name, deployment, options);
    let step = piece.next();
    while (!step.done && !stopped) {
      stopped = yield (index + step.value) / names.length;
      if (!stopped) step = piece.next();
    }
    if (!step.done) break;
    const outcome = step.value;
    if ("infeasible" in outcome) {
      const assumptions = assumptionsOf(scenario, deployment);
      deployments.push({ name, infeasible: outcome.infeasible, assumptions });
      continue;
    }
    events += outcome.events;
    steps += outcome.steps;
    for (const warning of outcome.warnings) warnings.add(warning);
    traces.push(outcome.trace);
    deployments.push({ name, ...outcome.metrics });
  }
  const result: RunResult = {
    schema: "forewatt.run/1",
    scenario: scenario.name,
    seed: options.seed,
    replications: 1,
    slo: sloOf(scenario),
    deployments,
    differences: [],
    warnings: [...warnings],
    engine: { version, events, steps },
  };
  return { result, traces };
}

function* runDeployment(
  scenario: ResolvedScenario,
  name: string,
  deployment: Deployment,
  options: SimulateOptions,
): Generator<number, Replication | { infeasible: Infeasible }> {
  const source = arrivalsFor(scenario, name, deployment, options);
  const built = buildDeployment(scenario, deployment, {
    seed: options.seed,
    fastForward: options.fastForward ?? true,
    hashTokens: source.hashBlockTokens,
  });
  if (!built.feasible) return { infeasible: built.infeasible };
  const recorder = new Recorder(
    servingPools(built.pools).length,
    source.count,
    windowOf(scenario, source),
    promisesOf(scenario.file),
    source.kinds,
  );
  const observer = options.observe?.({
    ...observed(scenario, name, built),
    kinds: source.kinds,
  });
  const system = new ServingSystem({
    source,
    entry: built.sharing ?? built.entry,
    decode: built.decode,
    link: built.link,
    requestLatencySeconds: built.requestLatencySeconds,
    requestSecondsPerToken: built.requestSecondsPerToken,
    maxContextTokens: built.maxContextTokens,
    levelOfClass: levelsOf(scenario.file)?.levelOfClass,
    answers: deployment.front && answerCache(deployment.front, randomStream(options.seed, "front")),
    sink: observer ? both(recorder, observer) : recorder,
  });
  recorder.watch(system.instances);
  if (built.sharing) recorder.tellModelsApart(built.sharing.modelOf);
  let done = 0;
  const pause = (arrivals: number) => {
    done = source.count ? Math.min(1, arrivals / source.count) : 0;
    return true;
  };
  while (!system.run(pause)) yield done;
  // Pools in the order of the file; the engine numbers the entry pool 0.
  const pools = [...built.pools].sort(
    (a, b) => Number(a.config === built.decode) - Number(b.config === built.decode),
  );
  const { metrics, restingItWatts } = measure(scenario, pools, system, recorder, source);
  const endSeconds = system.nowSeconds;
  let timeline: Timeline | undefined;
  const trace: DeploymentTrace = {
    name,
    // Laid out only if somebody wants it.
    get timeline() {
      timeline ??= recorder.timeline.finish(endSeconds, () => restingItWatts);
      return timeline;
    },
    classNames: scenario.file.workload.classes && Object.keys(scenario.file.workload.classes),
    // Sorted only if somebody wants them.
    get records() {
      return recorder.records.sorted();
    },
  };
  const warnings = runWarnings(scenario, name, pools, source, metrics);
  return {
    metrics,
    trace,
    warnings,
    events: system.events,
    steps: recorder.pools.reduce((sum, pool) => sum + pool.steps, 0),
  };
}

function observed(
  scenario: ResolvedScenario,
  name: string,
  { pools, entry, decode, sharing }: BuiltDeployment & { feasible: true },
): Omit<ObservedDeployment, "kinds"> {
  if (sharing) return { ...observedAs(scenario, name), pools: pools.flatMap(observedModels) };
  const serving = decode === undefined ? [entry] : [entry, decode];
  return {
    ...observedAs(scenario, name),
    pools: serving.map((config) => {
      const own = pools.filter((built) => built.config === config);
      return {
        name: own.map(({ pool }) => pool.name).join(" + "),
        role: own.map(({ pool }) => pool.role).join(" + "),
        hardware: [...new Set(own.map(({ pool }) => pool.hardware))].join(" + "),
        devicesPerInstance: own.reduce((sum, { devices }) => sum + devices / config.instances, 0),
        pageTokens: own[0]!.pool.kv.paging?.pageTokens,
      };
    }),
  };
}

const observedAs = (scenario: ResolvedScenario, name: string) => ({
  name,
  index: Object.keys(scenario.file.deployments).indexOf(name),
});

/** To the engine each model on a pool's devices is a pool. */
const observedModels = ({ pool, models = [], devices, config }: BuiltPool): ObservedDeployment["pools"] =>
  models.map(({ profile }) => ({
    name: models.length > 1 ? `${pool.name}: ${profile.id}` : pool.name,
    role: pool.role,
    hardware: pool.hardware,
    devicesPerInstance: devices / config.instances,
    pageTokens: pool.kv.paging?.pageTokens,
  }));

/** Defaults of design 2: open loop from 10 % of requests to the last arrival, everything else the whole makespan. */
function windowOf({ file }: ResolvedScenario, source: WorkloadSource): WindowConfig {
  const { arrivals, window } = file.workload;
  // Sessions set their own pace, and how many requests there will be is not known before.
  const closed =
    arrivals.process === "closed-loop" || arrivals.process === "all-at-once" || source.kinds !== undefined;
  const warmup = window.warmup ?? (closed ? 0 : 0.1);
  return {
    firstRequest: warmup === 0 ? 0 : Math.floor(warmup * (source.primaryCount ?? source.count ?? 0)),
    until: window.until ?? (closed ? "drained" : "last-arrival"),
  };
}

export const sloOf = ({ file: { slo } }: ResolvedScenario): NonNullable<RunResult["slo"]> => ({
  ttftSeconds: slo.ttft,
  tpotSeconds: slo.tpot,
});

/** Weakly known figures of its hardware. */
export function assumptionsOf(scenario: ResolvedScenario, deployment: Deployment) {
  const hardware = new Set(hardwareOf(deployment).map((name) => scenario.hardware.get(name)!));
  return [...hardware].flatMap((profile) =>
    hardwareAssumptions(profile, scenario.file.cost.basis === "rent"),
  );
}
