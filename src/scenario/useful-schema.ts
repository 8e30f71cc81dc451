// Which results are useful: the stages a result has to pass, each a share with its source, and what happens to the others.
// Nothing is assumed: without this block no result is called useful.
import { z } from "zod";
import { fraction } from "../base/quantity.ts";
import type { Assumption } from "../metrics/result.ts";
import type { AcceptanceModel, Share } from "../metrics/useful.ts";
import { confidences } from "../profiles/figure.ts";

const sourced = z
  .strictObject({
    share: fraction(),
    low: fraction().optional().meta({ description: "of the range it may lie in; default: share" }),
    high: fraction().optional().meta({ description: "default: share" }),
    confidence: z.enum(confidences).default("assumed"),
    source: z.string().min(3).meta({ description: "where the figure is from" }),
  })
  .refine(({ share, low = share, high = share }) => low <= share && share <= high, {
    message: "expected low <= share <= high",
  });

const shareSchema = z.union([fraction().transform((share) => ({ share })), sourced]);
type SourcedShare = z.output<typeof shareSchema>;

export const usefulSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(40)
    .default("useful result")
    .meta({ description: "what to call a useful result, such as merged change" }),
  acceptance: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]*$/, "a letter, then letters, digits, hyphens, dots"),
      shareSchema,
    )
    .refine((stages) => Object.keys(stages).length > 0, "at least one stage")
    .meta({
      description:
        "what a result has to pass, by name, such as tests and review: the share that does, of those that come so far",
    }),
  rework: z
    .strictObject({
      attempts: z
        .int()
        .min(1)
        .max(100)
        .meta({ description: "how often a rejected result is done over at most" }),
      cost: fraction({ max: 100 }).default(1).meta({ description: "of doing it over, in first attempts" }),
      acceptance: shareSchema
        .optional()
        .meta({ description: "of what was done over, all stages together; default: as the first time" }),
    })
    .optional()
    .meta({ description: "default: what is rejected is dropped" }),
});
export type Useful = z.output<typeof usefulSchema>;

export function acceptanceModel({ name, acceptance, rework }: Useful): AcceptanceModel {
  return {
    name,
    stages: Object.values(acceptance).map(rangeOf),
    rework: {
      repeatCount: rework?.attempts ?? 0,
      costShare: rework?.cost ?? 0,
      acceptance: rework?.acceptance && rangeOf(rework.acceptance),
    },
  };
}

/** Shares that are somebody else's figures: listed with the result. */
export function usefulAssumptions({ acceptance, rework }: Useful): Assumption[] {
  const shares: [string, SourcedShare | undefined][] = [
    ...Object.entries(acceptance).map(([name, share]): [string, SourcedShare] => [
      `acceptance.${name}`,
      share,
    ]),
    ["rework.acceptance", rework?.acceptance],
  ];
  return shares.flatMap(([path, share]) => {
    if (share === undefined || !("source" in share)) return [];
    const { value, low, high } = rangeOf(share);
    const ranged = low < high;
    return [
      {
        path: `useful.${path}`,
        value: `${value}`,
        confidence: share.confidence,
        low: ranged ? `${low}` : null,
        high: ranged ? `${high}` : null,
        source: share.source,
      },
    ];
  });
}

function rangeOf(given: SourcedShare): Share {
  const { share } = given;
  if (!("source" in given)) return { value: share, low: share, high: share };
  return { value: share, low: given.low ?? share, high: given.high ?? share };
}
