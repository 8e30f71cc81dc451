// Static batching, the baseline people compare with: a batch is prefilled together and runs until its last member is
// done; nobody joins meanwhile.
import type { SchedulerPolicy } from "./policy.ts";

export const staticBatching: SchedulerPolicy = {
  name: "static",
  mixes: false,
  chunks: false,
  prefillBudgetTokens: (view) => (view.decoding === 0 ? Number.POSITIVE_INFINITY : 0),
};
