// Timelines have as many bins as the run is long; a chart shows a few hundred. Neighbours are averaged, which keeps the mean
// (a last group with fewer bins is averaged over those it has), or the highest of them stands, which keeps the peak.

export interface Samples {
  atSeconds: number[];
  values: number[];
}

export function resample(
  values: readonly number[],
  binSeconds: number,
  most: number,
  keep: "mean" | "peak" = "mean",
): Samples {
  const bins = Math.max(1, Math.ceil(values.length / most));
  const samples: Samples = { atSeconds: [], values: [] };
  for (let start = 0; start < values.length; start += bins) {
    const end = Math.min(start + bins, values.length);
    const group = values.slice(start, end);
    samples.atSeconds.push(((start + end) / 2) * binSeconds);
    samples.values.push(
      keep === "peak" ? Math.max(...group) : group.reduce((sum, value) => sum + value, 0) / group.length,
    );
  }
  return samples;
}
