// x^y to the same bits on every V8: its own power function differs between releases in the last place, its logarithm and
// exponential do not. Off by |y ln x| units in the last place at most.

/** Of a base that is not negative. */
export function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  return exponent === 1 ? base : Math.exp(exponent * Math.log(base));
}
