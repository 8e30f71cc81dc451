// Whether prompts of a pool wait for each other before they are let in. Attention data ranks wait until each has one; a request
// lands where one has ended, so at random: n ranks all have one after n (1 + 1/2 + ... + 1/n) on average (coupon collector).
import type { EngineProfile } from "../profiles/engine.ts";
import type { ModelProfile } from "../profiles/model.ts";
import type { BatchWait } from "../serving/intake.ts";
import type { Pool } from "./schema.ts";

/** As stated; else attention data ranks wait for each other's prompts where the engine lets them. */
export function batchWaitOf(
  { scheduler, parallel: { data } }: Pool,
  { scheduler: { rankWaitSteps } }: EngineProfile,
  { ffn }: ModelProfile,
): BatchWait | undefined {
  const never = Number.POSITIVE_INFINITY;
  if (scheduler.batchWait) return { ...scheduler.batchWait, sequences: never };
  const waits = rankWaitSteps > 0 && data > 1 && ffn.moe !== undefined;
  return waits ? { steps: rankWaitSteps, tokens: never, sequences: untilAllHaveOne(data) } : undefined;
}

function untilAllHaveOne(ranks: number): number {
  let sum = 0;
  for (let rank = 1; rank <= ranks; rank++) sum += ranks / rank;
  return Math.round(sum);
}
