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
});
