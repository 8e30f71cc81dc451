// Points at nearly equal steps, some of them missing: each has a place on a grid, and what looks for seasons or smooths goes from
// place to place. Steps count as equal where none is over half as long again as another: months, quarters, years do.

export interface Grid {
  /** Place of each point: 0 for the first, one more per step. */
  places: readonly number[];
  /** Mean length of a step. */
  stepSeconds: number;
}

/** As much of a grid must be there for it to be one. */
const leastShare = 0.75;

/** `evenness`: the longest step over the shortest, at most. */
export function gridOf(timesSeconds: readonly number[], evenness = 1.5): Grid | undefined {
  const gaps = timesSeconds.slice(1).map((time, k) => time - timesSeconds[k]!);
  if (gaps.length === 0) return undefined;
  const usual = [...gaps].sort((a, b) => a - b)[gaps.length >> 1]!;
  const counts = gaps.map((gap) => Math.max(1, Math.round(gap / usual)));
  const steps = gaps.map((gap, k) => gap / counts[k]!);
  if (
    steps.reduce((most, each) => Math.max(most, each)) >
    evenness * steps.reduce((least, each) => Math.min(least, each))
  )
    return undefined;
  const places = [0];
  for (const count of counts) places.push(places.at(-1)! + count);
  const last = places.at(-1)!;
  if (timesSeconds.length < leastShare * (last + 1)) return undefined;
  return { places, stepSeconds: (timesSeconds.at(-1)! - timesSeconds[0]!) / last };
}

/** What stands at each place, undefined where nothing does. */
export function onGrid<T>({ places }: Grid, points: readonly T[]): (T | undefined)[] {
  const all: (T | undefined)[] = new Array(places.at(-1)! + 1).fill(undefined);
  points.forEach((point, k) => {
    all[places[k]!] = point;
  });
  return all;
}
