// What a person should look at before believing errors of measurements: a metric whose values are so far from what is predicted
// that they are more likely in another unit, and number formats that nobody stated. Neither is known to be wrong.
import { quantileSorted } from "../base/statistics.ts";
import type { Prediction } from "./predict.ts";

/** Beyond this factor no physics is the likely reason: the worst group of the ground truth is off by less than two. */
const UNLIKELY = 20;

export interface UnitDoubt {
  metric: string;
  message: string;
}

/** Metrics of which at least half of the rows are more than `UNLIKELY` times off, all to the same side. */
export function unitDoubts(predictions: readonly Prediction[]): UnitDoubt[] {
  const modelled = predictions.filter(({ predicted }) => predicted !== null);
  const kinds = new Set(modelled.map(({ metric, unit }) => `${metric} ${unit}`));
  return [...kinds].flatMap((kind) => {
    const rows = modelled.filter(({ metric, unit }) => `${metric} ${unit}` === kind);
    const { metric, unit } = rows[0]!;
    const more = rows.map(({ measured, predicted }) => measured / predicted!);
    const less = more.map((ratio) => 1 / ratio);
    return Object.entries({ more, less }).flatMap(([side, ratios]): UnitDoubt[] => {
      const off = Float64Array.from(ratios.filter((ratio) => ratio > UNLIKELY)).sort();
      if (off.length < rows.length / 2 || off.length === 0) return [];
      const times = Math.round(quantileSorted(off, 0.5));
      const message = `${off.length} of ${rows.length} measured about ${times} times ${side} than predicted: are the values in ${unit}, as the file says?`;
      return [{ metric, message }];
    });
  });
}

/** What a person is told of predictions before their errors are believed. */
export function doubtsOf(predictions: readonly Prediction[]): string[] {
  const unstated = predictions.filter(
    ({ predicted, experiment }) => predicted !== null && experiment.weights === "",
  );
  const points = new Set(unstated.map(({ experiment }) => experiment)).size;
  return [
    ...unitDoubts(predictions).map(({ metric, message }) => `${metric}: ${message}`),
    ...(points === 0
      ? []
      : [`points without a precision: ${points}, predicted in the format their model was published in`]),
  ];
}
