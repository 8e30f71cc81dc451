// Timelines have as many bins as the run is long; a chart shows a few hundred. Neighbours are averaged, which
// keeps the mean; a last group with fewer bins is averaged over those it has.

export interface Samples {
  atSeconds: number[];
  values: number[];
}

export function resample(values: readonly number[], binSeconds: number, most: number): Samples {
  const group = Math.max(1, Math.ceil(values.length / most));
  const samples: Samples = { atSeconds: [], values: [] };
  for (let start = 0; start < values.length; start += group) {
    const end = Math.min(start + group, values.length);
    let sum = 0;
    for (let k = start; k < end; k++) sum += values[k]!;
    samples.atSeconds.push(((start + end) / 2) * binSeconds);
    samples.values.push(sum / (end - start));
  }
  return samples;
}
