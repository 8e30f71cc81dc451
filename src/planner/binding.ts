// What holds a deployment back. Where one pool prefills for another, decode is busy with a single sequence, so busy time is a
// utilisation for prefill only. Prefill binds where it is saturated or prompts wait for longer than they take; decode or the
// link where prompts that are done wait for it so long. Else a request's time is decode's, and prefill is named beside it
// from where its queue begins to grow. KV memory binds where a pool ran full. Left out: what more devices of each pool would
// bring, which takes a run each; of such runs the test is made.
import type { HandOverPhases } from "../metrics/phases.ts";
import type { DeploymentMetrics, PoolResult } from "../metrics/result.ts";

const resourceNames: Record<string, string> = { memory: "memory bandwidth", latency: "fixed latency" };
/** Blocks in use from which a pool is full. */
const FULL = 0.99;
/** Utilisation of prefill from which more prompts do not get through, and from which its queue is no longer short. */
const SATURATED = 0.95;
const LOADED = 0.75;

type Pools = readonly PoolResult[];

/** KV memory where some pool ran full, else what bound most of the time of the pool that binds, which is named if there is a choice. */
export function bindingResource({ pools, phases }: DeploymentMetrics): string {
  const handOver = phases?.handOver;
  const prefill = pools.filter(({ role }) => role === "prefill");
  const decode = pools.filter(({ role }) => role !== "prefill");
  return handOver && prefill.length > 0 && decode.length > 0
    ? bindingSide(handOver, prefill, decode)
    : resourceOf(pools).resource;
}

function bindingSide(
  { queueSeconds, stillSeconds, prefillSeconds, transferSeconds, blockedSeconds }: HandOverPhases,
  prefill: Pools,
  decode: Pools,
): string {
  const busyFraction = Math.max(...prefill.map((pool) => pool.busyFraction));
  const sides: [waitSeconds: number, words: string][] = [
    [busyFraction >= SATURATED ? Number.POSITIVE_INFINITY : queueSeconds - stillSeconds, named(prefill)],
    [transferSeconds, "transfer link"],
    [blockedSeconds + stillSeconds, named(decode)],
  ];
  const [waitSeconds, words] = sides.reduce((most, each) => (each[0] > most[0] ? each : most));
  if (waitSeconds > prefillSeconds) return words;
  return busyFraction >= LOADED ? `${named(prefill)} and ${named(decode)}` : named(decode);
}

function named(pools: Pools): string {
  const { resource, pool } = resourceOf(pools);
  return `${resource} (${pool.name})`;
}

function resourceOf(pools: Pools): { resource: string; pool: PoolResult } {
  const full = pools.find(({ kvPeakFraction }) => kvPeakFraction >= FULL);
  if (full) return { resource: "kv memory", pool: full };
  const pool = pools.reduce((most, each) => (each.busyFraction > most.busyFraction ? each : most));
  const [resource] = Object.entries(pool.bound).reduce((most, each) => (each[1] > most[1] ? each : most));
  return { resource: resourceNames[resource] ?? resource, pool };
}
