// Made by `npm run bands` (bench/accuracy/bands.ts); not to be edited. measured / predicted, 80 % of rows.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: a band may well be 1.414
import type { HeldOutError } from "./confidence.ts";

export const heldOutError: HeldOutError = {
  source: "groundtruth cases.csv and energy.csv, quality A and B: 3938 rows, 17 models, 7 devices",
  devices: [
    "a100-sxm-80gb",
    "b200-sxm",
    "gb200-nvl72",
    "h100-sxm",
    "h200-sxm",
    "mi355x",
    "rtx-pro-6000-server",
  ],
  bands: {
    ttft: {
      any: { p10: 0.829, p90: 1.483, rows: 1374 },
      "dense sglang early-first": { p10: 0.806, p90: 1.854, rows: 41 },
      "dense trtllm early-first": { p10: 0.835, p90: 1.316, rows: 408 },
      "dense trtllm late-first": { p10: 0.835, p90: 1.447, rows: 14 },
      "dense vllm early-first": { p10: 0.811, p90: 1.465, rows: 217 },
      "dense vllm late-first": { p10: 0.814, p90: 1.47, rows: 3 },
      "moe sglang early-first": { p10: 0.808, p90: 1.778, rows: 138 },
      "moe trtllm early-first": { p10: 0.824, p90: 1.47, rows: 267 },
      "moe vllm early-first": { p10: 0.854, p90: 1.401, rows: 286 },
    },
    tpot: {
      any: { p10: 0.939, p90: 1.15, rows: 1458 },
      "dense sglang early-first": { p10: 0.944, p90: 1.151, rows: 41 },
      "dense trtllm early-first": { p10: 0.945, p90: 1.132, rows: 438 },
      "dense trtllm late-first": { p10: 0.939, p90: 1.152, rows: 15 },
      "dense vllm early-first": { p10: 0.94, p90: 1.15, rows: 245 },
      "dense vllm late-first": { p10: 0.933, p90: 1.149, rows: 3 },
      "moe sglang early-first": { p10: 0.919, p90: 1.158, rows: 163 },
      "moe trtllm early-first": { p10: 0.92, p90: 1.159, rows: 267 },
      "moe vllm early-first": { p10: 0.943, p90: 1.148, rows: 286 },
    },
    throughput: {
      any: { p10: 0.828, p90: 1.116, rows: 1076 },
      "dense trtllm early-first": { p10: 0.86, p90: 1.104, rows: 181 },
      "dense trtllm late-first": { p10: 0.86, p90: 1.127, rows: 437 },
      "dense vllm early-first": { p10: 0.84, p90: 1.112, rows: 28 },
      "moe sglang early-first": { p10: 0.819, p90: 1.112, rows: 53 },
      "moe trtllm early-first": { p10: 0.805, p90: 1.103, rows: 119 },
      "moe trtllm late-first": { p10: 0.789, p90: 1.131, rows: 221 },
      "moe vllm early-first": { p10: 0.844, p90: 1.11, rows: 37 },
    },
    power: {
      any: { p10: 0.848, p90: 1.33, rows: 30 },
      "moe sglang late-first": { p10: 0.848, p90: 1.33, rows: 3 },
      "moe vllm early-first": { p10: 0.848, p90: 1.33, rows: 10 },
      "moe vllm late-first": { p10: 0.848, p90: 1.33, rows: 17 },
    },
  },
};
