// Kernels that move activations and compute next to nothing: bytes over reached bandwidth, plus a fixed time.
import type { Collective } from "./collectives.ts";
import type { Device } from "./device.ts";
import type { Operation } from "./operation.ts";

/** A kernel bound by memory: norms, rotary embedding, activation functions, gathers, permutations. */
export function streaming(
  device: Device,
  name: string,
  count: number,
  bytes: number,
  fixedSeconds: number,
): Operation {
  const free = fixedSeconds + bytes / device.elementwiseBytesPerSecond;
  const memoryFraction = free > 0 ? bytes / device.bytesPerSecond / free : 0;
  const seconds = free * device.power.slowdown(0, memoryFraction, 0, 1);
  return {
    name,
    purpose: "activations",
    count,
    flops: 0,
    bytes: count * bytes,
    volumeBytes: 0,
    seconds: count * seconds,
    latencySeconds: count * fixedSeconds,
    joules: count * seconds * device.power.watts(0, memoryFraction),
    resource: "memory",
  };
}

/** A collective as an operation: the units of the device wait for the link. */
export function communication(
  device: Device,
  name: string,
  count: number,
  { seconds, latencySeconds, volumeBytes }: Collective,
): Operation {
  return {
    name,
    purpose: "collectives",
    count,
    flops: 0,
    bytes: 0,
    volumeBytes: count * volumeBytes,
    seconds: count * seconds,
    latencySeconds: count * latencySeconds,
    joules: count * seconds * device.power.watts(0, 0),
    resource: "network",
  };
}
