// What answers in front of the engines: deduplication, and a cache of answers by text and by topic.
import { z } from "zod";
import { fraction, quantity } from "../base/quantity.ts";
import { AnswerCache, type AnswerCacheConfig } from "../serving/answer-cache.ts";

const operatingPoint = z.strictObject({
  threshold: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: "least similarity that counts as the same question" }),
  recall: fraction().meta({ description: "share of texts about a kept topic that are recognised" }),
  falseHits: fraction().meta({ description: "share of those that wanted another answer" }),
});

export const frontSchema = z.strictObject({
  deduplicate: z.boolean().default(false).meta({
    description: "the same text, asked while its answer is under way, waits for that one",
  }),
  cache: z
    .strictObject({
      entries: z
        .int()
        .min(1)
        .max(100_000_000)
        .meta({ description: "answers kept, least recently used goes first" }),
      ttl: quantity("seconds", { above: 0 }).optional().meta({ description: "default: kept for good" }),
      lookup: quantity("seconds").default(0).meta({ description: "embedding and search, of every request" }),
      threshold: z
        .number()
        .min(0)
        .max(1)
        .meta({ description: "similarity asked for; 1 is the same text only" }),
      points: z.array(operatingPoint).min(1).optional().meta({
        description:
          "as measured on your own traffic, linear in between; needed below threshold 1, which lies among them",
      }),
      askAgain: quantity("seconds").optional().meta({
        description:
          "after a wrong answer, so much later and past the cache; default: wrong answers are taken",
      }),
    })
    .superRefine(({ threshold, points }, context) => {
      const issue = (key: string, message: string) =>
        context.addIssue({ code: "custom", path: [key], message });
      if (threshold === 1) return;
      if (points === undefined)
        return issue("points", "what a threshold below 1 recognises has to be measured: state points");
      const measured = points.map((point) => point.threshold);
      const [low, high] = [Math.min(...measured), Math.max(...measured)];
      if (threshold < low || threshold > high)
        issue(
          "threshold",
          `${threshold} is not measured: points are from ${low} to ${high}; choose one between, or state what it recognises`,
        );
    })
    .optional(),
});
export type Front = z.output<typeof frontSchema>;

/** Recall and false hits at the threshold asked for, which lies among the points. */
function operatingAt({ threshold, points }: NonNullable<Front["cache"]>): {
  recall: number;
  falseHits: number;
} {
  if (threshold === 1 || points === undefined) return { recall: 0, falseHits: 0 };
  const sorted = points.toSorted((a, b) => a.threshold - b.threshold);
  const above = sorted.findIndex((point) => point.threshold >= threshold);
  if (above === 0) return sorted[0]!;
  const [low, high] = [sorted[above - 1]!, sorted[above]!];
  const share = (threshold - low.threshold) / (high.threshold - low.threshold);
  return {
    recall: low.recall + (high.recall - low.recall) * share,
    falseHits: low.falseHits + (high.falseHits - low.falseHits) * share,
  };
}

/** Deduplication and cache of a deployment, at work. */
export function answerCache({ deduplicate, cache }: Front, random: () => number): AnswerCache {
  const { recall, falseHits } = cache ? operatingAt(cache) : { recall: 0, falseHits: 0 };
  const config: AnswerCacheConfig = {
    deduplicate,
    answerCount: cache?.entries ?? 0,
    ttlSeconds: cache?.ttl ?? Number.POSITIVE_INFINITY,
    lookupSeconds: cache?.lookup ?? 0,
    recallFraction: recall,
    falseHitFraction: falseHits,
    retrySeconds: cache?.askAgain,
  };
  return new AnswerCache(config, random);
}
