// The measurements as a linear problem in the logarithms of the constants: residuals now, and their slopes by finite differences
// of the simulator itself, one constant at a time over the rows of its engine.
import type { Experiment } from "../../../src/accuracy/experiment.ts";
import type { Prediction } from "../../../src/accuracy/predict.ts";
import { type LinearRow, robustStep } from "../../../src/accuracy/robust-fit.ts";
import { fittedConstants } from "./constants.ts";
import { counts, engineOf, weightsOf } from "./rows.ts";
import { predictWith, priorValues, type Values } from "./simulate.ts";

/** How much smaller a constant is made to see its effect. */
const NUDGE = 1.2;
/** Largest change in one iteration: the slopes are local. */
const MOST_STEP = 0.8;

export interface FitRow extends LinearRow {
  prediction: Prediction;
}

export interface Linearised {
  values: Values;
  rows: FitRow[];
}

export function linearise(
  values: Values,
  experiments: readonly Experiment[],
  note: (text: string) => void,
): Linearised {
  const base = predictWith(values, experiments);
  const kept = base.flatMap((prediction, index) => (counts(prediction) ? [index] : []));
  const weights = weightsOf(kept.map((index) => base[index]!));
  const slopes = kept.map(() => new Array<number>(fittedConstants.length).fill(0));
  for (const [k, constant] of fittedConstants.entries()) {
    note(`${constant.engine} ${constant.path.join(".")}`);
    const nudged = values.map((value, j) => (j === k ? Math.max(value / NUDGE, constant.least ?? 0) : value));
    const nudge = Math.log(nudged[k]! / values[k]!) || Number.POSITIVE_INFINITY;
    const own = experiments.filter((experiment) => engineOf(experiment) === constant.engine);
    const changed = new Map(predictWith(nudged, own).map((each, i, all) => [keyOf(all, i), each.predicted]));
    for (const [row, index] of kept.entries()) {
      const before = base[index]!.predicted!;
      const after = changed.get(keyOf(base, index)) ?? before;
      slopes[row]![k] = Math.log(after / before) / nudge;
    }
  }
  const rows = kept.map((index, row) => {
    const prediction = base[index]!;
    const residual = Math.log(prediction.predicted! / prediction.measured);
    return { prediction, residual, slopes: slopes[row]!, weight: weights[row]! };
  });
  return { values, rows };
}

/** A row is its point and its metric's place there. */
const keyOf = (all: readonly Prediction[], index: number) =>
  `${all[index]!.experiment.pointId}|${all[index]!.metric}|${all[index]!.measured}`;

/** The constants that the rows ask for. */
export function solved({ values, rows }: Linearised): Values {
  const priors = fittedConstants.map(({ spread }, k) => ({
    offset: Math.log(values[k]! / priorValues[k]!),
    spread,
  }));
  const step = robustStep(rows, priors);
  return values.map((value, k) => {
    const moved = value * Math.exp(Math.max(-MOST_STEP, Math.min(MOST_STEP, step[k]!)));
    const { least = 0, most = Number.POSITIVE_INFINITY } = fittedConstants[k]!;
    return Math.min(Math.max(moved, least), most);
  });
}
