// What a workload says of how much its prompts are worth keeping in a prefix cache: a caller's hints, which engines with retention
// priorities go by.
import { z } from "zod";
import { type Retention, usualLevel } from "../serving/prefix/prefix-index.ts";

const level = () => z.int().min(0).max(100).default(usualLevel);

export const retainSchema = z
  .strictObject({
    system: level().meta({ description: "blocks of the system prompt" }),
    rest: level().meta({ description: "all others" }),
  })
  .refine(({ system, rest }) => system >= rest, {
    path: ["system"],
    message: "must not be below rest: what follows is of no use without it",
  })
  .optional()
  .meta({
    description:
      "priorities from 0 to 100 for a prefix cache with `eviction: priority`; the least goes first",
  });

export function retentionOf(
  retain: z.output<typeof retainSchema>,
  systemBlocks: number,
): Retention | undefined {
  return retain && { headBlocks: systemBlocks, headLevel: retain.system, restLevel: retain.rest };
}
