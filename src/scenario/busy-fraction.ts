// Share of the time of instances that they were busy.

/** Sums of step times miss the window by a rounding, either way: a pool that is always busy is not idle by the last bits. */
const ROUNDING = 1e-12;

export function busyFraction(busySeconds: number, seconds: number, instances: number): number {
  const share = busySeconds / (seconds * instances);
  return share > 1 - ROUNDING ? 1 : share;
}
