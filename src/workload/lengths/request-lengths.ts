// How long requests are: prompt, images in it, hidden reasoning before the answer up to a budget, and the answer.
import { z } from "zod";
import { fraction, tokenCount } from "../../base/quantity.ts";
import type { RandomStream } from "../../base/random.ts";
import type { Arrival } from "../../serving/request.ts";
import { lengthSampler } from "./index.ts";
import type { LengthSampler } from "./sampler.ts";
import { type LengthDistribution, lengthDistributionSchema } from "./schema.ts";

export const reasoningSchema = z.strictObject({
  tokens: lengthDistributionSchema.meta({
    description: "generated and hidden, before the first visible token",
  }),
  budget: tokenCount(1).optional().meta({ description: "reasoning ends there; default: when it is done" }),
});

export const requestLengthsSchema = z.strictObject({
  input: lengthDistributionSchema,
  output: lengthDistributionSchema.meta({ description: "what the user sees" }),
  reasoning: reasoningSchema.optional(),
  images: z
    .strictObject({
      share: fraction().default(1).meta({ description: "of requests that bring images" }),
      perRequest: z.int().min(1).max(10_000).meta({ description: "images of such a request" }),
      tokensPerImage: z
        .int()
        .min(1)
        .max(1_000_000)
        .meta({ description: "of the prompt, beside input; the pool's encoder makes them" }),
    })
    .optional(),
});
export type RequestLengths = z.output<typeof requestLengthsSchema>;

export interface Lengths {
  input: LengthSampler;
  output: LengthSampler;
  /** Tokens before the first visible one. */
  hidden: LengthSampler | undefined;
  imageTokens: LengthSampler | undefined;
}

export function lengthsOf(
  { input, output, reasoning, images }: RequestLengths,
  streamOf: (name: string) => RandomStream,
  empirical: ReadonlyMap<string, readonly number[]>,
): Lengths {
  return {
    input: lengthSampler(input, streamOf("input lengths"), empirical),
    output: lengthSampler(output, streamOf("output lengths"), empirical),
    hidden: reasoning && hiddenSampler(reasoning, streamOf("reasoning lengths"), empirical),
    imageTokens: images && imageSampler(images, streamOf("images")),
  };
}

/** Every distribution in it, with its path. */
export function* distributionsOf({
  input,
  output,
  reasoning,
}: RequestLengths): Generator<[string[], LengthDistribution]> {
  yield [["input"], input];
  yield [["output"], output];
  if (reasoning) yield [["reasoning", "tokens"], reasoning.tokens];
}

/** The next request's lengths. */
export function draw({ input, output, hidden, imageTokens }: Lengths, out: Arrival): void {
  out.imageTokens = imageTokens ? imageTokens() : 0;
  out.hiddenTokens = hidden ? hidden() : 0;
  out.inputTokens = input() + out.imageTokens;
  out.outputTokens = output() + out.hiddenTokens;
}

export function hiddenSampler(
  { tokens, budget = Number.POSITIVE_INFINITY }: z.output<typeof reasoningSchema>,
  stream: RandomStream,
  empirical: ReadonlyMap<string, readonly number[]>,
): LengthSampler {
  const sample = lengthSampler(tokens, stream, empirical);
  return () => Math.min(sample(), budget);
}

function imageSampler(
  { share, perRequest, tokensPerImage }: NonNullable<RequestLengths["images"]>,
  stream: RandomStream,
): LengthSampler {
  return () => (stream() < share ? perRequest * tokensPerImage : 0);
}
