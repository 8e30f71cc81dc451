// Weights of a sample that give it the averages of another population of which only averages are known: as near to the weights it
// had as they can be (least Kullback-Leibler divergence; entropy balancing, Hainmueller 2012), by Newton on its dual.
import { lusolve, type Matrix } from "mathjs";

/** Keeps weights finite where the averages cannot be had exactly; small against a standard deviation. */
const ridge = 0.01;

/** `features[i]` of row i, `wanted` their averages; `before` and the result add up to 1. */
export function balanced(
  features: readonly (readonly number[])[],
  wanted: readonly number[],
  before: readonly number[],
): number[] {
  const scaled = standardised(features, wanted);
  const size = wanted.length;
  const dual = new Array<number>(size).fill(0);
  let weights = [...before];
  for (let round = 0; round < 200; round++) {
    const averages = dual.map((_, j) => sum(scaled.map((row, i) => weights[i]! * row[j]!)));
    const gradient = averages.map((average, j) => average + ridge * dual[j]!);
    if (Math.max(...gradient.map(Math.abs)) < 1e-9) break;
    const curvature = dual.map((_, j) =>
      dual.map(
        (_, k) =>
          sum(scaled.map((row, i) => weights[i]! * row[j]! * row[k]!)) -
          averages[j]! * averages[k]! +
          (j === k ? ridge : 0),
      ),
    );
    const step = (lusolve(curvature, gradient) as number[][] | Matrix).valueOf() as number[][];
    const shortened = Math.min(1, 2 / Math.max(...step.map(([each]) => Math.abs(each!))));
    for (let j = 0; j < size; j++) dual[j]! -= shortened * step[j]![0]!;
    weights = tilted(scaled, dual, before);
  }
  return weights;
}

/** In standard deviations from what is wanted. */
function standardised(features: readonly (readonly number[])[], wanted: readonly number[]): number[][] {
  const deviations = wanted.map((_, j) => {
    const mean = sum(features.map((row) => row[j]!)) / features.length;
    return Math.sqrt(sum(features.map((row) => (row[j]! - mean) ** 2)) / features.length) || 1;
  });
  return features.map((row) => row.map((value, j) => (value - wanted[j]!) / deviations[j]!));
}

function tilted(
  scaled: readonly (readonly number[])[],
  dual: readonly number[],
  before: readonly number[],
): number[] {
  const logs = scaled.map((row) => sum(row.map((value, j) => value * dual[j]!)));
  const highest = Math.max(...logs);
  const raw = logs.map((log, i) => before[i]! * Math.exp(log - highest));
  const total = sum(raw);
  return raw.map((each) => each / total);
}

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
