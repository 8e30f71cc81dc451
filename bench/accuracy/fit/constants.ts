// What `npm run fit` may move: constants of an engine family, with the value that kernel tables, documentation or a count of
// launches suggest (the prior) and how far, as a deviation of the logarithm, evidence may take it from there.
export interface FittedConstant {
  engine: string;
  /** Of the releases before this one; undefined: of the newest. */
  before: string | undefined;
  /** Keys below the profile, or below its entry in `versions`. */
  path: readonly string[];
  /** As a profile states it, such as `0.5 ms`. */
  prior: string;
  spread: number;
  /** Bounds of a share, or of a factor that only slows. */
  most?: number;
  least?: number;
}

/**
 * Deviations of a fit that does best on what it has not seen: two or three times as wide, rows here fit better by at most
 * half a point of MAPE, and first tokens of a model or a device left out worse by two to three. Rows of one stack err together, so a hundred
 * of them tell a constant less than their number says.
 */
const [close, loose, open] = [0.1, 0.15, 0.2];

const of =
  (engine: string, before?: string) =>
  (
    path: string,
    prior: string,
    spread: number,
    bounds: Pick<FittedConstant, "least" | "most"> = {},
  ): FittedConstant => ({ engine, before, path: path.split("."), prior, spread, ...bounds });

const trtllm = of("trtllm");
const vllm = of("vllm");
const olderVllm = of("vllm", "0.14");
const sglang = of("sglang");

export const fittedConstants: readonly FittedConstant[] = [
  trtllm("host.stepFixed", "0.5 ms", loose),
  trtllm("host.hiddenPerSequence", "20 us", loose),
  trtllm("host.requestLatency", "15 ms", loose),
  trtllm("host.eagerPerLayer", "300 us", open),
  trtllm("host.eagerPerMoeLayer", "500 us", open),
  trtllm("host.eagerPerMlaLayer", "1.5 ms", open),
  trtllm("host.eagerPerWeightOnlyLayer", "1 ms", open),
  trtllm("host.eagerPerBlockScaledLayer", "150 us", open),
  trtllm("kernels.moeFixed", "12 us", loose),
  trtllm("kernels.weightOnlyCompute", "0.7", close, { most: 1 }),
  trtllm("kernels.blockScaledCompute", "0.55", close, { most: 1 }),
  trtllm("kernels.blockScaledLinear", "0.85", close, { most: 1 }),
  of("trtllm", "0.20")("host.requestLatency", "5 ms", loose),
  of("trtllm", "0.17")("kernels.kvReadsPerGroup", "3.5", loose, { least: 1 }),
  of("trtllm", "0.17")("collectives.switched.efficiency", "0.6", loose, { most: 1 }),
  vllm("host.stepFixed", "0.7 ms", loose),
  vllm("host.stepPerSequence", "10 us", loose),
  vllm("host.requestLatency", "15 ms", loose),
  vllm("host.eagerPerLayer", "200 us", open),
  vllm("host.eagerPerMoeLayer", "500 us", open),
  vllm("host.eagerPerMlaLayer", "1 ms", open),
  vllm("kernels.gemmCompute.fp8", "0.85", close, { most: 1 }),
  vllm("kernels.weightOnlyFixed", "10 us", loose),
  vllm("kernels.weightOnlyCompute", "0.5", close, { most: 1 }),
  vllm("kernels.mixedAttentionPenalty", "1.5", close, { least: 1 }),
  olderVllm("host.stepFixed", "1.2 ms", loose),
  olderVllm("host.stepPerSequence", "15 us", loose),
  olderVllm("host.eagerPerLayer", "500 us", open),
  sglang("host.stepFixed", "1 ms", loose),
  sglang("host.stepPerSequence", "10 us", loose),
  sglang("host.requestLatency", "20 ms", loose),
  sglang("host.eagerPerMoeLayer", "1.5 ms", open),
  sglang("host.eagerPerMlaLayer", "1.2 ms", open),
  sglang("host.eagerPerLinearLayer", "1 ms", open),
  sglang("kernels.elementwiseFixed", "5 us", close),
  sglang("kernels.gemmCompute.fp8", "0.85", close, { most: 1 }),
];
