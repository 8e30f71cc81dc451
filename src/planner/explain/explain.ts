// `explain`: where time, energy and money go, what binds, what more of each resource would give, and which sourced figures
// the answer leans on, by simulating the scenario with each of them changed.
import { InputError } from "../../base/errors.ts";
import type { DeploymentMetrics, Infeasible, RequestRecords } from "../../metrics/result.ts";
import type { Confidence } from "../../profiles/figure.ts";
import { buildDeployment } from "../../scenario/build-deployment.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { simulate } from "../../scenario/simulate.ts";
import { only } from "../probe.ts";
import { type Effect, effectOf, metricsOf, swing } from "./effect.ts";
import { sourcedFigures } from "./figures.ts";
import { type OperatingPoint, operatingPoint } from "./operating-point.ts";
import { withMoreOfEach } from "./resources.ts";
import { scenarioFigures } from "./scenario-figures.ts";
import { type Waterfalls, waterfallsOf } from "./waterfalls.ts";

export interface FigureEffect {
  path: string;
  value: number;
  confidence: Confidence;
  source: string;
  /** What the answer does when the figure is at the ends of its range, or 10 % lower and higher. */
  low: { value: number; effect: Effect };
  high: { value: number; effect: Effect };
  /** The largest relative change of any metric. */
  swing: number;
}

export interface Explanation {
  name: string;
  metrics: DeploymentMetrics;
  point: OperatingPoint;
  waterfalls: Waterfalls;
  /** Requests that effects are measured over, where that is fewer than are explained; else null. */
  effectRequests: number | null;
  /** 10 % more of each, largest swing first. */
  resources: { resource: string; effect: Effect; swing: number }[];
  /** Largest swing first; those that change nothing are left out. */
  figures: FigureEffect[];
}

export type DeploymentExplanation = Explanation | { name: string; infeasible: Infeasible };

export interface ExplainOptions {
  seed: number;
  /** Requests of each simulation with something changed, at most; what is explained has as many as the scenario states. */
  requests: number | undefined;
}

/** A change below this is none. */
const NOTHING = 1e-6;

const bySwing = (a: { swing: number }, b: { swing: number }) => b.swing - a.swing;

/** Where time, energy and money went in a run; undefined where nothing was completed or built, or several models have steps of their own. Costs no simulation. */
export function breakDownRun(
  scenario: ResolvedScenario,
  name: string,
  metrics: DeploymentMetrics,
  records: RequestRecords,
): Pick<Explanation, "point" | "waterfalls"> | undefined {
  if (metrics.models && metrics.models.length > 1) return undefined;
  const point = operatingPoint(records, metrics.window.startSeconds);
  if (point === undefined) return undefined;
  // The seed is for routers that draw; nothing is routed here.
  const built = buildDeployment(scenario, scenario.file.deployments[name]!, {
    seed: 1,
    fastForward: true,
    hashTokens: 0,
  });
  if (!built.feasible) return undefined;
  return { point, waterfalls: waterfallsOf(scenario, built.pools, metrics, point) };
}

/** Explains one deployment; yields the fraction done after every simulation. */
export function* explainDeployment(
  scenario: ResolvedScenario,
  name: string,
  options: ExplainOptions,
): Generator<number, DeploymentExplanation> {
  const deployment = scenario.file.deployments[name]!;
  if (deployment.pools.flatMap(({ models = {} }) => Object.keys(models)).length > 1)
    throw InputError.of(
      "",
      `deployments.${name}`,
      "explain takes the steps of one model apart, and this deployment serves several: explain one that serves the model alone",
    );
  const { result, traces } = simulate(only(scenario, name), { seed: options.seed });
  const metrics = result.deployments[0]!;
  if ("infeasible" in metrics) return { name, infeasible: metrics.infeasible };
  const breakdown = breakDownRun(scenario, name, metrics, traces[0]!.records);
  if (breakdown === undefined) {
    const reason = "no request was completed: there is nothing to explain";
    return { name, infeasible: { limit: "slo", short: metrics.requests.arrived, unit: "requests", reason } };
  }
  const { point, waterfalls } = breakdown;
  const stated = scenario.file.workload.requests;
  const shortened = options.requests !== undefined && options.requests !== stated;
  // Effects are relative to a run of the same length.
  const base = shortened ? metricsOf(scenario, name, options)! : metrics;

  const more = withMoreOfEach(scenario, name);
  const candidates = [...sourcedFigures(scenario, deployment), ...scenarioFigures(scenario, name)];
  const runs = more.length + candidates.length;
  const resources: Explanation["resources"] = [];
  for (const { resource, scenario: changed } of more) {
    const effect = effectOf(base, metricsOf(changed, name, options));
    resources.push({ resource, effect, swing: swing(effect) });
    yield resources.length / runs;
  }
  const figures: FigureEffect[] = [];
  for (const [index, { at, low, high, ...figure }] of candidates.entries()) {
    const effectAt = (value: number) => ({
      value,
      effect: effectOf(base, metricsOf(at(value), name, options)),
    });
    // A figure may be at the end of its range; what does nothing when it is lower is not in play.
    const inPlay = low === figure.value || swing(effectAt(low).effect) > NOTHING;
    if (inPlay) {
      const ends = { low: effectAt(low), high: effectAt(high) };
      const largest = Math.max(swing(ends.low.effect), swing(ends.high.effect));
      if (largest > NOTHING) figures.push({ ...figure, ...ends, swing: largest });
    }
    yield (more.length + index + 1) / runs;
  }
  return {
    name,
    metrics,
    point,
    waterfalls,
    effectRequests: shortened ? options.requests! : null,
    resources: resources.sort(bySwing),
    figures: figures.sort(bySwing),
  };
}
