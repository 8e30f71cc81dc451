/** Coverage in percent with one standard error, the series counted as independent and their years not. */
export function share(hits: readonly number[]): string {
  if (hits.length === 0) return "";
  const p = hits.reduce((sum, each) => sum + each, 0) / hits.length;
  const variance = hits.reduce((sum, each) => sum + (each - p) ** 2, 0) / Math.max(1, hits.length - 1);
  const binomial = Math.sqrt(Math.max(variance, 1e-9) / hits.length);
  return `${(100 * p).toFixed(1)} ± ${(100 * binomial).toFixed(1)}`;
}
