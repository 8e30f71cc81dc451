// Mistakes that were made, or nearly made, in simulators of this kind, and constants that are off by 10 to 100 %.
import type { ConstantChange, KnownChange } from "./known-change.ts";

const constant = (
  name: string,
  profile: ConstantChange["profile"],
  path: string,
  times: number,
): KnownChange => ({
  name,
  constants: [{ profile, path, times }],
});
const mistake = (name: string, file: string, find: string, replace: string): KnownChange => ({
  name,
  source: { file, find, replace },
});

const constants: KnownChange[] = [
  constant("memory-bandwidth-plus-10", "hardware", "memory.bandwidth", 1.1),
  constant("memory-bandwidth-minus-10", "hardware", "memory.bandwidth", 0.9),
  constant("memory-bandwidth-plus-30", "hardware", "memory.bandwidth", 1.3),
  constant("memory-capacity-minus-20", "hardware", "memory.capacity", 0.8),
  constant("sparse-peak-for-dense", "hardware", "compute", 2),
  constant("compute-minus-20", "hardware", "compute", 0.8),
  constant("compute-plus-20", "hardware", "compute", 1.2),
  constant("bidirectional-link-for-one-way", "hardware", "links.scaleUp.bandwidth", 2),
  constant("link-bandwidth-minus-30", "hardware", "links.scaleUp.bandwidth", 0.7),
  constant("gemm-efficiency-minus-20", "hardware", "efficiency.gemm.fp8.compute", 0.8),
  constant("gemm-bandwidth-minus-15", "hardware", "efficiency.gemm.fp8.memory", 0.85),
  constant("expert-bandwidth-minus-20", "hardware", "efficiency.moe.memory", 0.8),
  constant("expert-compute-minus-30", "hardware", "efficiency.moe.fp8", 0.7),
  constant("decode-attention-bandwidth-minus-20", "hardware", "efficiency.attention.decodeMemory", 0.8),
  constant("prefill-attention-minus-30", "hardware", "efficiency.attention.prefillCompute", 0.7),
  constant("tdp-plus-20", "hardware", "power.tdp", 1.2),
  constant("step-host-time-plus-30", "engine", "host.stepFixed", 1.3),
  constant("step-host-time-minus-30", "engine", "host.stepFixed", 0.7),
  constant("host-time-per-sequence-plus-30", "engine", "host.stepPerSequence", 1.3),
  constant("host-time-per-sequence-forgotten", "engine", "host.stepPerSequence", 0),
  constant("http-time-forgotten", "engine", "host.requestLatency", 0),
  constant("http-time-plus-30", "engine", "host.requestLatency", 1.3),
  constant("tokeniser-forgotten", "engine", "host.requestPerToken", 0),
  constant("eager-launch-forgotten", "engine", "host.eagerPerLayer", 0),
  constant("eager-expert-launch-minus-30", "engine", "host.eagerPerMoeLayer", 0.7),
  constant("kernel-time-plus-30", "engine", "kernels.gemmFixed", 1.3),
  constant("kernel-time-forgotten", "engine", "kernels.gemmFixed", 0),
  constant("attention-kernel-time-plus-30", "engine", "kernels.attentionFixed", 1.3),
  constant("elementwise-kernel-time-forgotten", "engine", "kernels.elementwiseFixed", 0),
  constant("expert-kernel-time-plus-30", "engine", "kernels.moeFixed", 1.3),
  constant("dequantising-kernels-as-native", "engine", "kernels.weightOnlyCompute", 2),
  constant("mixed-attention-penalty-plus-30", "engine", "kernels.mixedAttentionPenalty", 1.3),
  constant("all-reduce-latency-plus-30", "engine", "collectives.switched.fixed", 1.3),
  constant("all-reduce-latency-forgotten", "engine", "collectives.switched.fixed", 0),
  constant("all-reduce-bandwidth-minus-30", "engine", "collectives.switched.efficiency", 0.7),
  constant("token-budget-halved", "engine", "scheduler.maxBatchedTokens", 0.5),
  constant("kv-fraction-minus-20", "engine", "kv.memoryFraction", 0.8),
  constant("dense-ffn-width-minus-10", "model", "ffn.dense.width", 0.9),
  constant("expert-width-plus-20", "model", "ffn.moe.width", 1.2),
  constant("one-layer-in-ten-forgotten", "model", "ffn.dense.layers", 0.9),
  constant("half-the-active-experts", "model", "ffn.moe.activeExperts", 0.5),
  constant("vocabulary-doubled", "model", "vocab", 2),
];

const mistakes: KnownChange[] = [
  mistake(
    "dense-ffn-matrix-forgotten",
    "src/cost/ffn.ts",
    "const inputs = model.ffn.gated ? 2 : 1;",
    "const inputs = 1;",
  ),
  mistake("expert-matrix-forgotten", "src/cost/moe.ts", "model.ffn.gated ? 3 : 2", "2"),
  mistake(
    "kv-bytes-halved",
    "src/cost/arithmetic.ts",
    "kvBytes: bytesPerElement(kv)",
    "kvBytes: bytesPerElement(kv) / 2",
  ),
  mistake(
    "weights-always-bf16",
    "src/profiles/weight-bytes.ts",
    '    case "fp8":\n    case "int8":\n      return 1;',
    '    case "fp8":\n    case "int8":\n      return 2;',
  ),
  mistake(
    "all-experts-read-every-step",
    "src/cost/moe.ts",
    "return experts * (1 - (1 - active / experts) ** tokens);",
    "return experts * Math.sign(tokens * active);",
  ),
  mistake(
    "experts-read-once-per-token",
    "src/cost/moe.ts",
    "return experts * (1 - (1 - active / experts) ** tokens);",
    "return active * tokens;",
  ),
  mistake("expert-imbalance-forgotten", "src/cost/moe.ts", "expertRanks ** 0.19", "1"),
  mistake(
    "all-reduce-forgotten",
    "src/cost/collectives.ts",
    "if (ranks <= 1) return { seconds: 0, volumeBytes: 0 };\n  const { inside, domains } = levels(network, ranks);\n  const local = inside > 1",
    "if (ranks >= 1) return { seconds: 0, volumeBytes: 0 };\n  const { inside, domains } = levels(network, ranks);\n  const local = inside > 1",
  ),
  mistake("multiply-without-add", "src/cost/gemm.ts", "return 2 * m * n * k;", "return m * n * k;"),
  mistake(
    "grouped-query-attention-forgotten",
    "src/profiles/attention-shape.ts",
    "kvElements: kvHeads * (shared ? headDim : headDim + valueDim),",
    "kvElements: heads * (shared ? headDim : headDim + valueDim),",
  ),
  mistake(
    "one-decode-step-lost",
    "src/serving/generation.ts",
    "const remaining = upTo - generated;",
    "const remaining = Math.max(1, upTo - generated - 1);",
  ),
  mistake(
    "every-other-decode-step-lost",
    "src/serving/generation.ts",
    "const remaining = upTo - generated;",
    "const remaining = Math.max(1, (upTo - generated) >> 1);",
  ),
  mistake("ttft-and-tpot-swapped", "src/metrics/latency.ts", "this.ttft.add(ttft);", "this.ttft.add(tpot);"),
  mistake("tpot-over-all-tokens", "src/metrics/latency.ts", "(e2e - ttft) / (tokens - 1)", "e2e / tokens"),
  mistake(
    "ttft-without-queueing",
    "src/metrics/latency.ts",
    "const ttft = table.firstTokenSeconds[slot]! - table.arrivedSeconds[slot]!;",
    "const ttft = table.firstTokenSeconds[slot]! - table.prefillStartSeconds[slot]!;",
  ),
  mistake(
    "prefill-attention-without-the-triangle",
    "src/serving/prompt-chunks.ts",
    "shape.prefillPairs += chunk * (before + chunk / 2);",
    "shape.prefillPairs += 2 * chunk * (before + chunk);",
  ),
  mistake(
    "compute-and-memory-added",
    "src/cost/gemm.ts",
    "return larger * (1 + (Math.min(x, y) / larger) ** p) ** (1 / p);",
    "return x + y;",
  ),
];

export const badChanges: readonly KnownChange[] = [...constants, ...mistakes];
