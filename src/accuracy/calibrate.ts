// Fits the constants of a calibration to measured points: ln(measured / predicted) of every headline latency and rate is
// explained by four numbers shared by all, and a deviation of each deployment, by least squares with priors around "the
// profile is right", so that one point moves the constants a little and eight settle them. Sensitivities come from simulating
// every point with each constant moved. Ignores energy, other quantiles, and TTFT where the server is saturated.
import { mean } from "../base/statistics.ts";
import {
  type Calibration,
  type CalibrationConstants,
  type DeploymentKey,
  neutral,
  sameDeployment,
} from "../profiles/calibration.ts";
import type { EngineProfile } from "../profiles/engine.ts";
import { calibrationKey } from "../scenario/calibration-key.ts";
import type { Experiment } from "./experiment.ts";
import { createPredictor, type Prediction } from "./predict.ts";
import { type RidgeRow, ridge } from "./ridge.ts";
import { type TranslateOptions, translate } from "./translate.ts";

/**
 * The constants as coordinates around 0: logarithms of factors, milliseconds of the offset. `step` finds sensitivities: wide, for
 * single runs answer small changes unevenly. `shared` and `own` are the spreads of the priors; that of decoding is what the median
 * TPOT of 78 deployments of the ground truth scatters about its prediction: 5 % (median deviation) to 9 % (standard deviation).
 */
const coordinates = [
  { name: "decodeScale", log: true, step: 0.15, shared: 0.05, own: 0.07 },
  { name: "stepOffset", log: false, step: 1, shared: 0.3, own: 0.5 },
  { name: "prefillScale", log: true, step: 0.3, shared: 0.2, own: 0.3 },
  { name: "requestScale", log: true, step: 0.5, shared: 0.3, own: 0.5 },
] as const satisfies { name: keyof CalibrationConstants; [key: string]: unknown }[];
const size = coordinates.length;

/** Spread of ln(measured / predicted) of one metric that no constant explains: run to run, load to load. */
const noise: Record<string, number> = { tpot: 0.04, itl: 0.06, e2e: 0.06, throughput: 0.08, ttft: 0.15 };
/** Residuals beyond this many spreads count less, once the constants are near (Huber). */
const OUTLIER = 2;
/** Simulations answer almost in proportion, so the later rounds polish. */
const ROUNDS = 5;
/** Deviations from the profile in units of their priors are kept within this: beyond it something else is wrong. */
const FARTHEST = 3;

export const calibratedMetrics = ["ttft", "tpot", "itl", "e2e", "throughput"] as const;

export interface CalibrationPoint {
  experiment: Experiment;
  /** Index of its deployment. */
  deployment: number;
}

export interface CalibrationSet {
  points: CalibrationPoint[];
  deployments: DeploymentKey[];
  /** Predictions with the profile as it is, of all experiments: also those that cannot be used, with the reason. */
  before: Prediction[];
}

export type CalibrateOptions = Omit<TranslateOptions, "calibrated"> & {
  seed: number;
  engine: EngineProfile;
  /** After every prediction of a point: there are thousands. */
  onPredicted?: () => void;
};

/** Predictions of a point that it takes to know the sensitivities, and to fit it once. */
export const predictionsOfCalibrator = 1 + size;
export const predictionsOfFit = ROUNDS;

/** Whether a row says something about the constants. */
export const usable = ({ metric, predicted, apart, unsaturated }: Prediction): boolean =>
  predicted !== null &&
  apart === undefined &&
  noise[metric] !== undefined &&
  (metric !== "ttft" || unsaturated !== false);

/** The points that say something about time on one engine. */
export function calibrationSet(
  experiments: readonly Experiment[],
  options: CalibrateOptions,
): CalibrationSet {
  const predict = createPredictor(options);
  const set: CalibrationSet = { points: [], deployments: [], before: [] };
  for (const experiment of experiments) {
    const predictions = predict.predict(experiment);
    options.onPredicted?.();
    set.before.push(...predictions);
    const translated = translate(experiment, options);
    if (typeof translated === "string" || !predictions.some(usable)) continue;
    const { scenario } = translated;
    const key = calibrationKey(scenario, scenario.file.deployments.measured!.pools[0]!);
    let deployment = set.deployments.findIndex((known) => sameDeployment(known, key));
    if (deployment < 0) deployment = set.deployments.push(key) - 1;
    set.points.push({ experiment, deployment });
  }
  return set;
}

/** Shared constants, then the deviations of each deployment. */
type Coordinates = readonly number[];

function constantsAt(at: Coordinates, deployment: number | undefined): CalibrationConstants {
  const constants = { ...neutral };
  coordinates.forEach(({ name, log }, index) => {
    const own = deployment === undefined ? 0 : (at[(deployment + 1) * size + index] ?? 0);
    const value = at[index]! + own;
    constants[name] = log ? Math.exp(value) : value / 1000;
  });
  return constants;
}

const noBands = { ttft: { p10: 1, p90: 1 }, tpot: { p10: 1, p90: 1 }, throughput: { p10: 1, p90: 1 } };

export function calibrationAt(at: Coordinates, { deployments, points }: CalibrationSet): Calibration {
  return {
    shared: constantsAt(at, undefined),
    deployments: deployments.map((key, index) => ({
      ...key,
      points: Math.max(1, points.filter(({ deployment }) => deployment === index).length),
      ...constantsAt(at, index),
      bands: noBands,
    })),
  };
}

export function predictWith(
  calibration: Calibration,
  points: readonly CalibrationPoint[],
  options: CalibrateOptions,
): Prediction[][] {
  const calibrated = { ...options.engine, base: options.engine.id, calibration };
  const predictor = createPredictor({ ...options, calibrated });
  return points.map(({ experiment }) => {
    const predictions = predictor.predict(experiment);
    options.onPredicted?.();
    return predictions;
  });
}

/** Distances from the measurements in units of each metric's spread: rounds that do not lessen them are not kept. */
const misfit = (predictions: readonly Prediction[][]): number =>
  predictions
    .flat()
    .filter(usable)
    .reduce((sum, row) => sum + Math.abs(logRatio(row)) / noise[row.metric]!, 0);

const logRatio = ({ measured, predicted }: Prediction) => Math.log(measured / predicted!);

export interface Calibrator {
  /** Coordinates fitted to the points with these indices. */
  fit(indices: readonly number[]): Coordinates;
}

/** Works out the sensitivities once, then fits any subset. */
export function createCalibrator(set: CalibrationSet, options: CalibrateOptions): Calibrator {
  const zero = new Array<number>((set.deployments.length + 1) * size).fill(0);
  const base = predictWith(calibrationAt(zero, set), set.points, options);
  const moved = coordinates.map(({ step }, index) => {
    const at = zero.with(index, step);
    return predictWith(calibrationAt(at, set), set.points, options);
  });
  // ln(predicted) by coordinate, of every row of every point.
  const slopes = base.map((rows, point) =>
    rows.map((row, k) =>
      coordinates.map(({ step }, index) => {
        const other = moved[index]![point]![k]!;
        return row.predicted === null || other.predicted === null
          ? 0
          : Math.log(other.predicted / row.predicted) / step;
      }),
    ),
  );
  const priors = [
    ...coordinates.map(({ shared }) => shared),
    ...set.deployments.flatMap(() => coordinates.map(({ own }) => own)),
  ];

  function observations(
    indices: readonly number[],
    at: Coordinates,
    predicted: Prediction[][],
    near: boolean,
  ): RidgeRow[] {
    return indices.flatMap((point, position) => {
      const { deployment } = set.points[point]!;
      return predicted[position]!.flatMap((row, k): RidgeRow[] => {
        if (!usable(base[point]![k]!) || row.predicted === null) return [];
        const terms = slopes[point]![k]!.flatMap((slope, index): [number, number][] => [
          [index, slope],
          [(deployment + 1) * size + index, slope],
        ]);
        // Around where the fit stands now.
        const explained = terms.reduce((sum, [column, slope]) => sum + slope * at[column]!, 0);
        const spread = noise[row.metric]!;
        const left = logRatio(row);
        const trust = near ? Math.min(1, (OUTLIER * spread) / Math.abs(left)) : 1;
        return [{ terms, value: left + explained, weight: trust / spread ** 2 }];
      });
    });
  }

  return {
    fit(indices) {
      const points = indices.map((index) => set.points[index]!);
      let at: Coordinates = zero;
      let predicted = indices.map((index) => base[index]!);
      let best = { at, misfit: misfit(predicted) };
      for (let round = 0; round < ROUNDS; round++) {
        at = ridge(observations(indices, at, predicted, round > 0), priors).map((value, column) => {
          const most = FARTHEST * priors[column]!;
          return Math.min(most, Math.max(-most, value));
        });
        predicted = predictWith(calibrationAt(at, set), points, options);
        const now = misfit(predicted);
        if (now < best.misfit) best = { at, misfit: now };
      }
      return best.at;
    },
  };
}

/** Mean absolute percentage error and median of each metric. */
export interface CalibrationError {
  metric: string;
  rows: number;
  mapePercent: number;
  medianApePercent: number;
}

export function errorsOf(predictions: readonly Prediction[]): CalibrationError[] {
  return calibratedMetrics.flatMap((metric) => {
    const sizes = predictions
      .filter((row) => row.metric === metric && usable(row))
      .map(({ measured, predicted }) => 100 * Math.abs(predicted! / measured - 1))
      .sort((a, b) => a - b);
    if (sizes.length === 0) return [];
    const middle = (sizes[(sizes.length - 1) >> 1]! + sizes[sizes.length >> 1]!) / 2;
    return [{ metric, rows: sizes.length, mapePercent: mean(sizes), medianApePercent: middle }];
  });
}
