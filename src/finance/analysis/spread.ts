// Quantiles of draws, and ratios drawn so that 10 % and 90 % stay below stated ends: lognormal around 1, on either side its own
// width. As demand.ts draws growth.
import { power } from "../../base/power.ts";
import type { Spread } from "./result.ts";

/** z of the 90th percentile of a normal distribution. */
const Z90 = 1.2815515655446004;

/** The ratio at normal score `z` (0 is the plan's own figure). */
export const ratioAt = (lowRatio: number, highRatio: number, z: number): number =>
  z < 0 ? power(lowRatio, -z / Z90) : power(highRatio, z / Z90);

/** Linear between order statistics. Infinite draws are none. */
export function spreadOf(draws: ArrayLike<number>): Spread {
  const sorted = Float64Array.from(draws).sort();
  const at = (p: number) => {
    const place = p * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(sorted.length - 1, below + 1);
    return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
