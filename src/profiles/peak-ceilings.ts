// Dense peaks by architecture, so that a sparse or doubled figure is recognised (facts: dense columns of vendor
// datasheets). `bf16` is the fastest part of the family in FLOP/s; the others are ratios, since 2:4 sparsity or a
// mistake in one figure breaks a ratio long before it reaches the ceiling of the largest part.

export interface PeakCeiling {
  bf16: number;
  /** fp8 or int8 over bf16. */
  fp8?: number;
  int8?: number;
  /** fp4 over bf16; [low, high] where parts of the family differ. */
  fp4?: readonly [number, number];
}

const T = 1e12;

export const peakCeilings: Readonly<Record<string, PeakCeiling>> = {
  ampere: { bf16: 312 * T, int8: 2 },
  ada: { bf16: 366 * T, fp8: 2, int8: 2 },
  "ada-geforce": { bf16: 166 * T, fp8: 2, int8: 4 },
  hopper: { bf16: 990 * T, fp8: 2, int8: 2 },
  blackwell: { bf16: 2500 * T, fp8: 2, int8: 2, fp4: [4, 4] },
  "blackwell-ultra": { bf16: 2500 * T, fp8: 2, int8: 0.067, fp4: [6, 6.3] },
  "blackwell-rtx": { bf16: 504 * T, fp8: 2, int8: 2, fp4: [4, 4] },
  rubin: { bf16: 4000 * T, fp8: 4.375, fp4: [8.75, 8.75] },
  cdna3: { bf16: 1308 * T, fp8: 2, int8: 2 },
  cdna4: { bf16: 2517 * T, fp8: 2, int8: 2, fp4: [4, 4] },
  cdna5: { bf16: 5030 * T, fp8: 4, fp4: [8, 8] },
  "tpu-v5e": { bf16: 197 * T, int8: 2 },
  "tpu-v6e": { bf16: 918 * T, fp8: 1, int8: 2 },
  "tpu-v7x": { bf16: 2307 * T, fp8: 2 },
  trainium2: { bf16: 667 * T, fp8: 1.95 },
  trainium3: { bf16: 671 * T, fp8: 3.75, fp4: [3.75, 3.75] },
  gaudi3: { bf16: 1835 * T, fp8: 1 },
  "maia-200": { bf16: 1268 * T, fp8: 4, fp4: [8, 8] },
  "ascend-910c": { bf16: 800 * T, int8: 2 },
};
