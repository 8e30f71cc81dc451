// Demand paging of a pool's KV cache: what stays on the device, what is selected, what that misses, over which link.
// Nothing is taken for granted: how often pages are missed and what selecting costs in accuracy are the user's to state.
import { z } from "zod";
import { fraction, quantity, tokenCount } from "../base/quantity.ts";

const curve = <K extends string>(key: K) =>
  z
    .array(
      z.strictObject({ resident: fraction(), [key]: fraction() } as Record<
        "resident" | K,
        ReturnType<typeof fraction>
      >),
    )
    .min(2)
    .meta({ description: `${key} by resident fraction; linear in between` });

export const pagingSchema = z.strictObject({
  resident: fraction({ min: 0.001, max: 1 }).meta({
    description: "share of every sequence's KV on the device",
  }),
  selectedTokens: tokenCount(1).meta({
    description:
      "tokens a sequence attends to in a step; a model that selects by itself (DSA) has its own number",
  }),
  misses: z
    .union([
      z.literal("uniform"),
      fraction({ orWord: "uniform" }),
      z.strictObject({ curve: curve("misses") }),
    ])
    .meta({
      description:
        "share of the selected that is not on the device; uniform: 1 - resident, selection without locality",
    }),
  pageTokens: z
    .int()
    .min(1)
    .max(4096)
    .default(16)
    .meta({ description: "tokens of a page; one page's summary is read per page to select" }),
  link: quantity("bytesPerSecond", { above: 0 }).meta({
    description: "of each device to host memory, as achieved; shared by all sequences of the batch",
  }),
  faultLatency: quantity("seconds")
    .default(0)
    .meta({ description: "per layer that fetches, whatever it fetches" }),
  overlap: fraction({ max: 1 })
    .default(0)
    .meta({ description: "share of a step's time that hides fetching" }),
  capacity: quantity("bytes", { above: 0 })
    .optional()
    .meta({ description: "host memory per instance; default: enough" }),
  thrashAbove: fraction()
    .default(0.5)
    .meta({ description: "above this share of busy time spent waiting for pages it is called thrashing" }),
  accuracyLoss: z
    .union([z.literal("unknown"), z.strictObject({ curve: curve("loss") })])
    .default("unknown")
    .meta({ description: "only what you have measured; never assumed" }),
});
export type Paging = z.output<typeof pagingSchema>;

/** A curve read at `resident`, held constant beyond its ends. */
export function interpolate<K extends string>(
  points: readonly Record<"resident" | K, number>[],
  key: K,
  resident: number,
): number {
  const sorted = points.toSorted((a, b) => a.resident - b.resident);
  const above = sorted.findIndex((point) => point.resident >= resident);
  if (above < 0) return sorted.at(-1)![key];
  if (above === 0) return sorted[0]![key];
  const [low, high] = [sorted[above - 1]!, sorted[above]!];
  const share = (resident - low.resident) / (high.resident - low.resident);
  return low[key] + (high[key] - low[key]) * share;
}
