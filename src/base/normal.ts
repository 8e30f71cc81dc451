// The standard normal distribution function, to about 1e-15 (Hart 1968 as given by West, "Better approximations to cumulative
// normal functions", Wilmott 2005), and the mean of the largest of several.
import { power } from "./power.ts";

const upper = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
];
const lower = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
  637.333633378831, 793.826512519948, 440.413735824752,
];
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);

/** P(Z <= z). */
export function normalCdf(z: number): number {
  const x = Math.abs(z);
  if (x > 37) return z > 0 ? 1 : 0;
  const density = Math.exp((-x * x) / 2);
  let tail: number;
  if (x < 7.07106781186547) tail = (density * polynomial(upper, x)) / polynomial(lower, x);
  else tail = density / (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))) / 2.506628274631;
  return z > 0 ? 1 - tail : tail;
}

const STEP = 0.125;
const FURTHEST = 8;

/** Mean of the largest of `count` standard normals: the integral of x over its density, count phi(x) P(Z <= x)^(count - 1). */
export function expectedLargestNormal(count: number): number {
  let sum = 0;
  for (let x = -FURTHEST; x <= FURTHEST; x += STEP)
    sum += x * Math.exp((-x * x) / 2) * power(normalCdf(x), count - 1);
  return (count * STEP * sum) / Math.sqrt(2 * Math.PI);
}
