// A finite queue is served in waves where the cache bounds the batch, and whether the last requests need a wave of their own
// hangs on a few percent of cache: 1 % less moves the throughput of one published table by 19 %. Nobody records cache to the
// percent (graphs, workspaces and what the driver holds differ by gigabytes between releases), so such a run is predicted as
// the mean over the cache as planned and 5 % to either side. Where the engine reported its blocks there is no doubt.
import type { DeploymentMetrics } from "../metrics/result.ts";
import type { Experiment } from "./experiment.ts";
import type { Translated } from "./translate.ts";

const CACHE_DOUBT = 0.05;

/** The same experiment with less and with more cache; none where it would run as `ran` tells, whichever of these there is. */
export function cacheAlternatives(
  experiment: Experiment,
  { scenario }: Translated,
  ran: DeploymentMetrics,
): Experiment[] {
  const { workload, deployments } = scenario.file;
  const queue = workload.arrivals.process === "all-at-once" && experiment.loadKind !== "static_batch";
  const full = ran.pools.some(({ kvPeakFraction }) => kvPeakFraction > 1 - 2 * CACHE_DOUBT);
  if (!queue || !full || experiment.kvBlocks !== undefined) return [];
  const [pool] = deployments.measured!.pools;
  const planned = pool!.kv?.memoryFraction ?? scenario.engine.kv.memoryFraction;
  return [1 - CACHE_DOUBT, 1 + CACHE_DOUBT].map((share) => ({
    ...experiment,
    kvMemoryFraction: Math.min(1, planned * share),
  }));
}
