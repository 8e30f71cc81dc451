// A benchmark tool's result file as rows in the columns of cases.csv: what the file says, nothing more.

/** One row per metric and run; a column that the file says nothing about is left out. */
export type CaseRow = Record<string, string>;

export interface ResultFormat {
  /** For people: `a vllm bench result`. */
  name: string;
  /** Whether a run of this tool looks so. */
  recognises(run: Record<string, unknown>): boolean;
  /** The metrics of one run, `value` in `unit`; `point_id` comes from the file. */
  rows(run: Record<string, unknown>): CaseRow[];
}

/** What vLLM's and InferenceX's clients call a statistic, and what cases.csv does. */
export const statistics = [
  ["mean", "mean"],
  ["median", "p50"],
  ["p90", "p90"],
  ["p95", "p95"],
  ["p99", "p99"],
] as const;

/** A finite number, also where it is written as text; undefined otherwise. */
export function numberIn(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/**
 * Requests per second under a cap of requests in flight: what comes beyond it waits in the client and in no measured latency, which
 * nothing here models. A cap that all requests fit under caps nothing.
 */
export const isCapped = (cap: number | undefined, requests: number | undefined): boolean =>
  cap !== undefined && (requests === undefined || cap < requests);

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The row of each metric that was measured: tools write 0 or null for what they did not. */
export function rowsOf(
  settings: Record<string, string | number | undefined>,
  metrics: readonly (readonly [metric: string, value: unknown, unit: string])[],
): CaseRow[] {
  const stated = Object.entries(settings).flatMap(([column, value]) =>
    value === undefined || value === "" ? [] : [[column, String(value)] as const],
  );
  return metrics.flatMap(([metric, given, unit]) => {
    const value = numberIn(given);
    if (value === undefined || value <= 0) return [];
    return [{ ...Object.fromEntries(stated), metric, value: String(value), unit }];
  });
}
