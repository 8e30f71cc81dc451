// Is the faster of two measured configurations named right? Pairs are of one model under one load (lengths, kind and size) that
// ran on different devices, layouts, formats or engines and whose measurements of a metric differ by more than the noise. More
// throughput is better; of times, less.
import type { Prediction } from "./predict.ts";

/** Share by which two measurements differ at least: 5 %, about what a repetition moves. */
const DIFFERENCE = 0.05;
const rankedMetrics = ["throughput", "tpot", "itl", "e2e"] as const;

export interface Ranking {
  metric: string;
  pairs: number;
  /** Ordered as measured; null without pairs. */
  rightPercent: number | null;
}

export function rankings(predictions: readonly Prediction[]): Ranking[] {
  const each = rankedMetrics.map((metric) => rankingOf(metric, predictions));
  const pairs = each.reduce((sum, own) => sum + own.pairs, 0);
  const right = each.reduce((sum, own) => sum + ((own.rightPercent ?? 0) / 100) * own.pairs, 0);
  const all = { metric: "all", pairs, rightPercent: pairs === 0 ? null : (100 * right) / pairs };
  return [...each.filter((own) => own.pairs > 0), all];
}

function rankingOf(metric: string, predictions: readonly Prediction[]): Ranking {
  const groups = new Map<string, Prediction[]>();
  for (const prediction of predictions) {
    if (prediction.metric !== metric || prediction.predicted === null || prediction.apart !== undefined)
      continue;
    const key = workloadOf(prediction);
    groups.set(key, [...(groups.get(key) ?? []), prediction]);
  }
  let pairs = 0;
  let right = 0;
  for (const members of groups.values())
    for (const [i, one] of members.entries())
      for (const other of members.slice(i + 1)) {
        if (deploymentOf(one) === deploymentOf(other)) continue;
        const measured = one.measured / other.measured;
        if (Math.max(measured, 1 / measured) <= 1 + DIFFERENCE) continue;
        pairs++;
        if (measured > 1 === one.predicted! > other.predicted!) right++;
      }
  return { metric, pairs, rightPercent: pairs === 0 ? null : (100 * right) / pairs };
}

function workloadOf({ experiment, measured, unit }: Prediction): string {
  const { model, nominalInputTokens, nominalOutputTokens, loadKind, loadValue, measurements } = experiment;
  // Per device or in all, output or input too: only the same is compared.
  const name = measurements.find((row) => row.value === measured && row.unit === unit)?.name;
  return [model, nominalInputTokens, nominalOutputTokens, loadKind, loadValue, name].join("|");
}

function deploymentOf({ experiment }: Prediction): string {
  const { gpu, gpus, tensor, pipeline, expert, data, engine, weights, engineVersion } = experiment;
  return [gpu, gpus, tensor, pipeline, expert, data, engine, weights, engineVersion].join("|");
}
