// A kernel as an operation: what it does per run, how long that takes, and the power that follows from how hard it drives
// the matrix units and the memory meanwhile.
import type { Device } from "./device.ts";
import type { Operation, Purpose } from "./operation.ts";

export interface KernelRun {
  name: string;
  purpose: Purpose;
  /** How often it runs in one step of one stage; everything else is per run. */
  count: number;
  flops: number;
  bytes: number;
  seconds: number;
  /** Of them what no rate shortens. */
  fixedSeconds: number;
  /** Peak of the arithmetic it uses. */
  peakFlopsPerSecond: number;
  /** Time it would take if only arithmetic, or only memory, took any: the longer one binds. */
  computeSeconds: number;
  memorySeconds: number;
}

export function kernelOperation(device: Device, run: KernelRun): Operation {
  const { name, purpose, count, flops, bytes } = run;
  const free = run.seconds;
  const compute = free > 0 ? flops / run.peakFlopsPerSecond / free : 0;
  const memory = free > 0 ? bytes / device.bytesPerSecond / free : 0;
  const watts = free > 0 ? device.power.watts(compute, memory) : 0;
  const seconds =
    free > 0
      ? free * device.power.slowdown(compute, memory, run.computeSeconds / free, run.memorySeconds / free)
      : 0;
  return {
    name,
    purpose,
    count,
    flops: count * flops,
    bytes: count * bytes,
    volumeBytes: 0,
    seconds: count * seconds,
    latencySeconds: count * run.fixedSeconds,
    joules: count * seconds * watts,
    resource: run.computeSeconds > run.memorySeconds ? "compute" : "memory",
  };
}
