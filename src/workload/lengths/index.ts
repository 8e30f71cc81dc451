// Length distributions: a sampler gives the whole tokens (at least 1) of one request after the other.
import { InputError } from "../../base/errors.ts";
import type { RandomStream } from "../../base/random.ts";
import type { LengthDistribution } from "../schema.ts";
import { empirical, empiricalKey } from "./empirical.ts";
import { fixed } from "./fixed.ts";
import { lognormal } from "./lognormal.ts";
import type { LengthSampler } from "./sampler.ts";
import { uniform } from "./uniform.ts";

export function lengthSampler(
  distribution: LengthDistribution,
  stream: RandomStream,
  empiricalValues: ReadonlyMap<string, readonly number[]>,
): LengthSampler {
  if ("fixed" in distribution) return fixed(distribution.fixed);
  if ("uniform" in distribution) return uniform(distribution.uniform, stream);
  if ("lognormal" in distribution) return lognormal(distribution.lognormal, stream);
  const key = empiricalKey(distribution.empirical);
  const values = empiricalValues.get(key);
  if (!values?.length) throw InputError.of(key, "workload.lengths", "no values to draw lengths from");
  return empirical(values, stream);
}
