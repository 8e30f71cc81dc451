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
      any: { p10: 0.789, p90: 1.979, rows: 1312 },
      "dense sglang early-first": { p10: 0.805, p90: 2.472, rows: 41 },
      "dense trtllm early-first": { p10: 0.816, p90: 1.909, rows: 352 },
      "dense trtllm late-first": { p10: 0.795, p90: 1.963, rows: 8 },
      "dense vllm early-first": { p10: 0.775, p90: 2.034, rows: 220 },
      "moe sglang early-first": { p10: 0.761, p90: 2.105, rows: 138 },
      "moe trtllm early-first": { p10: 0.719, p90: 2.04, rows: 267 },
      "moe vllm early-first": { p10: 0.836, p90: 1.664, rows: 286 },
    },
    tpot: {
      any: { p10: 0.839, p90: 1.227, rows: 1396 },
      "dense sglang early-first": { p10: 0.853, p90: 1.223, rows: 41 },
      "dense trtllm early-first": { p10: 0.902, p90: 1.286, rows: 382 },
      "dense trtllm late-first": { p10: 0.841, p90: 1.224, rows: 9 },
      "dense vllm early-first": { p10: 0.847, p90: 1.204, rows: 248 },
      "moe sglang early-first": { p10: 0.829, p90: 1.208, rows: 163 },
      "moe trtllm early-first": { p10: 0.768, p90: 1.214, rows: 267 },
      "moe vllm early-first": { p10: 0.839, p90: 1.182, rows: 286 },
    },
    throughput: {
      any: { p10: 0.827, p90: 1.164, rows: 952 },
      "dense trtllm early-first": { p10: 0.831, p90: 1.152, rows: 67 },
      "dense trtllm late-first": { p10: 0.848, p90: 1.161, rows: 427 },
      "dense vllm early-first": { p10: 0.835, p90: 1.155, rows: 28 },
      "moe sglang early-first": { p10: 0.816, p90: 1.161, rows: 53 },
      "moe trtllm early-first": { p10: 0.802, p90: 1.169, rows: 112 },
      "moe trtllm late-first": { p10: 0.793, p90: 1.188, rows: 228 },
      "moe vllm early-first": { p10: 0.84, p90: 1.158, rows: 37 },
    },
    power: {
      any: { p10: 0.642, p90: 1.639, rows: 30 },
      "moe sglang late-first": { p10: 0.642, p90: 1.639, rows: 3 },
      "moe vllm early-first": { p10: 0.642, p90: 1.639, rows: 10 },
      "moe vllm late-first": { p10: 0.642, p90: 1.639, rows: 17 },
    },
  },
};
