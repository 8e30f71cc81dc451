// Error statistics per metric and group. Error = predicted / measured - 1; mape its mean size, bias its signed mean. Rows
// kept apart (disaggregated, or speculation not recorded) count in that group only.
import { mean, quantileSorted } from "../base/statistics.ts";
import { headlineMetrics } from "./metrics.ts";
import type { Prediction } from "./predict.ts";

export interface ErrorGroup {
  metric: string;
  group: string;
  /** Modelled rows, which the errors are about. */
  points: number;
  unmodelled: number;
  mapePercent: number | null;
  medianApePercent: number | null;
  p90ApePercent: number | null;
  biasPercent: number | null;
  /** Measurements inside the predicted p10-p90 band. */
  insideBandPercent: number | null;
}

export const fixedGroups = ["all", "dense", "moe", "unsaturated", "saturated"] as const;

export const errorOf = ({ predicted, measured }: Prediction): number | null =>
  predicted === null ? null : predicted / measured - 1;

export function insideBand({ predicted, measured, band }: Prediction): boolean | null {
  if (predicted === null || band === null) return null;
  const ratio = measured / predicted;
  return ratio >= band.p10 && ratio <= band.p90;
}

export const groupErrors = (predictions: readonly Prediction[], groupBy: readonly string[]): ErrorGroup[] =>
  groupsOf(predictions, groupBy).map(summarise);

/** Rows of one metric that are judged together. */
export interface PredictionGroup {
  metric: string;
  group: string;
  members: readonly Prediction[];
}

/** Every metric's fixed groups, then one group per value of each column in `groupBy`. */
export function groupsOf(predictions: readonly Prediction[], groupBy: readonly string[]): PredictionGroup[] {
  const found = [...new Set(predictions.map(({ metric }) => metric))].sort();
  const metrics = [
    ...headlineMetrics,
    ...found.filter((name) => !headlineMetrics.some((known) => known === name)),
  ];
  return metrics.flatMap((metric) => {
    const own = predictions.filter((prediction) => prediction.metric === metric);
    const groups = new Map<string, Prediction[]>(fixedGroups.map((name) => [name, []]));
    for (const prediction of own)
      for (const name of namesOf(prediction, groupBy)) {
        const members = groups.get(name);
        if (members) members.push(prediction);
        else groups.set(name, [prediction]);
      }
    const names = [...groups.keys()].slice(fixedGroups.length).sort();
    return [...fixedGroups, ...names].map((group) => ({ metric, group, members: groups.get(group)! }));
  });
}

function namesOf(prediction: Prediction, groupBy: readonly string[]): string[] {
  const { moe, unsaturated, apart, experiment } = prediction;
  if (apart !== undefined) return [apart];
  const names = ["all"];
  if (moe !== undefined) names.push(moe ? "moe" : "dense");
  if (unsaturated !== undefined) names.push(unsaturated ? "unsaturated" : "saturated");
  for (const column of groupBy) {
    const value = experiment.columns[column] || "(blank)";
    names.push(groupBy.length > 1 ? `${column}=${value}` : value);
  }
  return names;
}

/** Sizes of the errors of the modelled rows, as fractions, ascending. */
export const errorSizes = (members: readonly Prediction[]): Float64Array =>
  Float64Array.from(
    members.filter(({ predicted }) => predicted !== null),
    (prediction) => Math.abs(errorOf(prediction)!),
  ).sort();

export function summarise({ metric, group, members }: PredictionGroup): ErrorGroup {
  const modelled = members.filter(({ predicted }) => predicted !== null);
  const errors = modelled.map((prediction) => errorOf(prediction)!);
  const sizes = errorSizes(members);
  const inside = modelled.filter((prediction) => insideBand(prediction)).length;
  const percent = (of: () => number) => (errors.length === 0 ? null : 100 * of());
  return {
    metric,
    group,
    points: modelled.length,
    unmodelled: members.length - modelled.length,
    mapePercent: percent(() => mean(sizes)),
    medianApePercent: percent(() => quantileSorted(sizes, 0.5)),
    p90ApePercent: percent(() => quantileSorted(sizes, 0.9)),
    biasPercent: percent(() => mean(errors)),
    insideBandPercent: percent(() => inside / modelled.length),
  };
}
