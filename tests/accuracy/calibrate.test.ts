import { describe, expect, it } from "vitest";
import {
  type CalibrateOptions,
  type CalibrationError,
  calibrationAt,
  calibrationSet,
  createCalibrator,
  errorsOf,
  predictWith,
} from "../../src/accuracy/calibrate.ts";
import {
  crossValidate,
  errorRatio,
  predictionsNeeded,
  withBands,
} from "../../src/accuracy/cross-validate.ts";
import { createPredictor } from "../../src/accuracy/predict.ts";
import { readCases } from "../../src/accuracy/read-cases.ts";
import { calibrationConstants, neutral } from "../../src/profiles/calibration.ts";
import { worsened } from "../../src/report/calibration.ts";
import { type Changes, profiles, table } from "./cases.ts";

const vllm = profiles.engine("vllm");
if (!vllm.found) throw new Error(vllm.message);
const options: CalibrateOptions = { profiles, seed: 1, engine: vllm.profile };
const truth = { decodeScale: 1.25, stepOffset: 0.0008, prefillScale: 1.3, requestScale: 1.2 };

/** Loads of a deployment, "measured" on a server that is the simulator with other constants. */
const loads = [1, 2, 4, 8, 16, 32, 48, 64, 96];
function measured(changes: Changes = {}, constants = truth, noise: (k: number) => number = () => 1) {
  const rows = loads.flatMap((users, k) =>
    ["tpot_p50_ms", "ttft_p50_ms"].map(
      (metric): Changes => ({
        point_id: `${changes.gpu ?? ""}${k}`,
        // Equal lengths keep a closed loop in lockstep: its steps answer constants in jumps.
        length_dist: "unknown",
        load_value: String(users),
        num_requests: String(4 * users),
        metric,
        value: "1",
        ...changes,
      }),
    ),
  );
  const calibrated = { ...options.engine, base: "vllm", calibration: { shared: constants, deployments: [] } };
  const predictor = createPredictor({ ...options, calibrated });
  return readCases("cases.csv", table(...rows)).map((experiment, k) => ({
    ...experiment,
    measurements: predictor
      .predict(experiment)
      .map(({ predicted }, row) => ({ ...experiment.measurements[row]!, value: predicted! * noise(k) })),
  }));
}

const tpotOf = (predictions: ReturnType<typeof predictWith>) =>
  errorsOf(predictions.flat()).find(({ metric }) => metric === "tpot")!.mapePercent;

describe("calibration", () => {
  const experiments = measured();
  const set = calibrationSet(experiments, options);
  const calibrator = createCalibrator(set, options);
  const untouched = calibrationAt(new Array(8).fill(0), set);

  it("leaves the profile as it is where measurements agree with it", () => {
    const own = calibrationSet(measured({}, neutral), options);
    const fitted = calibrationAt(createCalibrator(own, options).fit([0, 3, 6]), own);
    expect(fitted.shared.decodeScale).toBeCloseTo(1, 6);
    expect(fitted.deployments[0]!.stepOffset).toBeCloseTo(0, 8);
  });

  it.each([[[3]], [[1, 4, 7]], [[0, 1, 2, 3, 4, 5, 6, 7]]])(
    "to points %j predicts the others better",
    (train) => {
      const test = set.points.filter((_, k) => !train.includes(k));
      const before = tpotOf(predictWith(untouched, test, options));
      const after = tpotOf(predictWith(calibrationAt(calibrator.fit(train), set), test, options));
      expect(before).toBeGreaterThan(20);
      expect(after).toBeLessThan(train.length === 1 ? 0.6 * before : 3);
    },
  );

  it("moves deployments that were not measured less than those that were", () => {
    const { shared, deployments } = calibrationAt(calibrator.fit([0, 2, 4, 6, 8]), set);
    const [own] = deployments;
    for (const name of ["decodeScale", "prefillScale", "requestScale"] as const)
      expect(Math.abs(Math.log(shared[name]))).toBeLessThan(Math.abs(Math.log(own![name])) / 2);
    expect(Math.abs(shared.stepOffset)).toBeLessThan(Math.abs(own!.stepOffset) / 2);
    expect(own!.stepOffset).not.toBe(0);
  });

  it("tells deployments apart", () => {
    const slow = { ...neutral, decodeScale: 1.3 };
    const fast = { ...neutral, decodeScale: 0.8 };
    const both = calibrationSet(
      [...measured({ gpu: "H100-SXM" }, slow), ...measured({ gpu: "H200-SXM" }, fast)],
      options,
    );
    const fitted = calibrationAt(createCalibrator(both, options).fit(both.points.map((_, k) => k)), both);
    for (const [index, hardware] of ["h100-sxm", "h200-sxm"].entries()) {
      expect(both.deployments[index]!.hardware).toBe(hardware);
      const points = both.points.filter(({ deployment }) => deployment === index);
      const before = tpotOf(predictWith(calibrationAt(new Array(12).fill(0), both), points, options));
      expect(tpotOf(predictWith(fitted, points, options))).toBeLessThan(before / 3);
    }
  });

  it("is found to help on points left out, and bands follow what is left", () => {
    const held = crossValidate(set, calibrator, options)!;
    expect(held.method).toBe("one point left out");
    expect(held.held).toHaveLength(set.points.length);
    expect(errorRatio(errorsOf(set.before), errorsOf(held.held.flat()))).toBeLessThan(1);
    const { tpot } = withBands(untouched, set, held).deployments[0]!.bands;
    const alone = withBands(untouched, set, undefined).deployments[0]!.bands.tpot;
    expect(tpot.p90 / tpot.p10).toBeLessThan(alone.p90 / alone.p10);
  });

  it("is found not to help where measurements scatter about the profile", () => {
    const scatter = calibrationSet(
      measured({}, neutral, (k) => (k % 2 === 0 ? 1.25 : 0.8)),
      options,
    );
    const held = crossValidate(scatter, createCalibrator(scatter, options), options)!;
    expect(errorRatio(errorsOf(scatter.before), errorsOf(held.held.flat()))).toBeGreaterThanOrEqual(1);
  });

  it("helps wherever every metric of its table gets better, and weighs the others by their rows", () => {
    const error = (metric: string, rows: number, mapePercent: number): CalibrationError => ({
      metric,
      rows,
      mapePercent,
      medianApePercent: mapePercent,
    });
    const before = [error("ttft", 3, 20), error("tpot", 9, 8)];
    expect(errorRatio(before, [error("ttft", 3, 19.9), error("tpot", 9, 7.9)])).toBeLessThan(1);
    expect(errorRatio(before, [error("ttft", 3, 10), error("tpot", 9, 16)])).toBeCloseTo(2 ** 0.5, 9);
  });

  it("cannot judge one point by leaving it out", () => {
    const [point] = set.points;
    const one = { ...set, points: [point!] };
    expect(crossValidate(one, createCalibrator(one, options), options)).toBeUndefined();
  });

  it("gives a deployment its own constants and any other the shared ones", () => {
    const calibration = calibrationAt(calibrator.fit([0, 4, 8]), set);
    const [key] = set.deployments;
    expect(calibrationConstants(calibration, key!)).toMatchObject({
      decodeScale: calibration.deployments[0]!.decodeScale,
    });
    expect(calibrationConstants(calibration, { ...key!, tensor: 2 })).toBe(calibration.shared);
    expect(calibrationConstants(undefined, key!)).toBeUndefined();
  });
});

it.each([1, 3])("takes the predictions it says it needs with %i points", (points) => {
  let count = 0;
  const counting = { ...options, onPredicted: () => count++ };
  const experiments = measured().slice(0, points);
  const set = calibrationSet(experiments, counting);
  expect([set.points.length, count]).toEqual([points, points]);
  count = 0;
  const calibrator = createCalibrator(set, counting);
  const validation = crossValidate(set, calibrator, counting);
  const fitted = calibrationAt(calibrator.fit(set.points.map((_, k) => k)), set);
  if (validation === undefined) predictWith(fitted, set.points, counting);
  expect(count).toBe(predictionsNeeded(points));
});

it("says what calibration makes worse, but not what reads the same", () => {
  const error = (medianApePercent: number, mapePercent: number) => ({ medianApePercent, mapePercent });
  const errors = [{ metric: "tpot", rows: 3, before: error(3.31, 3.3), after: error(3.34, 4) }];
  expect(worsened({ errors } as never)).toBe("MAPE of tpot 3.3 -> 4.0 %");
});
