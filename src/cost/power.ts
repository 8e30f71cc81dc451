// Watts of one device from what it is doing: P = min(ceiling, floor + joules per byte x bytes/s + compute), linear in time,
// bytes and FLOPs, so that the energy of a decode step stays affine in its context. Host and facility are not in it.
// Moving a byte costs about the same on every HBM generation, so the term is absolute and not a share of TDP: 140 pJ from
// ML.ENERGY decode runs of dense models at batch 8 (H100 150, B200 142; Splitwise's A100 line gives 143). Compute: physics.md 2.11.
import type { HardwareProfile } from "../profiles/hardware.ts";

export interface PowerModel {
  /** Powered, no work: nothing in memory to serve. */
  idleWatts: number;
  /** Between kernels of a running batch: clocks are up, units wait. */
  waitingWatts: number;
  /** At these achieved fractions of peak compute and of memory bandwidth. */
  watts(computeFraction: number, memoryFraction: number): number;
}

const joulesPerByte = 140e-12;
/** Fraction of TDP with clocks up and nothing moving; B200 runs that wait for their host most of the time give 0.21. */
const floor = 0.25;
/** TDP fractions at full compute; the limit is reached well before (u_c of 0.4-0.45). */
const perCompute = 1.6;
/** Highest power seen, where the profile has no measured one. */
const ceiling = 1.0;

export function createPowerModel(hardware: HardwareProfile): PowerModel {
  const tdpWatts = hardware.power.tdp.value;
  const idleWatts = hardware.power.idle.value;
  const limitWatts = tdpWatts * Math.min(1.03, hardware.efficiency.power?.prefillGemm ?? ceiling);
  const waitingWatts = Math.min(limitWatts, Math.max(idleWatts, floor * tdpWatts));
  const fullMemoryWatts = joulesPerByte * hardware.memory.bandwidth.value;
  return {
    idleWatts,
    waitingWatts,
    watts: (computeFraction, memoryFraction) =>
      Math.min(
        limitWatts,
        waitingWatts + fullMemoryWatts * memoryFraction + perCompute * tdpWatts * computeFraction,
      ),
  };
}
