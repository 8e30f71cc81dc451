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
      any: { p10: 0.79, p90: 1.844, rows: 1312 },
      "dense sglang early-first": { p10: 0.808, p90: 2.346, rows: 41 },
      "dense trtllm early-first": { p10: 0.829, p90: 1.88, rows: 345 },
      "dense trtllm late-first": { p10: 0.746, p90: 1.81, rows: 15 },
      "dense vllm early-first": { p10: 0.776, p90: 1.991, rows: 220 },
      "moe sglang early-first": { p10: 0.781, p90: 2.033, rows: 138 },
      "moe trtllm early-first": { p10: 0.723, p90: 1.782, rows: 267 },
      "moe vllm early-first": { p10: 0.83, p90: 1.586, rows: 286 },
    },
    tpot: {
      any: { p10: 0.927, p90: 1.184, rows: 1396 },
      "dense sglang early-first": { p10: 0.933, p90: 1.179, rows: 41 },
      "dense trtllm early-first": { p10: 0.942, p90: 1.2, rows: 375 },
      "dense trtllm late-first": { p10: 0.928, p90: 1.214, rows: 16 },
      "dense vllm early-first": { p10: 0.93, p90: 1.18, rows: 248 },
      "moe sglang early-first": { p10: 0.904, p90: 1.181, rows: 163 },
      "moe trtllm early-first": { p10: 0.895, p90: 1.191, rows: 267 },
      "moe vllm early-first": { p10: 0.928, p90: 1.164, rows: 286 },
    },
    throughput: {
      any: { p10: 0.819, p90: 1.129, rows: 952 },
      "dense trtllm early-first": { p10: 0.821, p90: 1.126, rows: 67 },
      "dense trtllm late-first": { p10: 0.84, p90: 1.131, rows: 427 },
      "dense vllm early-first": { p10: 0.821, p90: 1.121, rows: 28 },
      "moe sglang early-first": { p10: 0.807, p90: 1.123, rows: 53 },
      "moe trtllm early-first": { p10: 0.79, p90: 1.112, rows: 119 },
      "moe trtllm late-first": { p10: 0.793, p90: 1.148, rows: 221 },
      "moe vllm early-first": { p10: 0.826, p90: 1.12, rows: 37 },
    },
    power: {
      any: { p10: 0.848, p90: 1.338, rows: 30 },
      "moe sglang late-first": { p10: 0.848, p90: 1.338, rows: 3 },
      "moe vllm early-first": { p10: 0.848, p90: 1.338, rows: 9 },
      "moe vllm late-first": { p10: 0.848, p90: 1.338, rows: 18 },
    },
  },
};
