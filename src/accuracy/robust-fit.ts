// Constants fitted to residuals, all in logarithms: the step d that minimises
//   sum_i w_i huber(r_i + J_i d) + sum_k ((offset_k + d_k) / spread_k)^2
// by iteratively reweighted least squares. The second sum is the prior: a constant that the rows say little about stays where
// physics put it. Deterministic; ignores correlation between rows, which the weights have to tame.
export interface LinearRow {
  /** log(predicted / measured). */
  residual: number;
  /** Its change per unit of each constant's logarithm. */
  slopes: readonly number[];
  weight: number;
}

export interface Prior {
  /** log(current / prior value), and the deviation allowed about the prior. */
  offset: number;
  spread: number;
}

/** Deviation of a good row, and where its square becomes a line: rows beyond are outliers, not evidence. */
const ROW_SPREAD = 0.1;
const HUBER = 1.5 * ROW_SPREAD;
const ROUNDS = 12;

export function robustStep(rows: readonly LinearRow[], priors: readonly Prior[]): number[] {
  let step = priors.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const { matrix, right } = normalEquations(rows, priors, step);
    step = solve(matrix, right);
  }
  return step;
}

function normalEquations(rows: readonly LinearRow[], priors: readonly Prior[], step: readonly number[]) {
  const matrix = priors.map(({ spread }, k) => priors.map((_, j) => (j === k ? 1 / spread ** 2 : 0)));
  const right = priors.map(({ offset, spread }) => -offset / spread ** 2);
  for (const { residual, slopes, weight } of rows) {
    const now = slopes.reduce((sum, slope, k) => sum + slope * step[k]!, residual);
    const w = (weight * Math.min(1, HUBER / Math.max(Math.abs(now), 1e-12))) / ROW_SPREAD ** 2;
    for (let k = 0; k < slopes.length; k++) {
      if (slopes[k] === 0) continue;
      right[k]! -= w * slopes[k]! * residual;
      for (let j = 0; j < slopes.length; j++) matrix[k]![j]! += w * slopes[k]! * slopes[j]!;
    }
  }
  return { matrix, right };
}

/** Gaussian elimination; the prior keeps the matrix positive definite, so that no pivot vanishes. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  for (let k = 0; k < n; k++)
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i]![k]! / matrix[k]![k]!;
      for (let j = k; j < n; j++) matrix[i]![j]! -= factor * matrix[k]![j]!;
      right[i]! -= factor * right[k]!;
    }
  const solution = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    let sum = right[k]!;
    for (let j = k + 1; j < n; j++) sum -= matrix[k]![j]! * solution[j]!;
    solution[k] = sum / matrix[k]![k]!;
  }
  return solution;
}
