// Result JSON as text: contract key order whatever order the object was built in, numbers finite or null.
import type { RunResult } from "../metrics/result.ts";

/** Keys of design 8 in its order; keys not listed follow, sorted by name. */
const contractOrder = [
  "schema scenario seed replications deployments differences engine",
  "deployment against metric interval",
  "name role hardware instances infeasible window requests tokens cache latency throughput slo power cost pools confidence assumptions intervals",
  "limit short unit reason",
  "startSeconds endSeconds arrived completed rejected failed unfinished",
  "input cachedInput output blocks hitBlocks hitRatio",
  "ttftSeconds tpotSeconds itlSeconds e2eSeconds mean p50 p90 p95 p99",
  "requestsPerSecond outputTokensPerSecond totalTokensPerSecond outputTokensPerSecondPerDevice outputTokensPerSecondPerMegawatt outputTokensPerSecondPerProvisionedMegawatt",
  "met attainment goodputRequestsPerSecond goodputOutputTokensPerSecond",
  "devices deviceMeanWatts itMeanWatts facilityMeanWatts itProvisionedWatts facilityProvisionedWatts analystAllInWatts joulesPerOutputToken",
  "basis usdPerHour usdPerMillionOutputTokens usdPerMillionTokens idleUsdPerHour byToken",
  "usdPerMillionInputTokens usdPerMillionCachedInputTokens cachedTokenShare",
  "rentUsdPerHour depreciationUsdPerHour financingUsdPerHour electricityUsdPerHour colocationUsdPerHour prefillUsdPerHour decodeUsdPerHour",
  "busyFraction kvBlocks kvPeakFraction meanBatch preemptions bound",
  "path value low high method source",
  "version events steps wallSeconds",
]
  .join(" ")
  .split(" ");
const rank = new Map(contractOrder.map((key, index) => [key, index]));

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || value === null) return value;
  const last = contractOrder.length;
  const entries = Object.entries(value).sort(
    ([a], [b]) => (rank.get(a) ?? last) - (rank.get(b) ?? last) || (a < b ? -1 : a > b ? 1 : 0),
  );
  return Object.fromEntries(entries.map(([key, inner]) => [key, ordered(inner)]));
}

/** With `wallSeconds: false` (files) equal scenarios and seeds give equal bytes. */
export function resultJson(result: RunResult, options: { wallSeconds: boolean }): string {
  const { wallSeconds, ...engine } = result.engine;
  const timed = options.wallSeconds && wallSeconds !== undefined ? { ...engine, wallSeconds } : engine;
  return `${JSON.stringify(ordered({ ...result, engine: timed }), null, 2)}\n`;
}
