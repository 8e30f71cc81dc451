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
      any: { p10: 0.792, p90: 1.851, rows: 1312 },
      "dense sglang early-first": { p10: 0.812, p90: 2.349, rows: 41 },
      "dense trtllm early-first": { p10: 0.834, p90: 1.881, rows: 345 },
      "dense trtllm late-first": { p10: 0.749, p90: 1.811, rows: 15 },
      "dense vllm early-first": { p10: 0.779, p90: 1.993, rows: 220 },
      "moe sglang early-first": { p10: 0.787, p90: 2.029, rows: 138 },
      "moe trtllm early-first": { p10: 0.728, p90: 1.792, rows: 267 },
      "moe vllm early-first": { p10: 0.833, p90: 1.587, rows: 286 },
    },
    tpot: {
      any: { p10: 0.927, p90: 1.181, rows: 1396 },
      "dense sglang early-first": { p10: 0.933, p90: 1.179, rows: 41 },
      "dense trtllm early-first": { p10: 0.942, p90: 1.195, rows: 375 },
      "dense trtllm late-first": { p10: 0.927, p90: 1.213, rows: 16 },
      "dense vllm early-first": { p10: 0.93, p90: 1.179, rows: 248 },
      "moe sglang early-first": { p10: 0.904, p90: 1.18, rows: 163 },
      "moe trtllm early-first": { p10: 0.893, p90: 1.19, rows: 267 },
      "moe vllm early-first": { p10: 0.928, p90: 1.164, rows: 286 },
    },
    throughput: {
      any: { p10: 0.818, p90: 1.126, rows: 952 },
      "dense trtllm early-first": { p10: 0.822, p90: 1.121, rows: 67 },
      "dense trtllm late-first": { p10: 0.843, p90: 1.133, rows: 427 },
      "dense vllm early-first": { p10: 0.822, p90: 1.116, rows: 28 },
      "moe sglang early-first": { p10: 0.807, p90: 1.119, rows: 53 },
      "moe trtllm early-first": { p10: 0.79, p90: 1.11, rows: 119 },
      "moe trtllm late-first": { p10: 0.794, p90: 1.141, rows: 221 },
      "moe vllm early-first": { p10: 0.827, p90: 1.117, rows: 37 },
    },
    power: {
      any: { p10: 0.848, p90: 1.338, rows: 30 },
      "moe sglang late-first": { p10: 0.848, p90: 1.338, rows: 3 },
      "moe vllm early-first": { p10: 0.848, p90: 1.338, rows: 9 },
      "moe vllm late-first": { p10: 0.848, p90: 1.338, rows: 18 },
    },
  },
};
