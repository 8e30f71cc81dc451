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
      any: { p10: 0.831, p90: 1.484, rows: 1374 },
      "dense sglang early-first": { p10: 0.808, p90: 1.847, rows: 41 },
      "dense trtllm early-first": { p10: 0.838, p90: 1.317, rows: 408 },
      "dense trtllm late-first": { p10: 0.837, p90: 1.45, rows: 14 },
      "dense vllm early-first": { p10: 0.814, p90: 1.474, rows: 217 },
      "dense vllm late-first": { p10: 0.815, p90: 1.481, rows: 3 },
      "moe sglang early-first": { p10: 0.81, p90: 1.767, rows: 138 },
      "moe trtllm early-first": { p10: 0.83, p90: 1.476, rows: 267 },
      "moe vllm early-first": { p10: 0.852, p90: 1.4, rows: 286 },
    },
    tpot: {
      any: { p10: 0.938, p90: 1.15, rows: 1458 },
      "dense sglang early-first": { p10: 0.943, p90: 1.152, rows: 41 },
      "dense trtllm early-first": { p10: 0.945, p90: 1.133, rows: 438 },
      "dense trtllm late-first": { p10: 0.939, p90: 1.154, rows: 15 },
      "dense vllm early-first": { p10: 0.94, p90: 1.151, rows: 245 },
      "dense vllm late-first": { p10: 0.933, p90: 1.15, rows: 3 },
      "moe sglang early-first": { p10: 0.918, p90: 1.159, rows: 163 },
      "moe trtllm early-first": { p10: 0.92, p90: 1.16, rows: 267 },
      "moe vllm early-first": { p10: 0.943, p90: 1.148, rows: 286 },
    },
    throughput: {
      any: { p10: 0.827, p90: 1.116, rows: 1076 },
      "dense trtllm early-first": { p10: 0.859, p90: 1.104, rows: 181 },
      "dense trtllm late-first": { p10: 0.859, p90: 1.125, rows: 437 },
      "dense vllm early-first": { p10: 0.835, p90: 1.111, rows: 28 },
      "moe sglang early-first": { p10: 0.818, p90: 1.111, rows: 53 },
      "moe trtllm early-first": { p10: 0.803, p90: 1.101, rows: 119 },
      "moe trtllm late-first": { p10: 0.788, p90: 1.131, rows: 221 },
      "moe vllm early-first": { p10: 0.843, p90: 1.109, rows: 37 },
    },
    power: {
      any: { p10: 0.847, p90: 1.33, rows: 30 },
      "moe sglang late-first": { p10: 0.847, p90: 1.33, rows: 3 },
      "moe vllm early-first": { p10: 0.847, p90: 1.33, rows: 10 },
      "moe vllm late-first": { p10: 0.847, p90: 1.33, rows: 17 },
    },
  },
};
