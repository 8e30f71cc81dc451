// The Pareto front of points in two goals, and reading a curve between them: straight lines in logarithms along the front,
// nothing beyond its ends.

/** Which points no other point beats in both; both goals are "more is better". Of equal points the first stays. */
export function paretoFront<T>(points: readonly T[], x: (point: T) => number, y: (point: T) => number): T[] {
  const byX = [...points].sort((a, b) => x(b) - x(a) || y(b) - y(a));
  let best = Number.NEGATIVE_INFINITY;
  const front = byX.filter((point) => {
    if (!(y(point) > best)) return false;
    best = y(point);
    return true;
  });
  return front.reverse();
}

/** The value of the front at `at`, or undefined outside it. A slower user can always be served as a faster one is. */
export function onFront<T>(
  front: readonly T[],
  at: number,
  x: (point: T) => number,
  y: (point: T) => number,
): number | undefined {
  const above = front.findIndex((point) => x(point) >= at);
  if (above < 0) return undefined;
  const high = front[above]!;
  if (above === 0) return y(high);
  const low = front[above - 1]!;
  const share = Math.log(at / x(low)) / Math.log(x(high) / x(low));
  return Math.exp((1 - share) * Math.log(y(low)) + share * Math.log(y(high)));
}
