// Chunked prefill (Sarathi, vLLM V1): decodes always run, prompts fill what is left of the token budget.
import type { SchedulerPolicy } from "./policy.ts";

export const chunkedPrefill: SchedulerPolicy = {
  name: "chunked-prefill",
  mixes: true,
  chunks: true,
  prefillBudgetTokens: (view) => view.maxBatchedTokens - view.decoding,
};
