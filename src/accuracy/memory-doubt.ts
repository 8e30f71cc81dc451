// A finite queue is served in waves where the cache bounds the batch, and whether the last requests need a wave of their own
// hangs on a percent of memory: 1 % less moves the throughput of one published table by 19 %. What the driver, the runtime,
// graphs and activations leave is recorded by nobody: physics.md 2.8 has 2 to 4 GB of runtime where profiles say 1.15 to 2 (up
// to 3 GB, 3 % of 80 GB) and sources that differ by half a percent in the capacity. That is a share of the device, however
// little of it the weights leave to the cache. Such a run is the mean over this doubt, one point in each third of it; where
// the points stand in their thirds is drawn with the seed: other draws show how far the sample can be off.
// Where the engine reported its blocks there is no doubt.
import type { DeploymentMetrics } from "../metrics/result.ts";
import type { Experiment } from "./experiment.ts";
import type { Translated } from "./translate.ts";

const DOUBT = 0.03;
const POINTS = 3;
/** Below it the queue ends before the cache does, with the least memory too. */
const FULL = 0.75;
const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

/** The same experiment with as much memory as there may have been; none where it would run as `ran` tells with all of them. */
export function memoryAlternatives(
  { loadKind, kvBlocks }: Experiment,
  translated: Translated,
  ran: DeploymentMetrics,
  seed: number,
): Translated[] {
  const { process } = translated.scenario.file.workload.arrivals;
  const queue = process === "all-at-once" && loadKind !== "static_batch";
  const full = ran.pools.some(({ kvPeakFraction }) => kvPeakFraction > FULL);
  if (!queue || !full || kvBlocks !== undefined) return [];
  return memoryShares(seed).map((share) => withMemory(translated, share));
}

/** Of the planned memory: for seed 1 less, the plan itself, and more. */
export function memoryShares(seed: number): number[] {
  const inThird = (0.5 + (seed - 1) * GOLDEN_RATIO) % 1;
  return Array.from({ length: POINTS }, (_, third) => 1 + DOUBT * ((2 * (third + inThird)) / POINTS - 1));
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
