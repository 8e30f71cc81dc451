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
      any: { p10: 0.795, p90: 1.811, rows: 1312 },
      "dense sglang early-first": { p10: 0.807, p90: 2.284, rows: 41 },
      "dense trtllm early-first": { p10: 0.794, p90: 1.774, rows: 345 },
      "dense trtllm late-first": { p10: 0.758, p90: 1.773, rows: 15 },
      "dense vllm early-first": { p10: 0.786, p90: 1.938, rows: 220 },
      "moe sglang early-first": { p10: 0.767, p90: 1.937, rows: 138 },
      "moe trtllm early-first": { p10: 0.77, p90: 1.84, rows: 267 },
      "moe vllm early-first": { p10: 0.841, p90: 1.588, rows: 286 },
    },
    tpot: {
      any: { p10: 0.863, p90: 1.15, rows: 1396 },
      "dense sglang early-first": { p10: 0.877, p90: 1.147, rows: 41 },
      "dense trtllm early-first": { p10: 0.912, p90: 1.162, rows: 375 },
      "dense trtllm late-first": { p10: 0.869, p90: 1.175, rows: 16 },
      "dense vllm early-first": { p10: 0.873, p90: 1.15, rows: 248 },
      "moe sglang early-first": { p10: 0.856, p90: 1.146, rows: 163 },
      "moe trtllm early-first": { p10: 0.832, p90: 1.153, rows: 267 },
      "moe vllm early-first": { p10: 0.858, p90: 1.135, rows: 286 },
    },
    throughput: {
      any: { p10: 0.825, p90: 1.137, rows: 952 },
      "dense trtllm early-first": { p10: 0.829, p90: 1.128, rows: 67 },
      "dense trtllm late-first": { p10: 0.849, p90: 1.144, rows: 427 },
      "dense vllm early-first": { p10: 0.829, p90: 1.13, rows: 28 },
      "moe sglang early-first": { p10: 0.817, p90: 1.137, rows: 53 },
      "moe trtllm early-first": { p10: 0.783, p90: 1.123, rows: 119 },
      "moe trtllm late-first": { p10: 0.801, p90: 1.161, rows: 221 },
      "moe vllm early-first": { p10: 0.84, p90: 1.132, rows: 37 },
    },
    power: {
      any: { p10: 0.681, p90: 1.545, rows: 30 },
      "moe sglang late-first": { p10: 0.681, p90: 1.545, rows: 3 },
      "moe vllm early-first": { p10: 0.681, p90: 1.545, rows: 10 },
      "moe vllm late-first": { p10: 0.681, p90: 1.545, rows: 17 },
    },
  },
};
