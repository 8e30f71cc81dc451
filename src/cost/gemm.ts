// Matrix multiplication m x k by k x n: a fixed kernel time plus a smooth maximum of arithmetic and memory,
// t = t0 + (x^p + y^p)^(1/p). Tile and wave quantisation are left out: measured, they explain nothing (physics.md 2.1).
import { power } from "../base/power.ts";
import type { Device, MatrixRates } from "./device.ts";
import { kernelOperation } from "./kernel.ts";
import type { Operation } from "./operation.ts";

/** (x^p + y^p)^(1/p), at least max(x, y); p = Infinity is the maximum itself. */
export function smoothMax(x: number, y: number, p: number): number {
  const larger = Math.max(x, y);
  if (larger === 0 || p === Infinity) return larger;
  return larger * power(1 + power(Math.min(x, y) / larger, p), 1 / p);
}

/** m rows times a k x n matrix. */
export interface GemmShape {
  m: number;
  n: number;
  k: number;
}

export function gemmFlops({ m, n, k }: GemmShape): number {
  return 2 * m * n * k;
}

/** Weights once, input once, output once in bf16. */
export function gemmBytes({ m, n, k }: GemmShape, rates: MatrixRates): number {
  return rates.weightBytes * n * k + rates.activationBytes * m * k + 2 * m * n;
}

/** Time of the arithmetic alone, of whole tiles where the unit takes them. */
function computeSeconds(shape: GemmShape, { flopsPerSecond, tileRows = 1 }: MatrixRates): number {
  const rows = Math.ceil(shape.m / tileRows) * tileRows;
  return gemmFlops({ ...shape, m: rows }) / flopsPerSecond;
}

export function gemmSeconds(shape: GemmShape, rates: MatrixRates): number {
  const compute = computeSeconds(shape, rates);
  const memory = gemmBytes(shape, rates) / rates.bytesPerSecond;
  return rates.fixedSeconds + smoothMax(compute, memory, rates.smoothness);
}

export function gemm(
  device: Device,
  name: string,
  count: number,
  shape: GemmShape,
  rates: MatrixRates,
): Operation {
  const flops = gemmFlops(shape);
  const bytes = gemmBytes(shape, rates);
  return kernelOperation(device, {
    name,
    purpose: "linear",
    count,
    flops,
    bytes,
    seconds: gemmSeconds(shape, rates),
    fixedSeconds: rates.fixedSeconds,
    peakFlopsPerSecond: rates.peakFlopsPerSecond,
    computeSeconds: computeSeconds(shape, rates),
    memorySeconds: bytes / rates.bytesPerSecond,
  });
}
