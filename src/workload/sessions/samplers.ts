// Draws of durations and counts; lengths have their own. One sampler per agent and purpose, on a stream of its own, so
// that what an agent does depends on the seed alone and never on what serves it.
import { randomExponential, randomNormal } from "d3-random";
import type { RandomStream } from "../../base/random.ts";
import { lognormalParameters } from "../lengths/lognormal.ts";
import type { CountDistribution, DurationDistribution } from "./schema.ts";

export function durationSampler(given: DurationDistribution, stream: RandomStream): () => number {
  if ("fixed" in given) return () => given.fixed;
  if ("exponential" in given) return randomExponential.source(stream)(1 / given.exponential.mean);
  const { mu, sigma } = lognormalParameters(given.lognormal);
  const normal = randomNormal.source(stream)(mu, sigma);
  return () => Math.exp(normal());
}

export function countSampler(given: CountDistribution, stream: RandomStream): () => number {
  if (typeof given === "number") return () => given;
  if ("uniform" in given) {
    const { low, high } = given.uniform;
    return () => low + Math.floor(stream() * (high - low + 1));
  }
  const { mean } = given.geometric;
  if (mean === 1) return () => 1;
  // Of trials up to the first success, success with 1/mean.
  const scale = Math.log1p(-1 / mean);
  return () => 1 + Math.floor(Math.log1p(-stream()) / scale);
}
