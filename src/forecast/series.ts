// A series as the forecast takes it: positive values of one unit at increasing dates.

export interface Observation {
  timeSeconds: number;
  /** In the unit of the series. */
  value: number;
  /** Line of the file it came from; 0 where there is none. */
  line: number;
}

export interface Series {
  name: string;
  unit: string;
  observations: readonly Observation[];
  /** Rows whose value is zero: logarithms have no place for them, so they are left out and reported. */
  zeros: readonly Observation[];
  /** Of the header; 0 where there is no file. */
  line: number;
}

/** Values at dates, in place of a file: for scripts, plans and tests. */
export function seriesOf(
  unit: string,
  points: readonly { timeSeconds: number; value: number }[],
  name = "series",
): Series {
  const observations = points.map((point) => ({ ...point, line: 0 }));
  return {
    name,
    unit,
    observations: observations.filter(({ value }) => value > 0),
    zeros: observations.filter(({ value }) => value === 0),
    line: 0,
  };
}
