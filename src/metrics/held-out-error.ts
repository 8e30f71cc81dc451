// Made by `npm run bands` (bench/accuracy/bands.ts); not to be edited. measured / predicted, 80 % of rows.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: a band may well be 1.414
import type { HeldOutError } from "./confidence.ts";

export const heldOutError: HeldOutError = {
  source: "groundtruth cases.csv and energy.csv, quality A and B: 3690 rows, 17 models, 7 devices",
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
      any: { p10: 0.802, p90: 1.888, rows: 1312 },
      "dense sglang early-first": { p10: 0.819, p90: 2.317, rows: 41 },
      "dense trtllm early-first": { p10: 0.833, p90: 1.881, rows: 345 },
      "dense trtllm late-first": { p10: 0.762, p90: 1.865, rows: 15 },
      "dense vllm early-first": { p10: 0.785, p90: 1.984, rows: 220 },
      "moe sglang early-first": { p10: 0.791, p90: 2.01, rows: 138 },
      "moe trtllm early-first": { p10: 0.766, p90: 1.867, rows: 267 },
      "moe vllm early-first": { p10: 0.84, p90: 1.6, rows: 286 },
    },
    tpot: {
      any: { p10: 0.881, p90: 1.173, rows: 1396 },
      "dense sglang early-first": { p10: 0.896, p90: 1.172, rows: 41 },
      "dense trtllm early-first": { p10: 0.938, p90: 1.189, rows: 375 },
      "dense trtllm late-first": { p10: 0.888, p90: 1.204, rows: 16 },
      "dense vllm early-first": { p10: 0.892, p90: 1.172, rows: 248 },
      "moe sglang early-first": { p10: 0.876, p90: 1.169, rows: 163 },
      "moe trtllm early-first": { p10: 0.856, p90: 1.174, rows: 267 },
      "moe vllm early-first": { p10: 0.869, p90: 1.154, rows: 286 },
    },
    throughput: {
      any: { p10: 0.821, p90: 1.133, rows: 952 },
      "dense trtllm early-first": { p10: 0.824, p90: 1.129, rows: 67 },
      "dense trtllm late-first": { p10: 0.843, p90: 1.138, rows: 427 },
      "dense vllm early-first": { p10: 0.829, p90: 1.127, rows: 28 },
      "moe sglang early-first": { p10: 0.814, p90: 1.127, rows: 53 },
      "moe trtllm early-first": { p10: 0.778, p90: 1.122, rows: 119 },
      "moe trtllm late-first": { p10: 0.79, p90: 1.154, rows: 221 },
      "moe vllm early-first": { p10: 0.834, p90: 1.129, rows: 37 },
    },
    power: {
      any: { p10: 0.68, p90: 1.535, rows: 30 },
      "moe sglang late-first": { p10: 0.68, p90: 1.535, rows: 3 },
      "moe vllm early-first": { p10: 0.68, p90: 1.535, rows: 10 },
      "moe vllm late-first": { p10: 0.68, p90: 1.535, rows: 17 },
    },
  },
};
