// Prefill first (vLLM V0, Orca-like): whole prompts run in steps of their own, decodes wait meanwhile.
import type { SchedulerPolicy } from "./policy.ts";

export const prefillFirst: SchedulerPolicy = {
  name: "prefill-first",
  mixes: false,
  chunks: false,
  prefillBudgetTokens: (view) => view.maxBatchedTokens,
};
