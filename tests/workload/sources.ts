// Builders shared by the workload tests.
import type { Arrival, ArrivalSource } from "../../src/serving/request.ts";
import { type Workload, workloadSchema } from "../../src/workload/schema.ts";
import { createArrivalSource } from "../../src/workload/source.ts";
import type { TraceInput } from "../../src/workload/traces/trace-input.ts";

export const emptyArrival = (): Arrival => ({
  atSeconds: 0,
  inputTokens: 0,
  outputTokens: 0,
  blockHashes: undefined,
});

export function workload(
  arrivals: object,
  requests?: number,
  lengths: object = { input: { fixed: 100 }, output: { fixed: 10 } },
): Workload {
  const trace = (arrivals as { process: string }).process === "trace";
  return workloadSchema.parse({
    arrivals,
    ...(trace ? {} : { lengths }),
    ...(requests === undefined ? {} : { requests }),
  });
}

export function source(
  block: Workload,
  options: { seed?: number; loadScale?: number; trace?: TraceInput } = {},
) {
  return createArrivalSource({ workload: block, seed: 1, ...options });
}

/** Takes everything that comes without feedback. */
export function drain(from: ArrivalSource): Arrival[] {
  const arrivals: Arrival[] = [];
  while (from.nextSeconds() < Number.POSITIVE_INFINITY) {
    const arrival = emptyArrival();
    from.take(arrival);
    arrivals.push(arrival);
  }
  return arrivals;
}

export const times = (arrivals: readonly Arrival[]) => arrivals.map(({ atSeconds }) => atSeconds);
export const gaps = (values: readonly number[]) => values.map((value, i) => value - (values[i - 1] ?? 0));
export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
export const cv = (values: readonly number[]) => {
  const m = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - m) ** 2))) / m;
};

/** Kolmogorov-Smirnov distance to a distribution function. */
export function ksDistance(values: readonly number[], cdf: (value: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.reduce((worst, value, i) => {
    const p = cdf(value);
    return Math.max(worst, p - i / sorted.length, (i + 1) / sorted.length - p);
  }, 0);
}
/** Critical KS distance at the 0.1 % level (Massey 1951: 1.95 / sqrt(n)). */
export const ksLimit = (count: number) => 1.95 / Math.sqrt(count);

export function traceOf(
  text: string | Uint8Array,
  name = "trace.csv",
  pieceBytes = Number.POSITIVE_INFINITY,
): TraceInput {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return {
    name,
    *open() {
      for (let start = 0; start < bytes.length; start += pieceBytes)
        yield bytes.subarray(start, start + pieceBytes);
    },
  };
}
