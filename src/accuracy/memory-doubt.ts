// A finite queue is served in waves where the cache bounds the batch, and whether the last requests need a wave of their own
// hangs on a percent of memory: 1 % less moves the throughput of one published table by 19 %. What the driver, the runtime,
// graphs and activations leave is recorded by nobody: physics.md 2.8 has 2 to 4 GB of runtime where profiles say 1.15 to 2 (up
// to 3 GB, 3 % of 80 GB) and sources that differ by half a percent in the capacity. That is a share of the device, however
// little of it the weights leave to the cache: where they leave little, a percent is a tenth of what a server that is kept full
// holds at once. Such a run is the mean over this doubt, by the middle of each third of it. Where the engine reported its
// blocks there is no doubt.
import type { DeploymentMetrics } from "../metrics/result.ts";
import type { Experiment } from "./experiment.ts";
import type { Translated } from "./translate.ts";

/** The middles of the thirds of 3 % less to 3 % more than planned. */
const SHARES = [0.98, 1, 1.02];
/** Below it the queue ends before the cache does, with the least memory too. */
const FULL = 0.75;

/** The same experiment with as much memory as there may have been; none where it would run as `ran` tells with all of them. */
export function memoryAlternatives(
  { loadKind, kvBlocks }: Experiment,
  translated: Translated,
  ran: DeploymentMetrics,
): Translated[] {
  const kept = translated.full && loadKind !== "static_batch";
  const cacheBounds = ran.pools.some(({ kvPeakFraction }) => kvPeakFraction > FULL);
  if (!kept || !cacheBounds || kvBlocks !== undefined) return [];
  return SHARES.map((share) => withMemory(translated, share));
}

function withMemory(translated: Translated, share: number): Translated {
  if (share === 1) return translated;
  const { scenario, key } = translated;
  const hardware = new Map(
    [...scenario.hardware].map(([id, profile]) => {
      const { memory } = profile;
      const capacity = { ...memory.capacity, value: memory.capacity.value * share };
      return [id, { ...profile, memory: { ...memory, capacity } }];
    }),
  );
  return { ...translated, scenario: { ...scenario, hardware }, key: `${key} memory x ${share}` };
}
