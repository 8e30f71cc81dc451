// Poisson arrivals whose rate follows the day: rate(t) = rate (1 + a sin(2 pi t / period)), a = peakToMean - 1; the
// run starts at the mean, rising. Times are the inverse of the cumulated rate (Cinlar 1975), not thinned: every
// arrival then moves smoothly with the load, which common random numbers need.
import { randomExponential } from "d3-random";
import type { OpenLoopProcess } from "./index.ts";

export const diurnal: OpenLoopProcess<"diurnal"> = ({ rate, peakToMean, period }, streamOf, loadScale) => {
  const unitGap = randomExponential.source(streamOf("arrivals"))(1);
  const swing = peakToMean - 1;
  const angular = (2 * Math.PI) / period;
  const perSecond = rate * loadScale;
  let unitTime = 0;
  let atSeconds = 0;

  /** Solves t + (swing / angular)(1 - cos(angular t)) = target, t no earlier than the last: Newton kept in a bracket. */
  function inverse(targetSeconds: number): number {
    let low = Math.max(atSeconds, targetSeconds - (2 * swing) / angular);
    let high = Math.max(low, targetSeconds);
    let t = low;
    for (let i = 0; i < 100 && high - low > 1e-15 * high; i++) {
      const excessSeconds = t + (swing / angular) * (1 - Math.cos(angular * t)) - targetSeconds;
      if (excessSeconds < 0) low = t;
      else high = t;
      const newton = t - excessSeconds / (1 + swing * Math.sin(angular * t));
      const next = newton > low && newton < high ? newton : (low + high) / 2;
      if (Math.abs(next - t) <= 1e-15 * high) return next;
      t = next;
    }
    return t;
  }

  return () => {
    unitTime += unitGap();
    atSeconds = inverse(unitTime / perSecond);
    return atSeconds;
  };
};
