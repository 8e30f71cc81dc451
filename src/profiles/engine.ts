// An engine profile: constants of a serving stack (launch, host and kernel time, defaults of its scheduler).
// They belong to the software generation, not to the chip (docs/concepts/physics.md).
import { z } from "zod";
import { fraction, quantity } from "../base/quantity.ts";
import type { Calibration } from "./calibration.ts";
import { provenance } from "./figure.ts";

const time = () => quantity("seconds");

/** All-reduce on one kind of fabric: fixed + perRank (n-1), twoShot more where that algorithm wins, volume at `efficiency`. */
const fabric = () =>
  z.strictObject({ fixed: time(), perRank: time(), twoShot: time(), efficiency: z.number().gt(0).max(1) });

const reached = () => z.number().gt(0).max(1);

const scheduler = {
  policy: z.enum(["chunked-prefill", "prefill-first", "static"]),
  maxBatchedTokens: z.int().min(1),
  maxSequences: z.int().min(1),
  lookaheadSteps: z.int().min(0).max(1).meta({
    description:
      "steps decided before the running one ends (overlap or asynchronous scheduling): a newcomer misses them",
  }),
  rankWaitSteps: z.int().min(0).meta({
    description:
      "decode steps that prompts wait at most until every attention data rank has one (TensorRT-LLM: attention_dp_config)",
  }),
};

const memory = {
  runtime: quantity("bytes").meta({ description: "per device: CUDA context, workspaces, graphs" }),
  collectives: quantity("bytes").meta({ description: "per device, when more than one" }),
  activationFactor: z
    .number()
    .min(0)
    .meta({ description: "on the estimate of activations of a full batch, per device" }),
};

const host = {
  stepFixed: time().meta({ description: "CPU time per step" }),
  stepPerSequence: time(),
  hiddenPerSequence: time().meta({
    description: "host time per sequence that runs beside the GPU: no step is shorter",
  }),
  overlap: z.enum(["sync", "async"]).meta({ description: "async: step = max(GPU, CPU); sync: their sum" }),
  requestLatency: time().meta({
    description: "HTTP and queue hand-over before a request can be scheduled",
  }),
  requestPerToken: time().meta({ description: "the same per prompt token: parsing and tokenising" }),
  eagerPerLayer: time().meta({
    description: "launch time per layer of a step outside the captured graphs",
  }),
  eagerPerMoeLayer: time().meta({ description: "the same for a layer with experts" }),
  eagerPerMlaLayer: time().meta({ description: "more for a layer with latent attention" }),
  eagerPerWeightOnlyLayer: time().meta({
    description: "more for a layer whose experts dequantise weights: Triton kernels, launched from Python",
  }),
  eagerPerBlockScaledLayer: time().meta({
    description:
      "more for a layer of fp8 weights with block scales: two kernels a matrix, launched from Python",
  }),
  eagerPerLinearLayer: time().meta({
    description: "more for a layer without attention: linear attention, state space",
  }),
};

const kernels = {
  gemmFixed: z.strictObject({ bf16: time(), fp8: time(), fp4: time(), int8: time(), int4: time() }),
  gemmCompute: z
    .strictObject({ bf16: reached(), fp8: reached(), fp4: reached(), int8: reached(), int4: reached() })
    .meta({ description: "of the chip's matrix rates that the stack's kernels for linear layers reach" }),
  attentionFixed: time(),
  mlaFixed: time(),
  elementwiseFixed: time().meta({ description: "norm, rope, activation, residual of a layer, together" }),
  moeFixed: time(),
  weightOnlyFixed: time().meta({
    description: "more per expert kernel that dequantises weights it has no arithmetic for",
  }),
  weightOnlyRate: quantity("bytesPerSecond").meta({
    description:
      "weights that such kernels dequantise: by CUDA cores, so that it does not grow with the memory's bandwidth",
  }),
  weightOnlyCompute: z
    .number()
    .gt(0)
    .max(1)
    .meta({ description: "of the compute rate of native expert kernels that such kernels reach" }),
  blockScaledFixed: z
    .strictObject({
      units: time().meta({ description: "where the matrix units apply the scales" }),
      cores: time().meta({ description: "where they do not" }),
    })
    .meta({
      description:
        "more per fp8 matrix with a scale per weight block: a kernel of its own that quantises the activations; default: none, it is fused",
    }),
  blockScaledCompute: z.number().gt(0).max(1).meta({
    description: "of the compute rate of fp8 expert kernels that those with a scale per weight block reach",
  }),
  blockScaledLinear: z.number().gt(0).max(1).meta({
    description: "the same of fp8 linear layers",
  }),
  moePaddingRows: z.number().min(0).meta({ description: "rows each touched expert is padded by" }),
  moePermuteBytes: z.number().min(0).meta({ description: "bytes moved per routed row and hidden element" }),
  kvReadsPerGroup: z.number().min(1).meta({
    description: "times that decode attention reads the KV of a group of query heads, at most once a head",
  }),
  mixedAttentionPenalty: z
    .number()
    .min(1)
    .meta({ description: "factor on decode attention that shares a kernel with prefill" }),
};

export const engineSchema = z.strictObject({
  schema: z.literal("forewatt.engine/1"),
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9.]+)*$/),
  title: z.string(),
  aliases: z.array(z.string()).default([]),
  ...provenance,
  /** `ideal`: every kernel reaches its peak and nothing costs host time; a bound, not a prediction. */
  efficiency: z.enum(["ideal", "measured"]).default("measured"),
  scheduler: z.strictObject({
    ...scheduler,
    lookaheadSteps: scheduler.lookaheadSteps.default(0),
    rankWaitSteps: scheduler.rankWaitSteps.default(0),
  }),
  kv: z.strictObject({
    blockTokens: z.int().min(1),
    memoryFraction: fraction(),
    /** `total`: of all memory, holding weights, activations and KV; `static`: holding weights and KV; `free`: of what weights and activations leave. */
    fractionOf: z.enum(["total", "static", "free"]),
    allocation: z.enum(["on-demand", "reserve-all"]),
    watermark: fraction(),
    windowKept: fraction().default(0).meta({
      description:
        "of the tokens full layers hold, those that windowed layers have room for; 0: the window alone",
    }),
  }),
  memory: z.strictObject(memory),
  host: z.strictObject({
    ...host,
    hiddenPerSequence: host.hiddenPerSequence.default(0),
    eagerPerLinearLayer: host.eagerPerLinearLayer.default(0),
    eagerPerWeightOnlyLayer: host.eagerPerWeightOnlyLayer.default(0),
    eagerPerBlockScaledLayer: host.eagerPerBlockScaledLayer.default(0),
  }),
  graph: z.strictObject({
    captureSizes: z.array(z.int().min(1)).meta({
      description: "decode batches are padded up to the next one; beyond the last they run as they are",
    }),
    promptTokens: z.int().min(0).default(0).meta({
      description:
        "steps with prompts of up to so many tokens run in captured pieces between attention (vLLM)",
    }),
  }),
  kernels: z.strictObject({
    ...kernels,
    kvReadsPerGroup: kernels.kvReadsPerGroup.default(1),
    weightOnlyRate: kernels.weightOnlyRate.default(Number.POSITIVE_INFINITY),
    blockScaledLinear: kernels.blockScaledLinear.default(1),
    blockScaledFixed: kernels.blockScaledFixed.default({ units: 0, cores: 0 }),
  }),
  collectives: z.strictObject({
    /** Scale-up fabrics with a path of its own for every pair: NVLink, Infinity Fabric. */
    switched: fabric(),
    /** Scale-up over PCIe: one bus that all ranks share. */
    bus: fabric(),
    /** Scale-out network, for groups beyond the scale-up domain. */
    network: fabric(),
    allToAllFixed: time(),
    allToAllEfficiency: z.number().gt(0).max(1),
    pipelineFixed: time(),
    pipelineEfficiency: z.number().gt(0).max(1),
    overlap: fraction().meta({
      description: "share of communication hidden behind the matrix multiplications of its layer",
    }),
  }),
  transfer: z.strictObject({
    setup: time().meta({ description: "per KV transfer" }),
    efficiency: z
      .number()
      .gt(0)
      .max(1)
      .meta({ description: "fraction of the link that KV transfer reaches" }),
  }),
  fitted: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: "constants that come out of `npm run fit`, each with its source" }),
  /** What older releases had instead (`engine: trtllm@0.14` in a scenario). */
  versions: z
    .array(
      z.strictObject({
        before: z
          .string()
          .regex(/^\d+(\.\d+)*$/)
          .meta({ description: "first release of the next family" }),
        ...provenance,
        scheduler: z.strictObject(scheduler).partial().optional(),
        memory: z.strictObject(memory).partial().optional(),
        host: z.strictObject(host).partial().optional(),
        kernels: z.strictObject(kernels).partial().optional(),
        collectives: z.strictObject({ switched: fabric().partial() }).optional(),
      }),
    )
    .default([]),
});

export type EngineProfile = z.output<typeof engineSchema> & {
  /** Of a calibrated profile: the one it builds on, and what measurements added to it. */
  base?: string | undefined;
  calibration?: Calibration | undefined;
};

/** The profile that ships and whose software this is. */
export const engineFamilyOf = ({ id, base }: EngineProfile): string => base ?? id;
