// What must not wake the gate: other draws, another order of the rows, the same arithmetic written otherwise, constants that
// move by 1 %, words.
import { constant, type KnownChange, rewritten } from "./known-change.ts";

export const harmlessChanges: readonly KnownChange[] = [
  ...[11, 12, 13, 14, 15].map((seed) => ({ name: `seed-${seed}`, seed })),
  { name: "rows-reversed", reversed: true },
  constant("memory-bandwidth-plus-1", "hardware", "memory.bandwidth", 1.01),
  constant("memory-bandwidth-minus-1", "hardware", "memory.bandwidth", 0.99),
  constant("compute-plus-1", "hardware", "compute", 1.01),
  constant("compute-minus-1", "hardware", "compute", 0.99),
  constant("link-bandwidth-minus-1", "hardware", "links.scaleUp.bandwidth", 0.99),
  constant("memory-capacity-minus-1", "hardware", "memory.capacity", 0.99),
  constant("decode-attention-bandwidth-minus-1", "hardware", "efficiency.attention.decodeMemory", 0.99),
  constant("expert-bandwidth-minus-1", "hardware", "efficiency.moe.memory", 0.99),
  constant("step-host-time-plus-1", "engine", "host.stepFixed", 1.01),
  constant("http-time-minus-1", "engine", "host.requestLatency", 0.99),
  constant("kernel-time-plus-1", "engine", "kernels.gemmFixed", 1.01),
  constant("all-reduce-latency-plus-1", "engine", "collectives.switched.fixed", 1.01),
  constant("tdp-plus-1", "hardware", "power.tdp", 1.01),
  { name: "titles-reworded", constants: [{ profile: "model", path: "title", to: "A model" }] },
  rewritten(
    "gemm-flops-in-another-order",
    "src/cost/gemm.ts",
    "return 2 * m * n * k;",
    "return k * n * (m * 2);",
  ),
  rewritten(
    "smooth-maximum-written-plainly",
    "src/cost/gemm.ts",
    "return larger * power(1 + power(Math.min(x, y) / larger, p), 1 / p);",
    "return larger * power(power(x / larger, p) + power(y / larger, p), 1 / p);",
  ),
  rewritten(
    "resources-summed-backwards",
    "src/cost/assemble.ts",
    "work.computeSeconds + work.memorySeconds + work.latencySeconds;",
    "work.latencySeconds + (work.memorySeconds + work.computeSeconds);",
  ),
  rewritten(
    "coverage-by-odds",
    "src/cost/moe.ts",
    "return routed === 0 ? 0 : (experts * routed) / (experts - active + routed);",
    "return experts * (1 - 1 / (1 + routed / (experts - active)));",
  ),
  rewritten(
    "tpot-by-reciprocal",
    "src/metrics/latency.ts",
    "(e2e - ttft) / (tokens - 1)",
    "(e2e - ttft) * (1 / (tokens - 1))",
  ),
  rewritten(
    "two-shot-volume-in-another-order",
    "src/cost/collectives.ts",
    "(2 * (ranks - 1) * bytes) / ranks",
    "2 * bytes * (1 - 1 / ranks)",
  ),
];
