// Lognormal lengths, rounded to whole tokens and kept within 1..max. Longer draws are cut to `max`, as a token limit
// cuts an answer, so every request uses one draw whatever the limit.
// median, p90: sigma = ln(p90 / median) / z90.  mean, cv: sigma^2 = ln(1 + cv^2), median = mean / exp(sigma^2 / 2).
import { randomNormal } from "d3-random";
import type { RandomStream } from "../../base/random.ts";
import { type LengthSampler, mostTokens } from "./sampler.ts";

/** The 90 % quantile of the standard normal distribution. */
const z90 = 1.2815515655446004;

export type Lognormal =
  | { median: number; p90: number; max?: number | undefined }
  | { mean: number; cv: number; max?: number | undefined };

export function lognormalParameters(given: Lognormal): { mu: number; sigma: number } {
  if ("median" in given) {
    return { mu: Math.log(given.median), sigma: Math.log(given.p90 / given.median) / z90 };
  }
  const variance = Math.log1p(given.cv ** 2);
  return { mu: Math.log(given.mean) - variance / 2, sigma: Math.sqrt(variance) };
}

export function lognormal(given: Lognormal, stream: RandomStream): LengthSampler {
  const { mu, sigma } = lognormalParameters(given);
  const normal = randomNormal.source(stream)(mu, sigma);
  const max = given.max ?? mostTokens;
  return () => Math.min(max, Math.max(1, Math.round(Math.exp(normal()))));
}
