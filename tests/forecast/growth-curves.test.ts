import { describe, expect, it } from "vitest";
import { YEAR_SECONDS } from "../../src/forecast/calendar.ts";
import {
  closedForm,
  curveNames,
  curves,
  fitCurves,
  gaussNewton,
  squaredError,
} from "../../src/forecast/growth-curves.ts";
import { modelOf } from "../../src/forecast/model.ts";
import { loadTensorFlowCpu } from "../../src/forecast/tensorflow.ts";

const times = [-3, -2.2, -1.5, -0.8, -0.3, 0];
const wobble = [0.05, -0.04, 0.03, -0.06, 0.02, 0.01];
const logsOf = (name: (typeof curveNames)[number]) =>
  times.map((time, k) => curves[name].logAt(0.4 + 0.7 * time) + wobble[k]! * 0.5);

describe("growth curves", () => {
  it.each(curveNames)("%s: the inverse undoes the curve, the slope is its derivative", (name) => {
    const curve = curves[name];
    for (const u of [-2, -0.3, 0, 0.8, 2]) {
      expect(curve.inverse(curve.logAt(u))).toBeCloseTo(u, 9);
      expect((curve.logAt(u + 1e-6) - curve.logAt(u - 1e-6)) / 2e-6).toBeCloseTo(curve.slopeAt(u), 6);
    }
  });

  it("the closed form is the fit of the exponential", async () => {
    const logs = logsOf("exponential");
    const line = closedForm(curves.exponential, times, logs);
    const fitted = await gaussNewton.fit(curves.exponential, times, logs, { intercept: 3, slope: -1 });
    expect(fitted.intercept).toBeCloseTo(line.intercept, 8);
    expect(fitted.slope).toBeCloseTo(line.slope, 8);
  });

  it.each(curveNames)("%s: TensorFlow.js finds what Gauss-Newton finds", async (name) => {
    const curve = curves[name];
    const logs = logsOf(name);
    const start = closedForm(curve, times, logs);
    const exact = await gaussNewton.fit(curve, times, logs, start);
    const tensorFlow = await loadTensorFlowCpu();
    expect(tensorFlow.backend).toMatch(/^tfjs-core\/cpu \d/);
    const away = { intercept: start.intercept + 0.1, slope: start.slope - 0.1 };
    const fitted = await tensorFlow.fit(curve, times, logs, away);
    expect(fitted.intercept).toBeCloseTo(exact.intercept, 3);
    expect(fitted.slope).toBeCloseTo(exact.slope, 3);
    const [best, found] = [exact, fitted].map((line) => squaredError(curve, times, logs, line));
    expect(found! / best!).toBeLessThan(1.001);
  });

  it("stay below the cap, and bend the forecast towards it", async () => {
    const observations = [10, 18, 31, 47, 61].map((value, k) => ({
      timeSeconds: k * YEAR_SECONDS,
      value,
      line: 0,
    }));
    const fitted = await fitCurves(observations, 100, gaussNewton);
    expect(fitted.map(({ name }) => name)).toEqual(["logistic", "gompertz"]);
    const end = 30 * YEAR_SECONDS;
    for (const { logOddsAt } of fitted) expect(1 / (1 + Math.exp(-logOddsAt(end)))).toBeGreaterThan(0.9);
    const row = modelOf(observations, { cap: 100, curves: fitted }).quantilesAt(end, [0.1, 0.5, 0.9]);
    expect(row[2]!).toBeLessThan(100);
    expect(row[1]!).toBeGreaterThan(61);
  });

  it("a cap far away changes nothing, in the limit to the last digits", async () => {
    const observations = [10, 18, 31, 47, 61].map((value, k) => ({
      timeSeconds: k * YEAR_SECONDS,
      value,
      line: 0,
    }));
    const end = 6 * YEAR_SECONDS;
    const ps = [0.1, 0.5, 0.9];
    const free = modelOf(observations).quantilesAt(end, ps);
    const apart = async (cap: number) => {
      const fitted = await fitCurves(observations, cap, gaussNewton);
      const row = modelOf(observations, { cap, curves: fitted }).quantilesAt(end, ps);
      return Math.max(...row.map((each, k) => Math.abs(Math.log(each / free[k]!))));
    };
    const distances = await Promise.all([1e3, 1e4, 1e6, 1e9, 1e99].map(apart));
    distances.slice(1).forEach((each, k) => {
      expect(each).toBeLessThanOrEqual(distances[k]!);
    });
    expect(distances.at(-1)!).toBeLessThan(1e-9);
  });

  it("however close the cap, the median of a growing series does not fall below its last value", async () => {
    const observations = [2.1, 2.9, 4.4, 5.6, 8.3, 10.2, 13.5].map((value, k) => ({
      timeSeconds: (k * YEAR_SECONDS) / 4,
      value,
      line: 0,
    }));
    for (const cap of [13.501, 13.51, 13.6, 14, 16, 20, 50]) {
      const fitted = await fitCurves(observations, cap, gaussNewton);
      const model = modelOf(observations, { cap, curves: fitted });
      for (const quarters of [7, 8, 10, 14]) {
        const [median] = model.quantilesAt((quarters * YEAR_SECONDS) / 4, [0.5]);
        expect(median).toBeGreaterThan(13.49);
        expect(median).toBeLessThanOrEqual(cap);
      }
    }
  });
});
