import { chunkedPrefill } from "./chunked-prefill.ts";
import type { SchedulerPolicy } from "./policy.ts";
import { prefillFirst } from "./prefill-first.ts";
import { staticBatching } from "./static.ts";

export const schedulers: Readonly<Record<SchedulerPolicy["name"], SchedulerPolicy>> = {
  [chunkedPrefill.name]: chunkedPrefill,
  [prefillFirst.name]: prefillFirst,
  [staticBatching.name]: staticBatching,
};
