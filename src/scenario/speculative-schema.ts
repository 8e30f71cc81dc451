// Speculative decoding of a pool, or of one of the models that share it: how many tokens are drafted, and how often they are right.
import { z } from "zod";
import { fraction } from "../base/quantity.ts";

export const ownDraftsSchema = z.strictObject({
  draftTokens: z.int().min(1).max(32).meta({ description: "drafted and verified with every step" }),
  acceptance: z.union([fraction(), z.array(fraction()).min(1)]).meta({
    description: "of a draft whose predecessors were accepted: one for all positions, or one each",
  }),
});
