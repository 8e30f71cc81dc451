// Errors of predictions by metric, as `forewatt validate` counts them.
import type { Prediction } from "../../../src/accuracy/predict.ts";
import { mean, quantileSorted } from "../../../src/base/statistics.ts";
import { counts } from "./rows.ts";

export interface MetricError {
  metric: string;
  rows: number;
  medianPercent: number;
  mapePercent: number;
}

export function errorsByMetric(predictions: readonly Prediction[]): MetricError[] {
  const groups = new Map<string, number[]>();
  for (const prediction of predictions.filter(counts)) {
    const { metric, moe, predicted, measured } = prediction;
    const name = metric === "tpot" ? `tpot ${moe ? "moe" : "dense"}` : metric;
    groups.set(name, [...(groups.get(name) ?? []), Math.abs(predicted! / measured - 1)]);
  }
  return [...groups].sort().map(([metric, errors]) => {
    const sizes = Float64Array.from(errors).sort();
    return {
      metric,
      rows: sizes.length,
      medianPercent: 100 * quantileSorted(sizes, 0.5),
      mapePercent: 100 * mean(sizes),
    };
  });
}
