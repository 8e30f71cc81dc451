// What kernels reach on a chip that runs them one after the other from HBM or GDDR: fractions of its peaks, measured per chip and
// arithmetic (physics.md section 4). The figures of GPUs, and of systolic arrays, which add the tile of their matrix units.
import { z } from "zod";
import { provenance } from "./figure.ts";

/** GEMM efficiency of chip x arithmetic: fraction of the dense peak, of bandwidth, and the p of the smooth maximum. */
const gemmEfficiency = z.strictObject({
  compute: z.number().gt(0).max(1),
  memory: z.number().gt(0).max(1),
  smoothness: z.number().min(1).max(8).default(1.9),
  ...provenance,
});

export const kernelEfficiency = z
  .strictObject({
    gemm: z.strictObject({
      bf16: gemmEfficiency,
      fp8: gemmEfficiency.optional(),
      fp4: gemmEfficiency.optional(),
      int8: gemmEfficiency.optional(),
    }),
    moe: z.strictObject({
      bf16: z.number().gt(0).max(1),
      fp8: z.number().gt(0).max(1).optional(),
      fp4: z.number().gt(0).max(1).optional(),
      memory: z.number().gt(0).max(1),
      ...provenance,
    }),
    attention: z.strictObject({
      decodeMemory: z
        .number()
        .gt(0)
        .max(1)
        .meta({ description: "fraction of bandwidth that decode attention reaches, bf16 KV" }),
      decodeMemoryFp8: z.number().gt(0).max(1),
      decodeCompute: z.number().gt(0).max(1),
      mlaDecodeMemory: z.number().gt(0).max(1),
      mlaDecodeCompute: z.number().gt(0).max(1),
      prefillCompute: z.number().gt(0).max(1),
      prefillHalfLengthTokens: z
        .number()
        .min(0)
        .meta({ description: "prompt length at which prefill attention reaches half its efficiency" }),
      ...provenance,
    }),
    kernelTimes: z.number().gt(0).default(1).meta({
      description: "factor on the engine's fixed times of kernels and collectives: 1 for CUDA",
    }),
    hostTimes: z.number().gt(0).default(1).meta({
      description: "factor on the engine's host times: 1 for x86 servers",
    }),
    /**
     * Watts by phase as a fraction of TDP, from kernel tables (facts/hardware.md 3.5). The power model takes the prefill
     * figure as its limit; the others are kept beside it because serving contradicts them (docs/concepts/physics.md).
     */
    power: z
      .strictObject({
        prefillGemm: z.number().gt(0).max(1.2),
        prefillAttention: z.number().gt(0).max(1.2),
        decodeGemm: z.number().gt(0).max(1.2),
        decodeAttention: z.number().gt(0).max(1.2),
        ...provenance,
      })
      .optional(),
  })
  .meta({ description: "what kernels reach on this chip" });

/** A systolic array takes rows in tiles: a batch that fills half of one costs the whole. */
export const matrixUnit = z.strictObject({
  rows: z.int().min(1).meta({ description: "rows of a tile: products with fewer rows cost as much" }),
  ...provenance,
});
