// What one pool did in a run: how busy it was, what its KV cache held, how large batches were. Where it serves several models,
// sums over the instances of all of them: `models` of the result tells them apart.
import { boundShares, meanBatch, PoolTotals, type Recorder, type WorkTotals } from "../metrics/recorder.ts";
import type { DeploymentMetrics } from "../metrics/result.ts";
import type { Instance } from "../serving/instance.ts";
import type { DeviceGroup } from "../serving/shared/device-group.ts";
import type { ServingSystem } from "../serving/system.ts";
import { pagingResult } from "./build-paging.ts";
import type { BuiltPool } from "./build-pool.ts";
import { busyFraction } from "./busy-fraction.ts";
import { loraResult } from "./lora.ts";
import { swapResult } from "./model-results.ts";
import { holdsRequests } from "./schema.ts";

export interface PoolWork extends WorkTotals {
  /** Of the window. */
  seconds: number;
  itMeanWatts: number;
}

/** `indices`: its serving pools, in the engine's order. */
export function poolResult(
  built: BuiltPool,
  indices: readonly number[],
  recorder: Recorder,
  system: ServingSystem,
  groups: readonly DeviceGroup[],
  work: PoolWork,
): Omit<DeploymentMetrics["pools"][number], "cost"> {
  const { pool, config, devices, concurrencyRatio, models } = built;
  const { busySeconds, prefillSeconds, seconds, itMeanWatts } = work;
  const totals = PoolTotals.sumOf(indices.map((index) => recorder.pools[index]!));
  const instances = system.instances.filter((instance) => indices.includes(instance.pool));
  // What the KV cache makes of requests is told where they are.
  const holdsKv = holdsRequests(pool);
  const allBlocks = instances.reduce((sum, instance) => sum + instance.config.blocks, 0);
  const blocks = holdsKv ? allBlocks / config.instances : 0;
  const end = system.nowSeconds;
  const blockSecondsOf = (those: readonly Instance[]) =>
    those.reduce((sum, { kv }) => sum + kv.blockSeconds(end), 0);
  const blockSeconds = blockSecondsOf(instances);
  // Each of several models has instances of its own, and blocks of its own size.
  const heldByteSeconds = indices.map((index, i) => {
    const own = instances.filter((instance) => instance.pool === index);
    return blockSecondsOf(own) * blockBytes(models?.[i]?.built ?? built);
  });
  return {
    name: pool.name,
    role: pool.role,
    hardware: pool.hardware,
    instances: config.instances,
    devices,
    busyFraction: busyFraction(busySeconds, seconds, config.instances),
    prefillFraction: busyFraction(Math.min(prefillSeconds, busySeconds), seconds, config.instances),
    kvBlocks: blocks,
    kvPeakFraction: holdsKv ? totals.peakBlocks / blocks : 0,
    kvMeanFraction: holdsKv && end > 0 ? blockSeconds / (blocks * config.instances * end) : 0,
    kvHeldByteSeconds: holdsKv ? heldByteSeconds.reduce((sum, each) => sum + each, 0) : 0,
    meanBatch: meanBatch(work),
    preemptions: holdsKv ? instances.reduce((sum, { preemptions }) => sum + preemptions, 0) : 0,
    bound: boundShares(totals),
    itMeanWatts,
    paging: pool.kv.paging && pagingResult({ concurrencyRatio }, pool.kv.paging, totals),
    lora: loraResult(instances),
    swaps: pool.swap && swapResult(groups, end),
  };
}

/** On all devices of an instance: where the cache is paged a block stands for more tokens, and its bytes are those of as many as fit without. */
const blockBytes = ({ pool, config, devices, memory, concurrencyRatio }: BuiltPool): number =>
  (devices * memory.kvBytesPerToken * config.instance.blockTokens) /
  (config.instances * pool.parallel.data * concurrencyRatio);
