// Rows of a result about what the devices were kept busy with, and what binds them. Where KV caches are paged, the wait for pages
// counts as the host link, as `explain` calls what they come over: a step it makes twice as long is bound by it, and where it
// takes more than a tenth of the busy time it is said beside what binds most.
import type { DeploymentMetrics, PoolResult } from "../metrics/result.ts";
import { percentUnit, plainUnit, unknown } from "./format.ts";
import type { NumberRow, TextRow } from "./result-rows.ts";

/** A wait for pages of at least this share of the busy time is told. */
const toldWait = 0.1;
const hostLink = "host link";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Busy share of all devices together. */
function busy({ pools, power }: DeploymentMetrics): number {
  return sum(pools.map(({ busyFraction, devices }) => busyFraction * devices)) / power.devices;
}

/** Share of busy time by what its steps were bound by, the largest first. */
export function bindingShares({ bound, paging }: PoolResult): [resource: string, share: number][] {
  // A step counts as the network's where the wait is more than half of it: what is more than twice the wait is between devices.
  const waits = paging !== undefined && 2 * paging.stallFraction > bound.network;
  return Object.entries(bound)
    .map(([resource, share]): [string, number] => [
      waits && resource === "network" ? hostLink : resource,
      share,
    ])
    .sort(([, a], [, b]) => b - a);
}

function bindingOf(pool: PoolResult): string {
  const [most, share] = bindingShares(pool)[0] ?? [unknown, 0];
  if (share === 0) return unknown;
  const told = (pool.paging?.stallFraction ?? 0) >= toldWait && most !== hostLink;
  return told ? `${most}, ${hostLink}` : most;
}

/** What binds the steps of each pool for most of their time. */
function binding({ pools }: DeploymentMetrics): string {
  const resources = pools.map(bindingOf);
  return new Set(resources).size === 1 ? resources[0]! : resources.join("/");
}

export const resourceGroup: { heading: string; rows: (NumberRow | TextRow)[] } = {
  heading: "Resources",
  rows: [
    { label: "devices", of: (m) => m.power.devices, units: [plainUnit], decimals: 0 },
    { label: "busy", of: busy, units: [percentUnit], decimals: 0 },
    {
      label: "KV cache at peak",
      of: (m) => Math.max(0, ...m.pools.map(({ kvPeakFraction }) => kvPeakFraction)),
      units: [percentUnit],
      decimals: 0,
    },
    { label: "bound by", text: binding },
    {
      label: "preemptions",
      of: (m) => sum(m.pools.map(({ preemptions }) => preemptions)),
      units: [plainUnit],
      decimals: 0,
    },
  ],
};
