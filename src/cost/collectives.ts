// Collectives among the ranks of an instance: latency plus volume over the reached link bandwidth, all-reduce as the
// better of one-shot (everyone reads everyone) and two-shot (reduce-scatter, all-gather). Groups larger than the scale-up
// domain go through the scale-out network in a second level. PCIe between more than two ranks crosses the root complex.
// Ignores congestion between groups, and the in-switch reduction of NVLink. physics.md 2.6, facts/hardware.md 3.3.
import type { EngineProfile } from "../profiles/engine.ts";
import type { HardwareProfile } from "../profiles/hardware.ts";

export interface Collective {
  seconds: number;
  /** Of them what it takes however little is sent. */
  latencySeconds: number;
  /** Bytes one rank sends. */
  volumeBytes: number;
}

export const nothingSent: Collective = { seconds: 0, latencySeconds: 0, volumeBytes: 0 };

/** Levels of one collective, or two that follow each other. */
export function oneAfterTheOther(first: Collective, second: Collective): Collective {
  return {
    seconds: first.seconds + second.seconds,
    latencySeconds: first.latencySeconds + second.latencySeconds,
    volumeBytes: first.volumeBytes + second.volumeBytes,
  };
}

type Constants = EngineProfile["collectives"]["switched"];

interface Fabric extends Constants {
  bytesPerSecond: number;
  /** PCIe: no path of its own for every pair. */
  shared: boolean;
}

export interface Network {
  domainDevices: number;
  scaleUp: Fabric;
  scaleOut: Fabric;
  constants: EngineProfile["collectives"];
  /** Efficiencies are 1. */
  ideal: boolean;
}

export function createNetwork(hardware: HardwareProfile, engine: EngineProfile): Network {
  const { scaleUp, scaleOut } = hardware.links;
  const { collectives } = engine;
  const shared = scaleUp.technology.startsWith("pcie") || scaleUp.technology === "none";
  return {
    domainDevices: scaleUp.domainDevices,
    scaleUp: {
      ...(shared ? collectives.bus : collectives.switched),
      bytesPerSecond: scaleUp.bandwidth.value,
      shared,
    },
    scaleOut: { ...collectives.network, bytesPerSecond: scaleOut.bandwidth.value, shared: false },
    constants: collectives,
    ideal: engine.efficiency === "ideal",
  };
}

/** A pair of PCIe devices reaches 0.57 of its link, four and eight 0.36 (RTX PRO 6000; an L40S box falls to 0.06 with eight). */
const beyondPair = 1.6;

/** Bytes per second one rank really moves among `ranks`. */
function reached(fabric: Fabric, ranks: number): number {
  return (fabric.bytesPerSecond * fabric.efficiency) / (fabric.shared && ranks > 2 ? beyondPair : 1);
}

/** Ranks of a group inside a domain, and the domains it spans. */
function levels(network: Network, ranks: number): { inside: number; domains: number } {
  const inside = Math.min(ranks, network.domainDevices);
  return { inside, domains: Math.ceil(ranks / inside) };
}

/** Sum of `bytes` from each rank, known to all. */
export function allReduce(network: Network, ranks: number, bytes: number): Collective {
  if (ranks <= 1) return nothingSent;
  const { inside, domains } = levels(network, ranks);
  const local = inside > 1 ? allReduceWithin(network.scaleUp, inside, bytes) : nothingSent;
  if (domains === 1) return local;
  const across = allReduceWithin(network.scaleOut, domains, bytes / inside);
  return oneAfterTheOther(local, across);
}

function allReduceWithin(fabric: Fabric, ranks: number, bytes: number): Collective {
  const latency = fabric.fixed + fabric.perRank * (ranks - 1);
  const bandwidth = reached(fabric, ranks);
  const twoShotVolume = (2 * (ranks - 1) * bytes) / ranks;
  const oneShot = latency + ((ranks - 1) * bytes) / bandwidth;
  const twoShot = latency + fabric.twoShot + twoShotVolume / bandwidth;
  return oneShot <= twoShot
    ? { seconds: oneShot, latencySeconds: latency, volumeBytes: (ranks - 1) * bytes }
    : { seconds: twoShot, latencySeconds: latency + fabric.twoShot, volumeBytes: twoShotVolume };
}

/** Everyone gets the `bytes` of every rank (reduce-scatter costs the same, backwards). */
export function allGather(network: Network, ranks: number, bytes: number): Collective {
  if (ranks <= 1) return nothingSent;
  const { inside, domains } = levels(network, ranks);
  const local = oneWay(network.scaleUp, inside, (inside - 1) * bytes);
  const across = oneWay(network.scaleOut, domains, (domains - 1) * bytes);
  return oneAfterTheOther(local, across);
}

/** Each rank sends `bytes` in all, evenly to the others. */
export function allToAll(network: Network, ranks: number, bytes: number): Collective {
  if (ranks <= 1) return nothingSent;
  const { inside, domains } = levels(network, ranks);
  const efficiency = network.ideal ? 1 : network.constants.allToAllEfficiency;
  const leaving = domains > 1 ? (bytes * (ranks - inside)) / ranks : 0;
  const staying = (bytes * (inside - 1)) / ranks;
  const within = staying / reached({ ...network.scaleUp, efficiency }, inside);
  const between = leaving / (network.scaleOut.bytesPerSecond * efficiency);
  return {
    seconds: network.constants.allToAllFixed + Math.max(within, between),
    latencySeconds: network.constants.allToAllFixed,
    volumeBytes: leaving + staying,
  };
}

/** Activations handed to the next pipeline stage. */
export function pipelineSend(network: Network, devices: number, bytes: number): Collective {
  const fabric = devices <= network.domainDevices ? network.scaleUp : network.scaleOut;
  const { pipelineFixed, pipelineEfficiency } = network.constants;
  return {
    seconds: pipelineFixed + bytes / (fabric.bytesPerSecond * pipelineEfficiency),
    latencySeconds: pipelineFixed,
    volumeBytes: bytes,
  };
}

function oneWay(fabric: Fabric, ranks: number, volumeBytes: number): Collective {
  if (ranks <= 1) return nothingSent;
  const latencySeconds = fabric.fixed + fabric.perRank * (ranks - 1);
  return { seconds: latencySeconds + volumeBytes / reached(fabric, ranks), latencySeconds, volumeBytes };
}
