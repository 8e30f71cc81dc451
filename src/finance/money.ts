// Money in whole cents: every cell that is written is a number of cents, and totals are sums of cells.

/** Nearest cent; half a cent goes away from zero, also where floating point holds it a little too small, as in a spreadsheet. */
export const toCents = (usd: number): number =>
  Math.sign(usd) * Math.round(Math.abs(usd) * 100 * (1 + 1e-15)) + 0;

/** Splits a whole amount by weights, to the unit: largest remainders get what rounding left. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum === 0) return weights.map((_, index) => (index === 0 ? total : 0));
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  let left = total - parts.reduce((all, part) => all + part, 0);
  const order = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of order) {
    if (left <= 0) break;
    parts[index]!++;
    left--;
  }
  return parts;
}
