// A series in one line of text: eighths of a block, scaled from zero to the highest value of all that stand on the same scale. A
// value that is missing is a blank, so that what follows keeps its place; zero is the lowest block. Nothing here is read to digits.

const blocks = [..."▁▂▃▄▅▆▇█"];

/** Most characters of a line: more tell no more of a mean. */
export const MOST_COLUMNS = 32;

/** `most` is the value of a full block. */
export function sparkline(values: readonly (number | null)[], most = highest(values)): string {
  return values
    .map((value) => {
      if (value === null || !Number.isFinite(value)) return " ";
      const eighths = most > 0 ? Math.ceil((blocks.length * value) / most) : 0;
      return blocks[Math.min(blocks.length, Math.max(1, eighths)) - 1]!;
    })
    .join("");
}

export const highest = (values: readonly (number | null)[]): number =>
  Math.max(0, ...values.filter((value) => value !== null && Number.isFinite(value)).map(Number));

/** When, and how much. */
export type Point = readonly [atSeconds: number, value: number];

/**
 * Columns of equal time from `fromSeconds` to `toSeconds`, each the mean of the points that lie in it, null where none does: one per point where
 * they are evenly spaced, fewer where that is too wide.
 */
export function evenColumns(
  points: readonly Point[],
  { fromSeconds, toSeconds, stepSeconds }: TimeSpan,
  mostColumns = MOST_COLUMNS,
): (number | null)[] {
  const last = Math.min(mostColumns - 1, Math.round((toSeconds - fromSeconds) / stepSeconds));
  const sums = Array.from({ length: last + 1 }, () => ({ sum: 0, count: 0 }));
  for (const [atSeconds, value] of points) {
    const column =
      sums[
        toSeconds > fromSeconds
          ? Math.round((last * (atSeconds - fromSeconds)) / (toSeconds - fromSeconds))
          : 0
      ]!;
    column.sum += value;
    column.count++;
  }
  return sums.map(({ sum, count }) => (count === 0 ? null : sum / count));
}

export interface TimeSpan {
  fromSeconds: number;
  toSeconds: number;
  /** Between neighbours. */
  stepSeconds: number;
}
