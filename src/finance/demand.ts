// What is asked for, month by month: one path of tokens per class at each quantile of growth.
import { MONTHS_PER_YEAR, middleSeconds } from "./calendar.ts";
import type { ClassTokens } from "./class-schema.ts";
import type { ResolvedPlan } from "./resolved.ts";
import type { PlanFile } from "./schema.ts";

type StatedTokens = Extract<ClassTokens, { now: number }>;

/** z of the 90th percentile of a normal distribution. */
const Z90 = 1.2815515655446004;

/**
 * Tokens per second in each month at normal score `z` (0 is the median): tokens now times a yearly factor, lognormal between
 * its stated quantiles, on either side of the median its own width.
 */
function statedPath(
  { now, growth: { p10, p50, p90 } }: StatedTokens,
  months: number,
  z: number,
): Float64Array {
  const spread = z >= 0 ? Math.log(p90 / p50) : Math.log(p50 / p10);
  const logGrowthPerMonth = (Math.log(p50) + (z * spread) / Z90) / MONTHS_PER_YEAR;
  // The middle of each month.
  return Float64Array.from({ length: months }, (_, m) => now * Math.exp(logGrowthPerMonth * (m + 0.5)));
}

/** Acklam's rational approximation of the inverse normal distribution, |error| < 1.2e-9 relative. */
export function normalScore(quantile: number): number {
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ];
  const b = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  ];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
  const polynomial = (coefficients: number[], x: number) =>
    coefficients.reduce((sum, each) => sum * x + each, 0);
  if (quantile < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(quantile));
    return polynomial(c, q) / (polynomial(d, q) * q + 1);
  }
  if (quantile > 1 - 0.02425) return -normalScore(1 - quantile);
  const q = quantile - 0.5;
  const r = q * q;
  return (polynomial(a, r) * q) / (polynomial(b, r) * r + 1);
}

/** Demand of every class at one quantile, of each month by itself; classes grow together. */
export function demandAt({ file, forecasts }: ResolvedPlan, quantile: number): Map<string, Float64Array> {
  const z = Math.abs(quantile - 0.5) < 1e-12 ? 0 : normalScore(quantile);
  return new Map(
    Object.entries(file.classes).map(([name, { tokens }]) => [
      name,
      "now" in tokens
        ? statedPath(tokens, file.horizon, z)
        : Float64Array.from(
            { length: file.horizon },
            (_, m) => forecasts.get(name)!.quantilesAt(middleSeconds(file.start + m), [quantile])[0]!,
          ),
    ]),
  );
}

/** What is left to compute of what is asked, after caches in front. */
export const computedOf = (
  { classes }: PlanFile,
  asked: ReadonlyMap<string, Float64Array>,
): Map<string, Float64Array> =>
  new Map([...asked].map(([name, path]) => [name, path.map((rate) => rate * (1 - classes[name]!.avoided))]));
