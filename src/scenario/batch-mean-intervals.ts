// Simulation error within one run, by batch means; absent for short runs and beyond a million. Names as in `headlines`.
import { batchMeans, mean, quantileSorted } from "../base/statistics.ts";
import type { Interval } from "../metrics/result.ts";
import type { ValueStore } from "../metrics/value-store.ts";

export function batchMeanIntervals(
  requests: Record<"ttft" | "tpot" | "e2e", ValueStore>,
): Record<string, Interval> {
  const intervals: Record<string, Interval> = {};
  for (const metric of ["ttft", "tpot", "e2e"] as const) {
    if (!requests[metric].exact) continue;
    const statistics = { mean, p90: (batch: Float64Array) => quantileSorted(batch.sort(), 0.9) };
    for (const [statistic, of] of Object.entries(statistics)) {
      const batches = batchMeans(requests[metric].values, 20, of);
      if (!batches) continue;
      const half = (batches.high - batches.low) / 2;
      const figure = of(requests[metric].values.slice());
      // Batches that do not centre on the figure say that the run drifts: then there is no such interval.
      if (Math.abs(batches.mean - figure) > half) continue;
      intervals[`${metric}.${statistic}`] = {
        mean: figure,
        low: figure - half,
        high: figure + half,
        method: "batch-means",
      };
    }
  }
  return intervals;
}
