// Simulation error within one run, by batch means; absent for short runs and beyond a million. Names as in `headlines`.
import { quantileInPlace } from "../base/order-statistics.ts";
import { batchMeans, mean } from "../base/statistics.ts";
import type { Interval } from "../metrics/result.ts";
import type { ValueStore } from "../metrics/value-store.ts";

export function batchMeanIntervals(
  requests: Record<"ttft" | "tpot" | "e2e", ValueStore>,
): Record<string, Interval> {
  const intervals: Record<string, Interval> = {};
  for (const metric of ["ttft", "tpot", "e2e"] as const) {
    const store = requests[metric];
    if (!store.exact) continue;
    const statistics = [
      ["mean", mean, () => store.mean],
      ["p90", (batch: Float64Array) => quantileInPlace(batch, 0.9), () => store.quantile(0.9)],
    ] as const;
    for (const [statistic, ofBatch, ofAll] of statistics) {
      const batches = batchMeans(store.values, 20, ofBatch);
      if (!batches) continue;
      const half = (batches.high - batches.low) / 2;
      const figure = ofAll();
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
