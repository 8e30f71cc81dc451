// Whether prompts of a pool wait for each other before they are let in.
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
  return waits ? { steps: rankWaitSteps, tokens: never, sequences: data } : undefined;
}
