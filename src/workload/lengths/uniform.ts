// Whole tokens, each of low..high (both included) equally likely.
import { randomInt } from "d3-random";
import type { RandomStream } from "../../base/random.ts";
import type { LengthSampler } from "./sampler.ts";

export function uniform({ low, high }: { low: number; high: number }, stream: RandomStream): LengthSampler {
  return randomInt.source(stream)(low, high + 1);
}
