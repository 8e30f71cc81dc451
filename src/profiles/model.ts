// A model file: the shape of the network as in its HF config.json. Everything else (parameters, KV bytes,
// FLOPs per token) is derived from the shape, so it cannot disagree with it.
import { z } from "zod";
import { provenance } from "./figure.ts";
import { precisions } from "./hardware.ts";

const count = z.int().min(0);
const positive = z.int().min(1);

/** Grouped-query attention; multi-head is kvHeads = heads. */
const gqa = z.strictObject({
  kind: z.literal("gqa"),
  heads: positive,
  kvHeads: positive,
  headDim: positive,
  /** Layers whose attention sees the whole context; the rest see `windowTokens`. Default: all attention layers. */
  fullLayers: count.optional(),
  windowTokens: positive.optional(),
  /** Layers with any attention at all; the others are state-space or linear mixers. Default: all layers. */
  attentionLayers: count.optional(),
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
  attentionLayers: count.optional(),
  /** DeepSeek sparse attention: tokens each query attends to at most; the indexer still reads every token. */
  sparseTokens: positive.optional(),
});

export const modelSchema = z.strictObject({
  schema: z.literal("forewatt.model/1"),
  id: z.string().regex(/^[a-z0-9]+([-.][a-z0-9.]+)*$/, "lower case, words joined by hyphens"),
  title: z.string(),
  aliases: z.array(z.string()).default([]),
  ...provenance,
  /** Published totals, held against the derived ones (within 3 %, a test). */
  parameters: z.strictObject({
    total: z.number().gt(0).meta({ description: "published total, billions" }),
    active: z.number().gt(0).optional().meta({ description: "published active per token, billions" }),
    ...provenance,
  }),
  layers: positive,
  hidden: positive,
  vocab: positive,
  maxContextTokens: positive,
  tiedEmbeddings: z.boolean().default(false),
  nativeWeights: z.enum(precisions).default("bf16"),
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
        sharedExperts: count.default(0),
        sharedWidth: count.default(0).meta({ description: "width of all shared experts together" }),
      })
      .optional(),
  }),
  /** State-space, linear-attention or other layers we count but do not model in detail. */
  other: z
    .strictObject({
      parametersBillions: z.number().min(0).default(0),
      stateBytesPerSequence: z.number().min(0).default(0).meta({ description: "constant state, all layers, bf16" }),
    })
    .default({ parametersBillions: 0, stateBytesPerSequence: 0 }),
  mtpLayers: count.default(0),
});

export type ModelProfile = z.output<typeof modelSchema>;
