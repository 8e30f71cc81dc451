// Watts of one device from what it is doing: P = min(ceiling, floor + joules per byte x bytes/s + compute), linear in time,
// bytes and FLOPs, so that the energy of a decode step stays affine in its context. Host and facility are not in it.
// Moving a byte costs about the same on every HBM generation, so the term is absolute and not a share of TDP: 140 pJ from
// ML.ENERGY decode runs of dense models at batch 8 (H100 150, B200 142; Splitwise's A100 line gives 143). Compute: physics.md 2.11.
// A cap slows the clocks, and with them only what needs them; at half of TDP a prompt takes 1.4 times as long (measured: 1.3, Splitwise).
import type { KernelHardware } from "../profiles/hardware.ts";

export interface PowerModel {
  /** Powered, no work: nothing in memory to serve. */
  idleWatts: number;
  /** Between kernels of a running batch: clocks are up, units wait. */
  waitingWatts: number;
  /** At these achieved fractions of peak compute and of memory bandwidth. */
  watts(computeFraction: number, memoryFraction: number): number;
  /**
   * How much longer a kernel takes under the cap, at least 1. `computeShare` and `memoryShare`: what it would take if only
   * arithmetic, or only memory, took any time, over what it takes.
   */
  slowdown(
    computeFraction: number,
    memoryFraction: number,
    computeShare: number,
    memoryShare: number,
  ): number;
}

const joulesPerByte = 140e-12;
/** Fraction of TDP with clocks up and nothing moving; B200 runs that wait for their host most of the time give 0.21. */
export const waitingFloor = 0.25;
/** TDP fractions at full compute; the limit is reached well before (u_c of 0.4-0.45). */
const perCompute = 1.6;
/** Highest power seen, where the profile has no measured one. */
const ceiling = 1.0;

/** Lowest clock a cap forces, over the highest; below it the kernel is held up altogether. */
const slowestClock = 0.25;

/** `capWatts` per device: below what the device would draw it slows the clocks of the phases that would draw more. */
export function createPowerModel(
  hardware: KernelHardware,
  capWatts: number = Number.POSITIVE_INFINITY,
): PowerModel {
  const tdpWatts = hardware.power.tdp.value;
  const idleWatts = hardware.power.idle.value;
  const limitWatts = tdpWatts * Math.min(1.03, hardware.efficiency.power?.prefillGemm ?? ceiling);
  const waitingWatts = Math.min(limitWatts, Math.max(idleWatts, waitingFloor * tdpWatts));
  const fullMemoryWatts = joulesPerByte * hardware.memory.bandwidth.value;
  const fullComputeWatts = perCompute * tdpWatts;
  const freeWatts = (computeFraction: number, memoryFraction: number) =>
    Math.min(
      limitWatts,
      waitingWatts + fullMemoryWatts * memoryFraction + fullComputeWatts * computeFraction,
    );
  return {
    idleWatts,
    waitingWatts: Math.min(waitingWatts, capWatts),
    watts: (computeFraction, memoryFraction) =>
      Math.min(capWatts, freeWatts(computeFraction, memoryFraction)),
    slowdown(computeFraction, memoryFraction, computeShare, memoryShare) {
      const free = freeWatts(computeFraction, memoryFraction);
      if (free <= capWatts) return 1;
      const memory = fullMemoryWatts * memoryFraction;
      const compute = fullComputeWatts * computeFraction;
      const computeWatts = compute > 0 ? ((free - waitingWatts) * compute) / (compute + memory) : 0;
      const memoryWatts = free - waitingWatts - computeWatts;
      // Arithmetic takes 1/s as long at clock s and, voltage following the clock, s^2 of its energy; memory keeps its own clock.
      const time = (clock: number) =>
        1 + Math.max(0, computeShare / clock - Math.max(computeShare, memoryShare));
      const energy = (clock: number) => memoryWatts + computeWatts * clock ** 2;
      const base = (clock: number) => idleWatts + (waitingWatts - idleWatts) * clock;
      const drawn = (clock: number) => base(clock) + energy(clock) / time(clock);
      if (drawn(slowestClock) > capWatts) return energy(slowestClock) / (capWatts - base(slowestClock));
      let low = slowestClock;
      let high = 1;
      for (let i = 0; i < 40; i++) {
        const clock = (low + high) / 2;
        if (drawn(clock) > capWatts) high = clock;
        else low = clock;
      }
      return time(low);
    },
  };
}
