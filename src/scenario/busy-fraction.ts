// Share of the time of instances that they were busy.

/** Sums of step times may exceed the window by a rounding. */
export function busyFraction(busySeconds: number, seconds: number, instances: number): number {
  return Math.min(1, busySeconds / (seconds * instances));
}
