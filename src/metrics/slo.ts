// Service levels (design 2). A request is good if its TTFT and its TPOT are within every stated limit; the SLO is met
// when each stated quantile is within its limit, requests that never completed counting as misses.
import { quantileSorted } from "../base/statistics.ts";
import type { RequestRecords } from "./result.ts";

export type Limits = Partial<Record<"mean" | "p50" | "p90" | "p95" | "p99", number | undefined>>;

export interface Slo {
  ttft?: Limits | undefined;
  tpot?: Limits | undefined;
}

export interface SloVerdict {
  met: boolean;
  /** Good over arrived, in the window. */
  attainment: number;
  /** Ids of good requests, as a mask over records. */
  good: Uint8Array;
  /** Every stated limit with what was reached; Infinity where too few completed. */
  checks: { metric: "ttft" | "tpot"; quantile: string; limitSeconds: number; reachedSeconds: number; met: boolean }[];
}

export function judge(records: RequestRecords, firstRequest: number, slo: Slo): SloVerdict {
  const arrived = records.length - firstRequest;
  const good = new Uint8Array(records.length);
  const ttft = new Float64Array(arrived).fill(Number.POSITIVE_INFINITY);
  const tpot = new Float64Array(arrived).fill(Number.POSITIVE_INFINITY);
  // The limit of a single request is the widest its metric states: p99 if there is one, and so on down.
  const ttftLimit = requestLimit(slo.ttft);
  const tpotLimit = requestLimit(slo.tpot);
  let goodCount = 0;
  let withoutTpot = 0;
  for (let i = firstRequest; i < records.length; i++) {
    if (records.status[i] !== 0) continue;
    const first = records.firstTokenSeconds[i]! - records.arrivedSeconds[i]!;
    const tokens = records.outputTokens[i]!;
    const perToken = tokens > 1 ? (records.finishedSeconds[i]! - records.firstTokenSeconds[i]!) / (tokens - 1) : 0;
    ttft[i - firstRequest] = first;
    // A one-token answer has no TPOT: it cannot miss that limit and does not dilute its quantile.
    tpot[i - firstRequest] = tokens > 1 ? perToken : Number.NEGATIVE_INFINITY;
    if (tokens <= 1) withoutTpot++;
    if (first <= ttftLimit && perToken <= tpotLimit) {
      good[i] = 1;
      goodCount++;
    }
  }
  const checks = [...check("ttft", slo.ttft, ttft.sort()), ...check("tpot", slo.tpot, tpot.sort().subarray(withoutTpot))];
  return { met: arrived > 0 && checks.every((c) => c.met), attainment: arrived > 0 ? goodCount / arrived : 0, good, checks };
}

/** The widest stated limit; Infinity without any. */
function requestLimit(limits: Limits | undefined): number {
  const stated = Object.values(limits ?? {}).filter((limit): limit is number => limit !== undefined);
  return stated.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...stated);
}

function check(metric: "ttft" | "tpot", limits: Limits | undefined, sorted: Float64Array): SloVerdict["checks"] {
  return Object.entries(limits ?? {}).flatMap(([quantile, limitSeconds]) => {
    if (limitSeconds === undefined) return [];
    const reachedSeconds =
      sorted.length === 0 ? 0 : quantile === "mean" ? sorted.reduce((sum, value) => sum + value, 0) / sorted.length : infiniteSafe(sorted, Number(quantile.slice(1)) / 100);
    return [{ metric, quantile, limitSeconds, reachedSeconds, met: reachedSeconds <= limitSeconds }];
  });
}

/** R-7 with Infinity among the values: between a finite and an infinite order statistic lies Infinity, not NaN. */
function infiniteSafe(sorted: Float64Array, p: number): number {
  const value = quantileSorted(sorted, p);
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}
