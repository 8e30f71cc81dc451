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
      any: { p10: 0.826, p90: 1.482, rows: 1374 },
      "dense sglang early-first": { p10: 0.807, p90: 1.849, rows: 41 },
      "dense trtllm early-first": { p10: 0.832, p90: 1.311, rows: 408 },
      "dense trtllm late-first": { p10: 0.831, p90: 1.443, rows: 14 },
      "dense vllm early-first": { p10: 0.812, p90: 1.464, rows: 217 },
      "dense vllm late-first": { p10: 0.812, p90: 1.463, rows: 3 },
      "moe sglang early-first": { p10: 0.807, p90: 1.779, rows: 138 },
      "moe trtllm early-first": { p10: 0.817, p90: 1.456, rows: 267 },
      "moe vllm early-first": { p10: 0.852, p90: 1.4, rows: 286 },
    },
    tpot: {
      any: { p10: 0.935, p90: 1.147, rows: 1458 },
      "dense sglang early-first": { p10: 0.942, p90: 1.151, rows: 41 },
      "dense trtllm early-first": { p10: 0.944, p90: 1.13, rows: 438 },
      "dense trtllm late-first": { p10: 0.934, p90: 1.153, rows: 15 },
      "dense vllm early-first": { p10: 0.937, p90: 1.142, rows: 245 },
      "dense vllm late-first": { p10: 0.929, p90: 1.146, rows: 3 },
      "moe sglang early-first": { p10: 0.913, p90: 1.16, rows: 163 },
      "moe trtllm early-first": { p10: 0.911, p90: 1.156, rows: 267 },
      "moe vllm early-first": { p10: 0.942, p90: 1.144, rows: 286 },
    },
    throughput: {
      any: { p10: 0.828, p90: 1.129, rows: 1076 },
      "dense trtllm early-first": { p10: 0.863, p90: 1.117, rows: 181 },
      "dense trtllm late-first": { p10: 0.867, p90: 1.138, rows: 437 },
      "dense vllm early-first": { p10: 0.841, p90: 1.12, rows: 28 },
      "moe sglang early-first": { p10: 0.82, p90: 1.118, rows: 53 },
      "moe trtllm early-first": { p10: 0.808, p90: 1.111, rows: 119 },
      "moe trtllm late-first": { p10: 0.79, p90: 1.137, rows: 221 },
      "moe vllm early-first": { p10: 0.846, p90: 1.117, rows: 37 },
    },
    power: {
      any: { p10: 0.848, p90: 1.33, rows: 30 },
      "moe sglang late-first": { p10: 0.848, p90: 1.33, rows: 3 },
      "moe vllm early-first": { p10: 0.848, p90: 1.33, rows: 10 },
      "moe vllm late-first": { p10: 0.848, p90: 1.33, rows: 17 },
    },
  },
};
