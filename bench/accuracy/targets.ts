// What the project promises (issue 3), in percent: the median decides, MAPE is shown beside it. First principles plus constants
// of the engine, no fitting per deployment.
export interface Target {
  metric: string;
  group: string;
  medianPercent: number;
  mapePercent: number;
}

export const targets: readonly Target[] = [
  { metric: "tpot", group: "dense", medianPercent: 8, mapePercent: 12 },
  { metric: "tpot", group: "moe", medianPercent: 13, mapePercent: 18 },
  { metric: "itl", group: "dense", medianPercent: 8, mapePercent: 12 },
  { metric: "itl", group: "moe", medianPercent: 13, mapePercent: 18 },
  { metric: "throughput", group: "all", medianPercent: 10, mapePercent: 14 },
  { metric: "e2e", group: "all", medianPercent: 10, mapePercent: 14 },
  { metric: "ttft", group: "unsaturated", medianPercent: 18, mapePercent: 25 },
  { metric: "energy", group: "all", medianPercent: 10, mapePercent: 15 },
];

export const targetOf = (metric: string, group: string): Target | undefined =>
  targets.find((target) => target.metric === metric && target.group === group);

/** The p90 error promised: what no band may exceed. */
export function promisedP90Percent(regime: string): number {
  if (regime.startsWith("ttft")) return 60;
  return regime.includes("dense") ? 30 : 45;
}
