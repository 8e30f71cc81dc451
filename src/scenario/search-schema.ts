// The `search` block of a scenario: the lists whose every combination is a deployment that could be built.
import { z } from "zod";

const count = (max: number) => z.array(z.int().min(1).max(max)).min(1);

const pool = {
  hardware: z.array(z.string()).min(1).meta({ description: "ids or aliases of hardware profiles" }),
  tensor: count(1024).meta({ description: "devices that share every layer" }),
  pipeline: count(64).meta({ description: "stages that share the layers" }),
  data: count(1024).meta({ description: "attention ranks that share the sequences of an instance" }),
  expert: count(1024).meta({ description: "ranks the experts are spread over" }),
  maxSequences: count(1_000_000).meta({ description: "admitted sequences, per data rank" }),
  maxBatchedTokens: count(10_000_000).meta({ description: "tokens of a step, per data rank" }),
};
const others = {
  hardware: pool.hardware.optional(),
  tensor: pool.tensor.optional(),
  pipeline: pool.pipeline.optional(),
  data: pool.data.optional(),
  expert: pool.expert.optional(),
  maxSequences: pool.maxSequences.optional(),
  maxBatchedTokens: pool.maxBatchedTokens.optional(),
};

export const searchSchema = z.strictObject({
  ...pool,
  tensor: pool.tensor.default([1]),
  pipeline: pool.pipeline.default([1]),
  data: pool.data.default([1]),
  expert: others.expert.meta({ description: "ranks the experts are spread over; default: not spread" }),
  maxSequences: others.maxSequences.meta({
    description: "admitted sequences, per data rank; default: the engine's",
  }),
  maxBatchedTokens: others.maxBatchedTokens.meta({
    description: "tokens of a step, per data rank; default: the engine's",
  }),
  split: z
    .array(z.union([z.enum(["monolithic", "afd"]), z.string().regex(/^[1-9]\d{0,3}:[1-9]\d{0,3}$/)]))
    .min(1)
    .default(["monolithic"])
    .meta({
      description: 'monolithic, instances as prefill:decode: "1:2", or afd: an attention and an ffn pool',
      examples: [["monolithic", "1:1", "1:2", "afd"]],
    }),
  prefill: z
    .strictObject(others)
    .optional()
    .meta({ description: "other lists for prefill pools than those above" }),
  decode: z
    .strictObject(others)
    .optional()
    .meta({ description: "other lists for decode pools than those above" }),
  attention: z
    .strictObject(others)
    .optional()
    .meta({ description: "other lists for attention pools than those above" }),
  ffn: z
    .strictObject({
      hardware: others.hardware,
      tensor: others.tensor,
      pipeline: others.pipeline,
      data: others.data,
      expert: others.expert,
    })
    .optional()
    .meta({ description: "other lists for ffn pools than those above" }),
  link: z
    .enum(["scale-out", "scale-up", "infinite"])
    .default("scale-out")
    .meta({ description: "what the KV cache moves over in a split deployment" }),
  maxDevices: z
    .int()
    .min(1)
    .optional()
    .meta({ description: "configurations with more devices are left out" }),
});
export type Search = z.output<typeof searchSchema>;

/** Every hardware name of a search, however broken the rest, with its path below `search`. */
export function* searchHardware(search: Record<string, unknown>): Generator<[(string | number)[], unknown]> {
  for (const part of [[], ["prefill"], ["decode"], ["attention"], ["ffn"]]) {
    const block = (part.length === 0 ? search : search[part[0]!]) as { hardware?: unknown } | undefined;
    if (!Array.isArray(block?.hardware)) continue;
    for (const [index, name] of block.hardware.entries()) yield [[...part, "hardware", index], name];
  }
}
