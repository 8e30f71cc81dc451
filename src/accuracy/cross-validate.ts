// What a calibration is worth on points it has not seen: each point is left out in turn (up to twelve points, else in ten
// groups), the rest is fitted, and the point is predicted. One point alone cannot be left out. From what is left over come
// the bands of each calibrated deployment: the spread that remained in the bench counts as much as four rows.
import type { Calibration } from "../profiles/calibration.ts";
import {
  type CalibrateOptions,
  type CalibrationError,
  type CalibrationSet,
  type Calibrator,
  calibrationAt,
  predictionsOfCalibrator,
  predictionsOfFit,
  predictWith,
  usable,
} from "./calibrate.ts";
import type { Prediction } from "./predict.ts";

/** Points left out one by one up to here. */
const ONE_BY_ONE = 12;
const GROUPS = 10;

/** Spread of ln(measured / predicted) that calibration to one point left (docs/guides/calibrate.md), and its weight in rows. */
const leftOver = { ttft: 0.3, tpot: 0.12, throughput: 0.12 };
const PRIOR_ROWS = 4;

const groupsOf = (points: number): number => (points <= ONE_BY_ONE ? points : GROUPS);

/** Predictions that calibration to so many points takes, with the fit to all and the errors it is judged by. */
export const predictionsNeeded = (points: number): number =>
  points * (predictionsOfCalibrator + predictionsOfFit * groupsOf(points) + 1);

export interface CrossValidation {
  method: "one point left out" | "ten groups left out";
  /** Rows of points left out, by point. */
  held: Prediction[][];
}

/** Undefined for one point. */
export function crossValidate(
  set: CalibrationSet,
  calibrator: Calibrator,
  options: CalibrateOptions,
): CrossValidation | undefined {
  const many = set.points.length;
  if (many < 2) return undefined;
  const groups = groupsOf(many);
  const held: Prediction[][] = new Array(many);
  for (let group = 0; group < groups; group++) {
    const all = set.points.map((_, index) => index);
    const out = all.filter((index) => index % groups === group);
    const fitted = calibrator.fit(all.filter((index) => index % groups !== group));
    const predicted = predictWith(
      calibrationAt(fitted, set),
      out.map((index) => set.points[index]!),
      options,
    );
    out.forEach((index, position) => {
      held[index] = predicted[position]!;
    });
  }
  return { method: many <= ONE_BY_ONE ? "one point left out" : "ten groups left out", held };
}

/**
 * MAPE after over MAPE before, geometric mean over the metrics of the table, by their rows: below 1 a calibration helps. Where
 * every metric gets better it is below 1.
 */
export function errorRatio(before: readonly CalibrationError[], after: readonly CalibrationError[]): number {
  let sum = 0;
  let all = 0;
  for (const { metric, mapePercent } of before) {
    const now = after.find((each) => each.metric === metric);
    if (now === undefined || mapePercent === 0) continue;
    sum += now.rows * Math.log(now.mapePercent / mapePercent);
    all += now.rows;
  }
  return Math.exp(sum / all);
}

/** The calibration with the bands of its deployments. */
export function withBands(
  calibration: Calibration,
  set: CalibrationSet,
  validation: CrossValidation | undefined,
): Calibration {
  const band = (metric: keyof typeof leftOver, deployment: number) => {
    const rows = set.points.flatMap((point, index) =>
      point.deployment === deployment
        ? (validation?.held[index] ?? []).filter((row) => row.metric === metric && usable(row))
        : [],
    );
    const squares = rows.reduce((sum, row) => sum + Math.log(row.measured / row.predicted!) ** 2, 0);
    const variance = (PRIOR_ROWS * leftOver[metric] ** 2 + squares) / (PRIOR_ROWS + rows.length);
    const half = 1.2816 * Math.sqrt(variance);
    return { p10: Math.exp(-half), p90: Math.exp(half) };
  };
  const deployments = calibration.deployments.map((each, index) => ({
    ...each,
    bands: { ttft: band("ttft", index), tpot: band("tpot", index), throughput: band("throughput", index) },
  }));
  return { ...calibration, deployments };
}
