// Service levels (design 2). A request is good if its TTFT and its TPOT are within every stated limit; the SLO is met
// when each stated quantile is within its limit, requests that never completed counting as misses.
import type { ValueStore } from "./value-store.ts";

export type Limits = Partial<Record<"mean" | "p50" | "p90" | "p95" | "p99", number | undefined>>;

export interface Slo {
  ttft?: Limits | undefined;
  tpot?: Limits | undefined;
}

/** Every stated limit with what was reached; Infinity where too few completed. */
export interface SloCheck {
  metric: "ttft" | "tpot";
  quantile: string;
  limitSeconds: number;
  reachedSeconds: number;
  met: boolean;
}

/** What is promised to one class of requests. */
export interface ClassPromise {
  name: string;
  slo: Slo;
  /** From arrival to the last token; Infinity without one. */
  deadlineSeconds: number;
  /** It brings its own arrivals: no warm-up and no last arrival of the workload's cut it, and it is measured over the run. */
  wholeRun?: boolean | undefined;
}

/** The limit of a single request: the widest its metric states, Infinity without any. */
export function requestLimit(limits: Limits | undefined): number {
  const stated = Object.values(limits ?? {}).filter((limit): limit is number => limit !== undefined);
  return stated.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...stated);
}

/** `missed`: requests that never completed; each lies above every quantile of the others. */
export function checkLimits(
  metric: "ttft" | "tpot",
  limits: Limits | undefined,
  completed: ValueStore,
  missed: number,
): SloCheck[] {
  return Object.entries(limits ?? {}).flatMap(([quantile, limitSeconds]) => {
    if (limitSeconds === undefined) return [];
    const reachedSeconds =
      quantile === "mean"
        ? meanWith(completed, missed)
        : quantileWith(completed, missed, Number(quantile.slice(1)) / 100);
    return [{ metric, quantile, limitSeconds, reachedSeconds, met: reachedSeconds <= limitSeconds }];
  });
}

function meanWith(completed: ValueStore, missed: number): number {
  if (missed > 0) return Number.POSITIVE_INFINITY;
  return completed.count === 0 ? 0 : completed.mean;
}

/** R-7 quantile of the completed values followed by `missed` infinite ones. */
function quantileWith(completed: ValueStore, missed: number, p: number): number {
  const total = completed.count + missed;
  if (total === 0) return 0;
  const position = (total - 1) * p;
  if (Math.ceil(position) > completed.count - 1) return Number.POSITIVE_INFINITY;
  return completed.quantile(completed.count > 1 ? position / (completed.count - 1) : 0);
}
