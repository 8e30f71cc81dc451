// Made by `npm run bands` (bench/accuracy/bands.ts); not to be edited. measured / predicted, 80 % of rows.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: a band may well be 1.414
import type { HeldOutError } from "./confidence.ts";

export const heldOutError: HeldOutError = {
  source: "groundtruth cases.csv and energy.csv, quality A and B: 3898 rows, 17 models, 7 devices",
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
      any: { p10: 0.844, p90: 1.479, rows: 1354 },
      "dense sglang early-first": { p10: 0.818, p90: 1.849, rows: 41 },
      "dense trtllm early-first": { p10: 0.842, p90: 1.312, rows: 408 },
      "dense trtllm late-first": { p10: 0.848, p90: 1.446, rows: 14 },
      "dense vllm early-first": { p10: 0.855, p90: 1.482, rows: 200 },
      "moe sglang early-first": { p10: 0.82, p90: 1.759, rows: 138 },
      "moe trtllm early-first": { p10: 0.838, p90: 1.471, rows: 267 },
      "moe vllm early-first": { p10: 0.859, p90: 1.397, rows: 286 },
    },
    tpot: {
      any: { p10: 0.943, p90: 1.148, rows: 1438 },
      "dense sglang early-first": { p10: 0.948, p90: 1.149, rows: 41 },
      "dense trtllm early-first": { p10: 0.948, p90: 1.131, rows: 438 },
      "dense trtllm late-first": { p10: 0.943, p90: 1.152, rows: 15 },
      "dense vllm early-first": { p10: 0.957, p90: 1.149, rows: 228 },
      "moe sglang early-first": { p10: 0.927, p90: 1.158, rows: 163 },
      "moe trtllm early-first": { p10: 0.925, p90: 1.157, rows: 267 },
      "moe vllm early-first": { p10: 0.947, p90: 1.146, rows: 286 },
    },
    throughput: {
      any: { p10: 0.828, p90: 1.116, rows: 1076 },
      "dense trtllm early-first": { p10: 0.859, p90: 1.104, rows: 181 },
      "dense trtllm late-first": { p10: 0.859, p90: 1.125, rows: 437 },
      "dense vllm early-first": { p10: 0.836, p90: 1.11, rows: 28 },
      "moe sglang early-first": { p10: 0.818, p90: 1.111, rows: 53 },
      "moe trtllm early-first": { p10: 0.804, p90: 1.101, rows: 119 },
      "moe trtllm late-first": { p10: 0.788, p90: 1.131, rows: 221 },
      "moe vllm early-first": { p10: 0.844, p90: 1.109, rows: 37 },
    },
    power: {
      any: { p10: 0.847, p90: 1.33, rows: 30 },
      "moe sglang late-first": { p10: 0.847, p90: 1.33, rows: 3 },
      "moe vllm early-first": { p10: 0.847, p90: 1.33, rows: 10 },
      "moe vllm late-first": { p10: 0.847, p90: 1.33, rows: 17 },
    },
  },
};
