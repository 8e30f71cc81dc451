/** Four digits: what a scenario states of a fit. */
export function stated(value: number): number {
  return Number(value.toPrecision(4));
}
