// Does the backlog grow? Requests in the system over the second half of the arrivals, as batch means, with a straight
// line through them: it grows if the slope is significantly positive (one-sided t-test) and would add more than the
// search's tolerance of the arrivals. Neighbouring batch means of a busy system are correlated, which the size
// condition, not the test, keeps from refusing stable loads.
import type { RequestRecords } from "../metrics/result.ts";

const BATCHES = 20;
/** One-sided 99 % point of Student's t with 18 degrees of freedom (BATCHES - 2). */
const SIGNIFICANT_T = 2.552;

/** Mean number of requests in the system in each of `BATCHES` equal spans of [from, to]. */
function meanInSystem(records: RequestRecords, fromSeconds: number, toSeconds: number): number[] {
  const spanSeconds = (toSeconds - fromSeconds) / BATCHES;
  const sums = new Array<number>(BATCHES).fill(0);
  for (let i = 0; i < records.length; i++) {
    const startSeconds = Math.max(records.arrivedSeconds[i]!, fromSeconds);
    const finished = records.finishedSeconds[i]!;
    const endSeconds = Math.min(Number.isNaN(finished) ? Number.POSITIVE_INFINITY : finished, toSeconds);
    if (endSeconds <= startSeconds) continue;
    const last = Math.min(BATCHES - 1, Math.floor((endSeconds - fromSeconds) / spanSeconds));
    for (let batch = Math.floor((startSeconds - fromSeconds) / spanSeconds); batch <= last; batch++) {
      const batchStart = fromSeconds + batch * spanSeconds;
      sums[batch]! += Math.min(endSeconds, batchStart + spanSeconds) - Math.max(startSeconds, batchStart);
    }
  }
  return sums.map((sum) => sum / spanSeconds);
}

/** Requests the backlog gains over the second half of the arrivals, as a share of that half's arrivals; 0 if not significant. */
export function backlogGrowth(records: RequestRecords): number {
  const half = Math.floor(records.length / 2);
  const fromSeconds = records.arrivedSeconds[half] ?? 0;
  const toSeconds = records.arrivedSeconds[records.length - 1] ?? 0;
  if (!(toSeconds > fromSeconds)) return 0;
  const means = meanInSystem(records, fromSeconds, toSeconds);
  const middle = (BATCHES - 1) / 2;
  const mean = means.reduce((sum, value) => sum + value, 0) / BATCHES;
  let covariance = 0;
  let variance = 0;
  for (const [index, value] of means.entries()) {
    covariance += (index - middle) * (value - mean);
    variance += (index - middle) ** 2;
  }
  const slope = covariance / variance;
  const residual = means.reduce(
    (sum, value, index) => sum + (value - mean - slope * (index - middle)) ** 2,
    0,
  );
  const slopeError = Math.sqrt(residual / (BATCHES - 2) / variance);
  if (slope <= SIGNIFICANT_T * slopeError) return 0;
  return (slope * BATCHES) / (records.length - half);
}
