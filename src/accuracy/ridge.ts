// Least squares with priors: the x that minimises sum_i w_i (y_i - a_i x)^2 + sum_j (x_j / s_j)^2, by the normal equations
// and a Cholesky factorisation. The prior makes the matrix positive definite, so there is always one answer, however
// few rows: without any, x = 0.

export interface RidgeRow {
  /** Sparse row: column and coefficient. */
  terms: readonly (readonly [column: number, coefficient: number])[];
  value: number;
  weight: number;
}

export function ridge(observations: readonly RidgeRow[], priors: readonly number[]): number[] {
  const n = priors.length;
  const matrix = priors.map((sd, row) =>
    Float64Array.from({ length: n }, (_, column) => (row === column ? 1 / sd ** 2 : 0)),
  );
  const right = new Float64Array(n);
  for (const { terms, value, weight } of observations)
    for (const [row, a] of terms) {
      right[row]! += weight * a * value;
      for (const [column, b] of terms) matrix[row]![column]! += weight * a * b;
    }
  return solve(matrix, right);
}

/** `matrix` is symmetric and positive definite; it is overwritten by its factor. */
function solve(matrix: Float64Array[], right: Float64Array): number[] {
  const n = right.length;
  const x = Array.from(right);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i]![k]! * matrix[j]![k]!;
      matrix[i]![j] = i === j ? Math.sqrt(sum) : sum / matrix[j]![j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= matrix[i]![k]! * x[k]!;
    x[i]! /= matrix[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= matrix[k]![i]! * x[k]!;
    x[i]! /= matrix[i]![i]!;
  }
  return x;
}
