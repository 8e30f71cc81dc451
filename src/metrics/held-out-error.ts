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
      any: { p10: 0.828, p90: 1.501, rows: 1312 },
      "dense sglang early-first": { p10: 0.807, p90: 1.846, rows: 41 },
      "dense trtllm early-first": { p10: 0.827, p90: 1.306, rows: 351 },
      "dense trtllm late-first": { p10: 0.834, p90: 1.468, rows: 9 },
      "dense vllm early-first": { p10: 0.813, p90: 1.478, rows: 217 },
      "dense vllm late-first": { p10: 0.814, p90: 1.493, rows: 3 },
      "moe sglang early-first": { p10: 0.817, p90: 1.769, rows: 138 },
      "moe trtllm early-first": { p10: 0.819, p90: 1.461, rows: 267 },
      "moe vllm early-first": { p10: 0.853, p90: 1.413, rows: 286 },
    },
    tpot: {
      any: { p10: 0.939, p90: 1.147, rows: 1396 },
      "dense sglang early-first": { p10: 0.945, p90: 1.151, rows: 41 },
      "dense trtllm early-first": { p10: 0.948, p90: 1.131, rows: 381 },
      "dense trtllm late-first": { p10: 0.939, p90: 1.143, rows: 10 },
      "dense vllm early-first": { p10: 0.94, p90: 1.144, rows: 245 },
      "dense vllm late-first": { p10: 0.932, p90: 1.146, rows: 3 },
      "moe sglang early-first": { p10: 0.916, p90: 1.159, rows: 163 },
      "moe trtllm early-first": { p10: 0.914, p90: 1.156, rows: 267 },
      "moe vllm early-first": { p10: 0.942, p90: 1.145, rows: 286 },
    },
    throughput: {
      any: { p10: 0.82, p90: 1.124, rows: 952 },
      "dense trtllm early-first": { p10: 0.823, p90: 1.12, rows: 67 },
      "dense trtllm late-first": { p10: 0.847, p90: 1.131, rows: 427 },
      "dense vllm early-first": { p10: 0.823, p90: 1.114, rows: 28 },
      "moe sglang early-first": { p10: 0.814, p90: 1.114, rows: 53 },
      "moe trtllm early-first": { p10: 0.798, p90: 1.109, rows: 119 },
      "moe trtllm late-first": { p10: 0.788, p90: 1.136, rows: 221 },
      "moe vllm early-first": { p10: 0.827, p90: 1.113, rows: 37 },
    },
    power: {
      any: { p10: 0.85, p90: 1.329, rows: 30 },
      "moe sglang late-first": { p10: 0.85, p90: 1.329, rows: 3 },
      "moe vllm early-first": { p10: 0.85, p90: 1.329, rows: 10 },
      "moe vllm late-first": { p10: 0.85, p90: 1.329, rows: 17 },
    },
  },
};
