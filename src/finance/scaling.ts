// Megawatts stand beside tokens and cents in one program, and a solver's tolerances are absolute: rows, continuous columns and the
// objective are brought near 1 by powers of two, which round nothing (geometric scaling, twice over). Whole variables stay whole.

export interface Scaled {
  /** By column: what one of the solver's variable is. */
  columnRatio: Float64Array;
  rowRatio: Float64Array;
  objectiveRatio: number;
}

interface Sparse {
  terms: readonly (readonly [column: number, coefficient: number])[];
}

export function scalingOf(
  rows: readonly Sparse[],
  costs: readonly number[],
  isWhole: (column: number) => boolean,
): Scaled {
  const [rowRatio, columnRatio] = [
    new Float64Array(rows.length).fill(1),
    new Float64Array(costs.length).fill(1),
  ];
  for (let pass = 0; pass < 2; pass++) {
    const logs = new Float64Array(costs.length);
    const counts = new Float64Array(costs.length);
    rows.forEach(({ terms }, row) => {
      const sizes = terms.map(([column, coefficient]) =>
        Math.log2(Math.abs(coefficient) * columnRatio[column]!),
      );
      rowRatio[row] = 2 ** -Math.round(mean(sizes));
      for (const [column, coefficient] of terms) {
        logs[column]! += Math.log2(Math.abs(coefficient) * rowRatio[row]!);
        counts[column]! += 1;
      }
    });
    for (let column = 0; column < costs.length; column++)
      if (counts[column]! > 0 && !isWhole(column))
        columnRatio[column] = 2 ** -Math.round(logs[column]! / counts[column]!);
  }
  const sizes = costs.flatMap((cost, column) =>
    cost === 0 ? [] : [Math.log2(Math.abs(cost) * columnRatio[column]!)],
  );
  return {
    columnRatio,
    rowRatio,
    objectiveRatio: sizes.length > 0 ? 2 ** -Math.round(mean(sizes)) : 1,
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
