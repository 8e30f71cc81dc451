// Saturating growth under a cap that the user states: logistic and Gompertz, with the exponential as the curve whose fit is
// known in closed form. Least squares in logs. The cap is never fitted: before the inflection data do not tell it.
import { type LineParameters, leastSquares } from "./baselines.ts";
import { YEAR_SECONDS } from "./calendar.ts";
import type { Observation } from "./series.ts";

export const curveNames = ["exponential", "logistic", "gompertz"] as const;
export type CurveName = (typeof curveNames)[number];

/** Log of value over cap (over 1 for the exponential) as a function of u = intercept + slope t, and its derivative. */
export interface Curve {
  name: CurveName;
  logAt(u: number): number;
  slopeAt(u: number): number;
  /** u of a log: the straight line that a closed form starts from. */
  inverse(log: number): number;
}

export const curves: Record<CurveName, Curve> = {
  exponential: { name: "exponential", logAt: (u) => u, slopeAt: () => 1, inverse: (log) => log },
  logistic: {
    name: "logistic",
    logAt: (u) => -Math.log1p(Math.exp(-u)),
    slopeAt: (u) => 1 / (1 + Math.exp(u)),
    inverse: (log) => -Math.log(Math.expm1(-log)),
  },
  gompertz: {
    name: "gompertz",
    logAt: (u) => -Math.exp(-u),
    slopeAt: (u) => Math.exp(-u),
    inverse: (log) => -Math.log(-log),
  },
};

/** One way to find the two parameters of a curve; `backend` says on what it ran. */
export interface Fitter {
  backend: string;
  fit(
    curve: Curve,
    times: readonly number[],
    logs: readonly number[],
    start: LineParameters,
  ): Promise<LineParameters>;
}

export interface FittedCurve {
  name: CurveName;
  backend: string;
  /** Log of the share of the cap over what is left of it. */
  logOddsAt(timeSeconds: number): number;
}

/** The straight line through the transformed values: exact for the exponential, where the others begin. */
export function closedForm(curve: Curve, times: readonly number[], logs: readonly number[]): LineParameters {
  return leastSquares(times, logs.map(curve.inverse));
}

/** Gauss-Newton with halved steps: the oracle of the gradient fit, and what runs where TensorFlow.js does not. */
export const gaussNewton: Fitter = {
  backend: "gauss-newton",
  async fit(curve, times, logs, start) {
    let best = start;
    let error = squaredError(curve, times, logs, best);
    for (let round = 0; round < 100; round++) {
      const step = newtonStep(curve, times, logs, best);
      let size = 1;
      let next = best;
      for (; size > 1e-6; size /= 2) {
        next = { intercept: best.intercept + size * step.intercept, slope: best.slope + size * step.slope };
        if (squaredError(curve, times, logs, next) < error) break;
      }
      if (size <= 1e-6) break;
      best = next;
      error = squaredError(curve, times, logs, best);
    }
    return best;
  },
};

export function squaredError(
  curve: Curve,
  times: readonly number[],
  logs: readonly number[],
  { intercept, slope }: LineParameters,
): number {
  return times.reduce((sum, time, k) => sum + (logs[k]! - curve.logAt(intercept + slope * time)) ** 2, 0);
}

function newtonStep(
  curve: Curve,
  times: readonly number[],
  logs: readonly number[],
  { intercept, slope }: LineParameters,
): LineParameters {
  let [aa, ab, bb, ra, rb] = [1e-12, 0, 1e-12, 0, 0];
  times.forEach((time, k) => {
    const u = intercept + slope * time;
    const derivative = curve.slopeAt(u);
    const residual = logs[k]! - curve.logAt(u);
    aa += derivative ** 2;
    ab += derivative ** 2 * time;
    bb += (derivative * time) ** 2;
    ra += residual * derivative;
    rb += residual * derivative * time;
  });
  const determinant = aa * bb - ab * ab;
  return { intercept: (bb * ra - ab * rb) / determinant, slope: (aa * rb - ab * ra) / determinant };
}

/** Logistic and Gompertz under the cap; needs two values below it. */
export async function fitCurves(
  observations: readonly Observation[],
  cap: number,
  fitter: Fitter,
): Promise<FittedCurve[]> {
  const lastSeconds = observations.at(-1)!.timeSeconds;
  const times = observations.map(({ timeSeconds }) => (timeSeconds - lastSeconds) / YEAR_SECONDS);
  const logs = observations.map(({ value }) => Math.log(value / cap));
  const fitted: FittedCurve[] = [];
  for (const curve of [curves.logistic, curves.gompertz]) {
    const { intercept, slope } = await fitter.fit(curve, times, logs, closedForm(curve, times, logs));
    fitted.push({
      name: curve.name,
      backend: fitter.backend,
      logOddsAt(timeSeconds) {
        const log = curve.logAt(intercept + (slope * (timeSeconds - lastSeconds)) / YEAR_SECONDS);
        return log - Math.log(-Math.expm1(log));
      },
    });
  }
  return fitted;
}
