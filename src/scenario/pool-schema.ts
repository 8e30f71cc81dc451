// A pool of a deployment in the scenario file: devices, how the model lies on them, scheduler, cache, drafts, terms.
import { z } from "zod";
import { fraction, quantity, tokenCount } from "../base/quantity.ts";
import { prefixCacheSchema, tiersSchema } from "./cache-schema.ts";
import { encoderSchema } from "./encoder.ts";
import { loraSchema } from "./lora.ts";
import { pagingSchema } from "./paging-schema.ts";
import { precisionSchema } from "./precision-schema.ts";
import { poolModelsSchema, swapSchema } from "./sharing-schema.ts";
import { ownDraftsSchema } from "./speculative-schema.ts";

export const nameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "letters, digits, hyphens, dots");

export const costSchema = z.discriminatedUnion("basis", [
  z.strictObject({
    basis: z.literal("rent"),
    perDevice: quantity("usdPerHour", { min: 0 })
      .optional()
      .meta({ description: "instead of the profile's" }),
  }),
  z.strictObject({
    basis: z.literal("own"),
    capex: quantity("usd", { min: 0 })
      .optional()
      .meta({ description: "of a device, instead of the profile's" }),
    life: quantity("seconds", { above: 0 })
      .default(5 * 365.25 * 86_400)
      .meta({ description: "over which the purchase is paid off" }),
    financing: fraction({ max: 1 }).default(0.08).meta({ description: "annual rate" }),
    electricity: quantity("usdPerJoule").optional().meta({ description: "instead of the facility's" }),
    colo: quantity("usdPerWattSecond").default(0).meta({ description: "on provisioned IT power" }),
  }),
]);

/** Drivers accept no less than about a quarter of TDP. */
export const LOWEST_POWER_CAP = 0.25;

/** Told apart by the unit: `500 W` or `70 %`. */
const powerCapSchema = z.union([
  fraction({ min: LOWEST_POWER_CAP }).transform((ofTdp) => ({ ofTdp })),
  quantity("watts", { above: 0 }).transform((watts) => ({ watts })),
]);

const parallelSchema = z
  .strictObject({
    tensor: z.int().min(1).max(1024).default(1).meta({ description: "devices that share every layer" }),
    pipeline: z.int().min(1).max(1024).default(1).meta({ description: "stages that share the layers" }),
    data: z
      .int()
      .min(1)
      .max(1024)
      .default(1)
      .meta({ description: "attention ranks that share the sequences of an instance" }),
    expert: z.int().min(1).max(1024).optional().meta({
      description: "ranks the experts are spread over; default: 1, each expert is cut like a dense layer",
    }),
  })
  .prefault({});

const drafterSchema = z.strictObject({
  model: z.string().meta({ description: "id or alias of the draft model" }),
  hardware: z.string().meta({ description: "id or alias of the hardware profile it runs on" }),
  parallel: parallelSchema,
  precision: precisionSchema.optional().meta({ description: "default: the scenario's" }),
  roundTrip: quantity("seconds").optional().meta({
    description: "drafts over and verdicts back, per step; default: an assumed 20 us, bracket 3 to 100 us",
  }),
  powerCap: powerCapSchema.optional().meta({ description: "as of a pool" }),
  cost: costSchema.optional().meta({ description: "terms of its devices instead of the scenario's" }),
});
export type Drafter = z.output<typeof drafterSchema>;

export const poolSchema = z.strictObject({
  name: nameSchema,
  role: z.enum(["mixed", "prefill", "decode", "attention", "ffn"]).default("mixed").meta({
    description:
      "mixed prefills and decodes; prefill and decode come as a pair; attention and ffn come as a pair that serves like one mixed pool, or like the decode pool beside a prefill pool",
  }),
  hardware: z.string().meta({ description: "id or alias of a hardware profile" }),
  instances: z.int().min(1).max(100_000).default(1).meta({ description: "copies of the model" }),
  parallel: parallelSchema,
  scheduler: z
    .strictObject({
      policy: z
        .enum(["chunked-prefill", "prefill-first", "static"])
        .optional()
        .meta({ description: "how prompts join the batch; default: the engine's" }),
      maxBatchedTokens: z
        .int()
        .min(1)
        .optional()
        .meta({ description: "tokens of a step, per data rank; default: the engine's" }),
      maxSequences: z
        .int()
        .min(1)
        .optional()
        .meta({ description: "admitted sequences, per data rank; default: the engine's" }),
      pollSteps: z.int().min(1).optional().meta({
        description:
          "decode steps between two looks at the queue (SGLang: scheduler-recv-interval); default: 1",
      }),
      preemptForPriority: z.boolean().optional().meta({
        description:
          "a more urgent request takes place and KV blocks from less urgent ones, which are recomputed later; false: it waits until they are free, as in vLLM; default: true",
      }),
      communicationOverlap: fraction({ max: 1 }).optional().meta({
        description:
          "share of communication that hides behind computation, by two micro-batches in turns (SGLang: enable-two-batch-overlap, vLLM: enable-dbo); 0.8 to 1 where both halves are large; default: the engine's, 0",
      }),
      batchWait: z
        .strictObject({
          steps: z.int().min(1).meta({ description: "at most so many decode steps" }),
          tokens: z.int().min(1).meta({ description: "until prompts and decodes fill so much of a step" }),
        })
        .optional()
        .meta({
          description:
            "prompts wait for each other while others decode (TensorRT-LLM: batch_wait_timeout_iters); default: they do not",
        }),
    })
    .default({}),
  kv: z
    .strictObject({
      blockTokens: z
        .int()
        .min(1)
        .max(4096)
        .optional()
        .meta({ description: "tokens per KV block; default: the engine's" }),
      blocks: z
        .int()
        .min(1)
        .optional()
        .meta({ description: "overrides the computed capacity, per instance" }),
      memoryFraction: fraction().optional().meta({
        description: "of device memory, in the sense of the engine's fractionOf; default: the engine's",
      }),
      watermark: fraction()
        .optional()
        .meta({ description: "share of blocks that admission leaves free; default: the engine's" }),
      allocation: z.enum(["on-demand", "reserve-all"]).optional().meta({
        description: "blocks as the context grows, or all at admission; default: the engine's",
      }),
      prefixCache: prefixCacheSchema
        .default(false)
        .meta({ description: "share prompt blocks by hash; needs sessions, or a trace with block hashes" }),
      paging: pagingSchema.optional().meta({
        description:
          "keep only a share of every sequence's KV on the device; see docs/guides/demand-paging.md",
      }),
      tiers: tiersSchema.optional().meta({
        description:
          "where evicted prompt blocks go, nearest first; loaded from there where that beats computing",
      }),
    })
    .prefault({}),
  maxContext: z
    .union([z.literal("unlimited"), tokenCount(1)])
    .optional()
    .meta({ description: "longer requests are rejected; default: the model's" }),
  speculative: ownDraftsSchema
    .extend({
      draft: drafterSchema.optional().meta({
        description:
          "a draft model on devices of its own, a set beside every instance; default: the model's own MTP layer, or a head like it",
      }),
    })
    .optional()
    .meta({
      description:
        "speculative decoding: by the model's own MTP layer, or a head like it, a draft costs one layer and the LM head; KV blocks are reserved at admission",
    }),
  encoder: encoderSchema.optional().meta({
    description: "makes tokens of the images of `lengths`; see docs/guides/tenants.md",
  }),
  lora: loraSchema.optional().meta({
    description: "adapters that requests of `workload.adapters` bring; see docs/guides/tenants.md",
  }),
  models: poolModelsSchema.optional().meta({
    description:
      "models by id or alias that share the devices, each with an engine of its own; default: the scenario's model alone; see docs/guides/tenants.md",
  }),
  swap: swapSchema.optional().meta({
    description: "models come and go over the host link; default: all are resident together",
  }),
  powerCap: powerCapSchema
    .optional()
    .meta({ description: "watts per device, or a share of its TDP; slows the phases that would draw more" }),
  cost: costSchema.optional().meta({ description: "terms of this pool instead of the scenario's" }),
  maxOutstanding: z.int().min(1).optional().meta({
    description:
      "requests wait at the gateway while every instance has this many; default: routed on arrival",
  }),
});
export type Pool = z.output<typeof poolSchema>;
/** As stated, or the devices of a drafter. */
export type PlacedPool = Omit<Pool, "role"> & { role: Pool["role"] | "draft" };

/** Does it hold requests and their KV cache? An ffn or draft pool steps together with one that does. */
export const holdsRequests = ({ role }: Pick<PlacedPool, "role">): boolean =>
  role !== "ffn" && role !== "draft";

/** What is drafted on a pool, with its path: by the one model, or by each of several. */
export const speculationsOf = ({ speculative, models = {} }: Pool) => [
  ...(speculative ? [[["speculative"], speculative] as const] : []),
  ...Object.entries(models).flatMap(([name, { speculative: own }]) =>
    own ? [[["models", name, "speculative"], own] as const] : [],
  ),
];
