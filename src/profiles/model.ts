// A model file: the shape of the network as in its HF config.json. Everything else (parameters, KV bytes,
// FLOPs per token) is derived from the shape, so it cannot disagree with it.
import { z } from "zod";
import { provenance } from "./figure.ts";
import { precisions } from "./hardware.ts";
import { checkModel } from "./model-checks.ts";

const count = z.int().min(0);
const positive = z.int().min(1);
/** Far beyond any network; what lies above is a slip, and lists per layer would not fit in memory. */
export const MOST_LAYERS = 10_000;

/** Layers that cache one compressed entry per `ratio` tokens, the indexer's key beside it (DeepSeek-V4). */
const compressed = z.strictObject({
  layers: positive,
  ratio: positive,
  indexHeads: count.default(0),
  indexDim: count.default(0),
  topEntries: positive
    .optional()
    .meta({ description: "entries each query attends to at most, chosen by the indexer" }),
});

/** Grouped-query attention; multi-head is kvHeads = heads. */
const gqa = z.strictObject({
  kind: z.literal("gqa"),
  heads: positive,
  kvHeads: positive,
  headDim: positive,
  valueDim: positive.optional().meta({ description: "head dimension of values; default: headDim" }),
  sharedKeyValue: z
    .boolean()
    .default(false)
    .meta({ description: "keys serve as values: projected and cached once" }),
  outputGate: z
    .boolean()
    .default(false)
    .meta({ description: "one more projection, hidden to heads x valueDim, gates the output" }),
  /** Layers whose attention sees the whole context; the rest see `windowTokens`. Default: all attention layers. */
  fullLayers: count.optional(),
  windowTokens: positive.optional(),
  windowRestarts: z.boolean().optional().meta({
    description: "windowed layers attend within chunks of windowTokens instead of a sliding window",
  }),
  /** Head geometry of the windowed layers where it differs from that of the full ones. */
  windowHeads: z
    .strictObject({
      heads: positive.optional(),
      kvHeads: positive,
      headDim: positive,
      valueDim: positive.optional(),
    })
    .optional(),
  /** Layers with any attention at all; the others are state-space or linear mixers. Default: all layers. */
  attentionLayers: count.optional(),
  /** Query through a latent, output through one latent per group of heads. */
  lowRank: z.strictObject({ query: positive, output: positive, outputGroups: positive }).optional(),
  compression: z.array(compressed).optional(),
  sparseTokens: positive
    .optional()
    .meta({ description: "sparse attention: tokens each query attends to at most" }),
});

/** Multi-head latent attention (DeepSeek): one compressed latent per token, shared by all heads. */
const mla = z.strictObject({
  kind: z.literal("mla"),
  heads: positive,
  qLoraRank: count.meta({ description: "0 where queries are not compressed" }),
  kvLoraRank: positive,
  ropeDim: positive,
  nopeDim: positive,
  valueDim: positive,
  outputGate: z
    .boolean()
    .default(false)
    .meta({ description: "one more projection, hidden to heads x valueDim, gates the output" }),
  attentionLayers: count.optional(),
  /** DeepSeek sparse attention: tokens each query attends to at most; the indexer still reads every token. */
  sparseTokens: positive.optional(),
  indexHeads: count.default(0).meta({ description: "heads of the sparse-attention indexer" }),
  indexDim: count.default(0).meta({ description: "width of the index key cached per token and layer, fp8" }),
});

export const modelSchema = z
  .strictObject({
    schema: z.literal("forewatt.model/1"),
    id: z.string().regex(/^[a-z0-9]+([-.][a-z0-9.]+)*$/, "lower case, words joined by hyphens"),
    title: z.string(),
    aliases: z.array(z.string()).default([]),
    ...provenance,
    /** Published totals, held against the derived ones (within 3 %, a test). */
    parameters: z.strictObject({
      total: z.number().gt(0).meta({
        description:
          "published total, billions; where none is published, that of the shape, confidence derived",
      }),
      active: z.number().gt(0).optional().meta({ description: "published active per token, billions" }),
      ...provenance,
    }),
    layers: positive.max(MOST_LAYERS),
    hidden: positive,
    vocab: positive,
    maxContextTokens: positive,
    tiedEmbeddings: z.boolean().default(false),
    nativeWeights: z.enum(precisions).default("bf16"),
    /** Formats of further checkpoints that its makers publish themselves: they come without scales for the KV cache. */
    alsoPublished: z.array(z.enum(precisions)).default([]),
    fp8Scales: z.enum(["block", "row"]).default("block").meta({
      description:
        "of fp8 weights its makers publish: one for each 128 x 128 of them, or one a row and coarser",
    }),
    /** What 4-bit checkpoints of this model quantise: every linear layer, the FFNs, or only the routed experts. */
    fourBit: z
      .strictObject({
        scope: z.enum(["linear", "ffn", "experts"]).default("linear"),
        rest: z
          .enum(["bf16", "fp8"])
          .default("bf16")
          .meta({ description: "arithmetic of the other linear layers" }),
        activations: z.enum(["fp4", "fp8"]).default("fp4").meta({
          description:
            "what multiplies four-bit floats on chips that have them: fp8 for MXFP4 weights with MXFP8 activations",
        }),
        block: z
          .literal([16, 32])
          .default(16)
          .meta({ description: "elements per FP4 scale: 16 nvfp4, 32 mxfp4" }),
      })
      .default({ scope: "linear", rest: "bf16", activations: "fp4", block: 16 }),
    attention: z.discriminatedUnion("kind", [gqa, mla]),
    ffn: z.strictObject({
      gated: z.boolean().default(true),
      dense: z.strictObject({ layers: positive, width: positive }).optional(),
      moe: z
        .strictObject({
          layers: positive,
          experts: positive,
          activeExperts: positive,
          width: positive,
          latentHidden: positive.optional().meta({
            description: "routed experts work at this width, between one shared projection down and one up",
          }),
          sharedExperts: count.default(0),
          sharedWidth: count.default(0).meta({ description: "width of all shared experts together" }),
        })
        .optional(),
    }),
    /** State-space, linear-attention or other layers we count but do not model in detail. */
    other: z
      .strictObject({
        parametersBillions: z.number().min(0).default(0),
        stateBytesPerSequence: z
          .number()
          .min(0)
          .default(0)
          .meta({ description: "constant state, all layers, bf16" }),
        kernelsPerLayer: z.number().min(0).default(0).meta({
          description:
            "small kernels of a layer, on average, that the other keys do not imply: convolutions, gates, compressors",
        }),
      })
      .default({ parametersBillions: 0, stateBytesPerSequence: 0, kernelsPerLayer: 0 }),
    mtpLayers: count
      .default(0)
      .meta({ description: "multi-token-prediction layers, not counted in the parameters" }),
  })
  .superRefine(checkModel);

export type ModelProfile = z.output<typeof modelSchema>;
