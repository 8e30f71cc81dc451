// What a change does to an answer: the relative change of each headline figure, on common random numbers.
import type { DeploymentMetrics } from "../../metrics/result.ts";
import type { ResolvedScenario } from "../../scenario/resolved.ts";
import { simulate } from "../../scenario/simulate.ts";
import { only } from "../probe.ts";

export const effectMetrics = {
  ttft: ({ latency }: DeploymentMetrics) => latency.ttftSeconds.mean,
  tpot: ({ latency }: DeploymentMetrics) => latency.tpotSeconds.mean,
  throughput: ({ throughput }: DeploymentMetrics) => throughput.outputTokensPerSecond,
  energy: ({ power }: DeploymentMetrics) => power.joulesPerOutputToken,
  cost: ({ cost }: DeploymentMetrics) => cost.usdPerMillionOutputTokens,
} as const;
export type EffectMetric = keyof typeof effectMetrics;

/** Relative change by metric: 0.05 is 5 % more. `null` where there is nothing to compare. */
export type Effect = Record<EffectMetric, number | null>;

export interface EffectOptions {
  seed: number;
  requests: number | undefined;
}

/** The metrics of one deployment, or undefined where it cannot exist. */
export function metricsOf(
  scenario: ResolvedScenario,
  name: string,
  { seed, requests }: EffectOptions,
): DeploymentMetrics | undefined {
  const deployment = simulate(only(scenario, name), { seed, requests }).result.deployments[0]!;
  return "infeasible" in deployment ? undefined : deployment;
}

export function effectOf(before: DeploymentMetrics, after: DeploymentMetrics | undefined): Effect {
  const change = (metric: EffectMetric) => {
    const [from, to] = [before, after].map((metrics) => metrics && effectMetrics[metric](metrics));
    return from == null || to == null || from === 0 ? null : to / from - 1;
  };
  return Object.fromEntries(
    (Object.keys(effectMetrics) as EffectMetric[]).map((metric) => [metric, change(metric)]),
  ) as Effect;
}

/** The largest change of any metric; infinite where a change makes the deployment impossible. */
export function swing(effect: Effect): number {
  const changes = Object.values(effect);
  if (changes.every((change) => change === null)) return Number.POSITIVE_INFINITY;
  return Math.max(...changes.map((change) => Math.abs(change ?? 0)));
}
