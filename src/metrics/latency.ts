// Latencies per request, from its record (design 2): TTFT from arrival to the end of the step that yields the first
// token; TPOT = (E2E - TTFT)/(output tokens - 1); E2E from arrival to the last token.
import { mean, quantileSorted } from "../base/statistics.ts";
import type { LatencySummary, RequestRecords } from "./result.ts";

export interface Latencies {
  /** In order of arrival, of completed requests from `firstRequest` on; TPOT only where there are two tokens. */
  ttftSeconds: Float64Array;
  tpotSeconds: Float64Array;
  e2eSeconds: Float64Array;
}

export function latenciesOf(records: RequestRecords, firstRequest: number): Latencies {
  const most = Math.max(0, records.length - firstRequest);
  const ttftSeconds = new Float64Array(most);
  const tpotSeconds = new Float64Array(most);
  const e2eSeconds = new Float64Array(most);
  let completed = 0;
  let withTpot = 0;
  for (let i = firstRequest; i < records.length; i++) {
    if (records.status[i] !== 0) continue;
    const ttft = records.firstTokenSeconds[i]! - records.arrivedSeconds[i]!;
    const e2e = records.finishedSeconds[i]! - records.arrivedSeconds[i]!;
    ttftSeconds[completed] = ttft;
    e2eSeconds[completed] = e2e;
    completed++;
    const tokens = records.outputTokens[i]!;
    if (tokens > 1) tpotSeconds[withTpot++] = (e2e - ttft) / (tokens - 1);
  }
  return {
    ttftSeconds: ttftSeconds.subarray(0, completed),
    tpotSeconds: tpotSeconds.subarray(0, withTpot),
    e2eSeconds: e2eSeconds.subarray(0, completed),
  };
}

export function summarise(values: Float64Array): LatencySummary {
  if (values.length === 0) return { mean: null, p50: null, p90: null, p95: null, p99: null };
  const sorted = values.slice().sort();
  const at = (p: number) => quantileSorted(sorted, p);
  return { mean: mean(values), p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
}
