// What simple methods are known to do on the M3 yearly series (645 series, their last n points, 1 to 6 years ahead), and those of
// them that methods.ts lacks. The series themselves are not to be had here, the averages are: computed from Mcomp's M3 for the
// study this project began with (2026-11-20), which also found the published errors of the competition's own methods.
import { type Answer, type Method, methods, studentT } from "./methods.ts";

/** Averages over the 645 series; shares of one. */
export interface Averages {
  smape: number;
  inside80?: number;
  inside95?: number;
  score?: number;
}

export interface Published {
  /** Share of windows that grew over 10 % a year. */
  fast?: number;
  methods: Record<string, Averages>;
}

const of = (smape: number, inside80?: number, inside95?: number, score?: number): Averages => ({
  smape,
  ...(score === undefined ? {} : { inside80: inside80!, inside95: inside95!, score }),
});

const naive = of(17.88);
export const published: Record<number, Published> = {
  3: {
    methods: {
      naive,
      linear: of(25.97),
      exponential: of(25.16, 0.63, 0.9, 1.84),
      theta: of(18.83),
      "damped exponential": of(20.52),
      "random walk with drift": of(25.08, 0.74, 0.93, 2.14),
      "damped drift": of(18.46, 0.78, 0.92, 0.98),
    },
  },
  4: {
    fast: 98 / 645,
    methods: {
      naive,
      linear: of(24.84),
      exponential: of(22.93, 0.54, 0.79, 1.51),
      theta: of(17.9),
      "damped exponential": of(18.8),
      "random walk with drift": of(22.44, 0.71, 0.9, 1.54),
      "damped drift": of(17.78, 0.78, 0.92, 0.94),
    },
  },
  6: {
    fast: 87 / 645,
    methods: {
      naive,
      linear: of(24.19),
      exponential: of(22.79, 0.46, 0.7, 1.42),
      theta: of(17.54),
      "damped exponential": of(18.65),
      "random walk with drift": of(21.84, 0.7, 0.89, 1.31),
      "damped drift": of(18.26, 0.77, 0.92, 0.96),
    },
  },
  10: {
    fast: 76 / 645,
    methods: {
      naive,
      linear: of(22.55),
      exponential: of(22.45, 0.51, 0.71, 1.36),
      theta: of(16.69),
      "damped exponential": of(16.83),
      "random walk with drift": of(18.88, 0.77, 0.91, 1.14),
      "damped drift": of(16.94, 0.81, 0.93, 0.91),
      augurs: of(17.73, 0.67, 0.82, 1.05),
    },
  },
  14: {
    methods: {
      naive,
      linear: of(21.95),
      exponential: of(24.08, 0.48, 0.71, 1.45),
      theta: of(16.44),
      "damped exponential": of(16.52),
      "random walk with drift": of(18.87, 0.77, 0.89, 1.11),
      "damped drift": of(16.82, 0.82, 0.94, 0.91),
      augurs: of(16.18, 0.66, 0.81, 1.03),
    },
  },
};

function student(median: number, deviation: number, freedom: number): Answer {
  const [narrow, wide] = [studentT(0.9, freedom) * deviation, studentT(0.975, freedom) * deviation];
  return { median, ends: [median - wide, median - narrow, median + narrow, median + wide] };
}

/** Last log, mean step and the steps. */
function stepsOf(values: readonly number[]) {
  const logs = values.map(Math.log);
  const steps = logs.slice(1).map((log, k) => log - logs[k]!);
  return { last: logs.at(-1)!, steps, drift: (logs.at(-1)! - logs[0]!) / steps.length };
}

const squares = (steps: readonly number[], around: number) =>
  steps.reduce((sum, step) => sum + (step - around) ** 2, 0);

const randomWalk: Method = (values, years) => {
  const { last, steps, drift } = stepsOf(values);
  const variance = squares(steps, drift) / (steps.length - 1);
  return years.map((h) =>
    student(last + drift * h, Math.sqrt(variance * (h + h ** 2 / steps.length)), steps.length - 1),
  );
};

const dampedExponential: Method = (values, years) => {
  const { last, drift } = stepsOf(values);
  return years.map((h) => ({ median: last + (drift * 0.85 * (1 - 0.85 ** h)) / (1 - 0.85) }));
};

/** Shrunk, damped growth with a pooled variance: the five lines that the study began with. */
const dampedDrift: Method = (values, years) => {
  const { last, steps, drift } = stepsOf(values);
  const size = steps.length;
  const shrunk = (drift * size) / (size + 2);
  const variance = (8 * 0.05 ** 2 + squares(steps, shrunk)) / (8 + size);
  return years.map((h) => {
    const carried = (1 - 0.9 ** h) / (1 - 0.9);
    const spread = variance * (h + carried ** 2 / (size + 2)) + (0.4 * drift * carried) ** 2;
    return student(last + shrunk * carried, Math.sqrt(spread), 8 + size);
  });
};

/** By the names of the table. */
export const publishedMethods: Record<string, Method> = {
  ...methods,
  "random walk with drift": randomWalk,
  "damped exponential": dampedExponential,
  "damped drift": dampedDrift,
};
