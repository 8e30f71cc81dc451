// Made by `npm run bands` (bench/accuracy/bands.ts); not to be edited. measured / predicted, 80 % of rows.
import type { HeldOutError } from "./confidence.ts";

export const heldOutError: HeldOutError = {
  source: "groundtruth cases.csv and energy.csv, quality A and B: 3813 rows, 17 models, 7 devices",
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
      any: { p10: 0.876, p90: 3.107, rows: 1353 },
      "dense sglang flowing": { p10: 0.875, p90: 3.815, rows: 37 },
      "dense sglang queued": { p10: 0.857, p90: 3.091, rows: 4 },
      "dense trtllm flowing": { p10: 0.892, p90: 2.646, rows: 352 },
      "dense trtllm queued": { p10: 0.88, p90: 3.06, rows: 8 },
      "dense vllm flowing": { p10: 0.834, p90: 2.463, rows: 220 },
      "moe sglang flowing": { p10: 0.915, p90: 4.382, rows: 138 },
      "moe trtllm flowing": { p10: 0.874, p90: 2.685, rows: 267 },
      "moe vllm flowing": { p10: 0.867, p90: 2.891, rows: 313 },
      "moe vllm queued": { p10: 0.881, p90: 3.85, rows: 14 },
    },
    tpot: {
      any: { p10: 0.881, p90: 1.349, rows: 1437 },
      "dense sglang flowing": { p10: 0.896, p90: 1.341, rows: 37 },
      "dense sglang queued": { p10: 0.884, p90: 1.345, rows: 4 },
      "dense trtllm flowing": { p10: 0.941, p90: 1.29, rows: 382 },
      "dense trtllm queued": { p10: 0.886, p90: 1.338, rows: 9 },
      "dense vllm flowing": { p10: 0.894, p90: 1.296, rows: 248 },
      "moe sglang flowing": { p10: 0.915, p90: 1.597, rows: 163 },
      "moe trtllm flowing": { p10: 0.853, p90: 1.272, rows: 267 },
      "moe vllm flowing": { p10: 0.844, p90: 1.334, rows: 313 },
      "moe vllm queued": { p10: 0.888, p90: 1.637, rows: 14 },
    },
    throughput: {
      any: { p10: 0.621, p90: 1.236, rows: 993 },
      "dense trtllm flowing": { p10: 0.644, p90: 1.175, rows: 67 },
      "dense trtllm queued": { p10: 0.716, p90: 1.179, rows: 427 },
      "dense vllm flowing": { p10: 0.645, p90: 1.201, rows: 28 },
      "moe sglang flowing": { p10: 0.503, p90: 1.18, rows: 53 },
      "moe trtllm flowing": { p10: 0.648, p90: 1.312, rows: 105 },
      "moe trtllm queued": { p10: 0.626, p90: 1.414, rows: 235 },
      "moe vllm flowing": { p10: 0.248, p90: 1.182, rows: 64 },
      "moe vllm queued": { p10: 0.374, p90: 1.218, rows: 14 },
    },
    power: {
      any: { p10: 0.666, p90: 1.677, rows: 30 },
      "moe sglang flowing": { p10: 0.666, p90: 1.677, rows: 1 },
      "moe sglang queued": { p10: 0.666, p90: 1.677, rows: 2 },
      "moe vllm flowing": { p10: 0.666, p90: 1.677, rows: 10 },
      "moe vllm queued": { p10: 0.666, p90: 1.677, rows: 17 },
    },
  },
};
