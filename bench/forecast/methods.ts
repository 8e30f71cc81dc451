// The forecasters that are compared, each on the logs of one window at yearly steps: a median and, where the method has them,
// the ends of its 80 % and 95 % intervals at 1 to 6 years.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type AutoETS, AutoETS as Ets, initSync } from "@bsull/augurs/ets";
import { studentTCdf } from "../../src/base/statistics.ts";
import { leastSquares } from "../../src/forecast/baselines.ts";
import { YEAR_SECONDS } from "../../src/forecast/calendar.ts";
import { theta } from "../../src/forecast/members.ts";
import { modelOf } from "../../src/forecast/model.ts";

export interface Answer {
  median: number;
  /** Logs: 2.5, 10, 90 and 97.5 %. */
  ends?: [number, number, number, number];
}

/** Undefined where the method refuses the window. */
export type Method = (values: readonly number[], years: readonly number[]) => Answer[] | undefined;

const forewatt: Method = (values, years) => {
  const model = modelOf(values.map((value, k) => ({ timeSeconds: k * YEAR_SECONDS, value, line: 0 })));
  const last = (values.length - 1) * YEAR_SECONDS;
  return years.map((ahead) => {
    const logs = model.quantilesAt(last + ahead * YEAR_SECONDS, [0.025, 0.1, 0.5, 0.9, 0.975]).map(Math.log);
    return { median: logs[2]!, ends: [logs[0]!, logs[1]!, logs[3]!, logs[4]!] };
  });
};

const points =
  (at: (values: readonly number[], ahead: number) => number): Method =>
  (values, years) =>
    years.map((ahead) => ({ median: Math.log(Math.max(1e-3 * values.at(-1)!, at(values, ahead))) }));

const indices = (values: readonly number[]) => values.map((_, k) => k - (values.length - 1));

const linear = points((values, ahead) => {
  const { intercept, slope } = leastSquares(indices(values), values);
  return intercept + slope * ahead;
});

/** The textbook: least squares in logs with Student's prediction interval. */
const exponential: Method = (values, years) => {
  const x = indices(values);
  const logs = values.map(Math.log);
  const { intercept, slope } = leastSquares(x, logs);
  const freedom = values.length - 2;
  const squares = logs.reduce((sum, log, k) => sum + (log - intercept - slope * x[k]!) ** 2, 0);
  const middle = x.reduce((sum, each) => sum + each, 0) / x.length;
  const spread = x.reduce((sum, each) => sum + (each - middle) ** 2, 0);
  return years.map((ahead) => {
    const median = intercept + slope * ahead;
    const error = Math.sqrt((squares / freedom) * (1 + 1 / x.length + (ahead - middle) ** 2 / spread));
    const [narrow, wide] = [0.9, 0.975].map((p) => studentT(p, freedom) * error) as [number, number];
    return { median, ends: [median - wide, median - narrow, median + narrow, median + wide] };
  });
};

const quantiles = new Map<string, number>();

export function studentT(p: number, freedom: number): number {
  const key = `${p} ${freedom}`;
  const known = quantiles.get(key);
  if (known !== undefined) return known;
  let [low, high] = [0, 100];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (studentTCdf(middle, freedom) < p) low = middle;
    else high = middle;
  }
  quantiles.set(key, low);
  return low;
}

const thetaMethod: Method = (values, years) => {
  const member = theta(values.map(Math.log));
  return years.map((ahead) => ({ median: member(ahead) }));
};

let loaded = false;
const augurs: Method = (values, years) => {
  if (!loaded) {
    const wasm = createRequire(import.meta.url)
      .resolve("@bsull/augurs/ets")
      .replace(/ets\.js$/, "ets_bg.wasm");
    initSync({ module: readFileSync(wasm) });
    loaded = true;
  }
  try {
    const logs = values.map(Math.log);
    const steps = Math.max(...years);
    const fitted: AutoETS = new Ets(1, "ZZN");
    fitted.fit(new Float64Array(logs));
    const narrow = fitted.predict(steps, 0.8);
    const wide = fitted.predict(steps, 0.95);
    return years.map((ahead) => ({
      median: narrow.point[ahead - 1]!,
      ends: [
        wide.intervals!.lower[ahead - 1]!,
        narrow.intervals!.lower[ahead - 1]!,
        narrow.intervals!.upper[ahead - 1]!,
        wide.intervals!.upper[ahead - 1]!,
      ],
    }));
  } catch {
    return undefined;
  }
};

export const methods: Record<string, Method> = {
  forewatt,
  naive: points((values) => values.at(-1)!),
  "last two points": points((values, ahead) => {
    const [before, last] = values.slice(-2) as [number, number];
    return last + (last - before) * ahead;
  }),
  linear,
  exponential,
  theta: thetaMethod,
  augurs,
};
