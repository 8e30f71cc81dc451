// Watts of one device from how busy its units are: P = TDP min(1.03, base + 0.73 u_memory + 1.6 u_compute), u the achieved
// fraction of the dense peak and of bandwidth (physics.md 2.11). Linear in time, bytes and FLOPs, so that the energy of a
// decode step stays affine in its context. Host and facility are not in it.
import type { HardwareProfile } from "../profiles/hardware.ts";

export interface PowerModel {
  /** Powered, no work: nothing in memory to serve. */
  idleWatts: number;
  /** Between kernels of a running batch: clocks are up, units wait. */
  waitingWatts: number;
  /** At these achieved fractions of peak compute and of memory bandwidth. */
  watts(computeFraction: number, memoryFraction: number): number;
}

const ceiling = 1.03;
const base = 0.28;
const perMemory = 0.73;
const perCompute = 1.6;

export function createPowerModel(hardware: HardwareProfile): PowerModel {
  const tdpWatts = hardware.power.tdp.value;
  const idleWatts = hardware.power.idle.value;
  return {
    idleWatts,
    waitingWatts: Math.max(idleWatts, base * tdpWatts),
    watts: (computeFraction, memoryFraction) =>
      tdpWatts * Math.min(ceiling, base + perMemory * memoryFraction + perCompute * computeFraction),
  };
}
