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
      any: { p10: 0.839, p90: 2.119, rows: 1312 },
      "dense sglang early-first": { p10: 0.845, p90: 2.615, rows: 41 },
      "dense trtllm early-first": { p10: 0.846, p90: 2.009, rows: 352 },
      "dense trtllm late-first": { p10: 0.844, p90: 2.098, rows: 8 },
      "dense vllm early-first": { p10: 0.806, p90: 2.077, rows: 220 },
      "moe sglang early-first": { p10: 0.862, p90: 2.51, rows: 138 },
      "moe trtllm early-first": { p10: 0.827, p90: 2.171, rows: 267 },
      "moe vllm early-first": { p10: 0.838, p90: 1.74, rows: 286 },
    },
    tpot: {
      any: { p10: 0.873, p90: 1.268, rows: 1396 },
      "dense sglang early-first": { p10: 0.893, p90: 1.259, rows: 41 },
      "dense trtllm early-first": { p10: 0.933, p90: 1.301, rows: 382 },
      "dense trtllm late-first": { p10: 0.879, p90: 1.261, rows: 9 },
      "dense vllm early-first": { p10: 0.887, p90: 1.24, rows: 248 },
      "moe sglang early-first": { p10: 0.869, p90: 1.294, rows: 163 },
      "moe trtllm early-first": { p10: 0.829, p90: 1.242, rows: 267 },
      "moe vllm early-first": { p10: 0.861, p90: 1.268, rows: 286 },
    },
    throughput: {
      any: { p10: 0.814, p90: 1.18, rows: 952 },
      "dense trtllm early-first": { p10: 0.822, p90: 1.186, rows: 67 },
      "dense trtllm late-first": { p10: 0.846, p90: 1.173, rows: 427 },
      "dense vllm early-first": { p10: 0.821, p90: 1.171, rows: 28 },
      "moe sglang early-first": { p10: 0.801, p90: 1.165, rows: 53 },
      "moe trtllm early-first": { p10: 0.779, p90: 1.191, rows: 112 },
      "moe trtllm late-first": { p10: 0.783, p90: 1.218, rows: 228 },
      "moe vllm early-first": { p10: 0.827, p90: 1.173, rows: 37 },
    },
    power: {
      any: { p10: 0.667, p90: 1.515, rows: 30 },
      "moe sglang early-first": { p10: 0.667, p90: 1.515, rows: 1 },
      "moe sglang late-first": { p10: 0.667, p90: 1.515, rows: 2 },
      "moe vllm early-first": { p10: 0.667, p90: 1.515, rows: 10 },
      "moe vllm late-first": { p10: 0.667, p90: 1.515, rows: 17 },
    },
  },
};
