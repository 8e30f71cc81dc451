// A log of requests, of any known trace format, as a workload block: one pass, bounded memory. A block draws requests
// independently of each other, so what ties them together in the log is told as a note.
import type { SkippedRows } from "../traces/bad-rows.ts";
import { openTrace, type TraceOptions } from "../traces/open-trace.ts";
import type { TraceInput } from "../traces/trace-input.ts";
import { needTime } from "../traces/trace-source.ts";
import { ArrivalCounter } from "./arrival-counts.ts";
import { type ArrivalFit, fitArrivals } from "./fit-arrivals.ts";
import { errorOf, fitLengths, type LengthFit } from "./fit-lengths.ts";
import { lengthCounts } from "./length-counts.ts";

export interface WorkloadFit {
  requests: number;
  /** First to last arrival. */
  durationSeconds: number;
  arrivals: ArrivalFit["arrivals"];
  input: LengthFit;
  output: LengthFit;
  /** What the log holds and the block does not. */
  notes: string[];
  /** Rows of the log that were left out. */
  skipped: SkippedRows;
}

/** Correlation of log lengths above which independent draws mislead. */
const tied = 0.3;
/** Error of a length fit that is told. */
const poorFit = 0.15;

export function fitWorkload(log: TraceInput, options: TraceOptions = {}): WorkloadFit {
  const trace = openTrace(log, options);
  const arrivals = new ArrivalCounter();
  const lengths = { input: new Map<number, number>(), output: new Map<number, number>() };
  const products = new LogProducts();
  const sessions = new Set<string>();
  for (const row of trace.rows) {
    needTime(log.name, row);
    const { arrivalSeconds, inputTokens, outputTokens, sessionId } = row;
    arrivals.add(arrivalSeconds);
    lengths.input.set(inputTokens, (lengths.input.get(inputTokens) ?? 0) + 1);
    lengths.output.set(outputTokens, (lengths.output.get(outputTokens) ?? 0) + 1);
    products.add(Math.log(inputTokens), Math.log(outputTokens));
    if (sessionId !== undefined) sessions.add(sessionId);
  }
  const counts = arrivals.result();
  const { arrivals: process, notes } = fitArrivals(counts);
  const input = fitLengths(lengthCounts(lengths.input));
  const output = fitLengths(lengthCounts(lengths.output));
  const correlation = products.correlation();
  const { count, durationSeconds } = counts;
  return {
    requests: count,
    durationSeconds,
    arrivals: process,
    input,
    output,
    notes: [
      ...notes,
      ...poorFits({ input, output }),
      ...(Math.abs(correlation) > tied
        ? [
            `long prompts go with ${correlation > 0 ? "long" : "short"} answers here (correlation of the logarithms ${correlation.toFixed(2)}); the block draws them independently`,
          ]
        : []),
      ...(trace.has.blockHashes
        ? ["prompts share prefixes here, those of the block do not: a prefix cache would find nothing in it"]
        : []),
      ...(sessions.size > 0 && sessions.size < count
        ? [
            `${sessions.size} sessions of ${(count / sessions.size).toFixed(1)} requests on average; the block's requests stand alone (workload.sessions models them)`,
          ]
        : []),
    ],
    skipped: trace.skipped,
  };
}

function poorFits(fits: Record<string, LengthFit>): string[] {
  return Object.entries(fits)
    .filter(([, fit]) => errorOf(fit) > poorFit)
    .map(
      ([name, { distanceFraction }]) =>
        `no shape comes close to the ${name} lengths (distributions up to ${(distanceFraction * 100).toFixed(0)} points apart): --lengths FILE keeps them as they are`,
    );
}

/** Correlation of pairs in one pass (Welford). */
class LogProducts {
  private count = 0;
  private meanX = 0;
  private meanY = 0;
  private xx = 0;
  private yy = 0;
  private xy = 0;

  add(x: number, y: number): void {
    this.count++;
    const dx = x - this.meanX;
    const dy = y - this.meanY;
    this.meanX += dx / this.count;
    this.meanY += dy / this.count;
    this.xx += dx * (x - this.meanX);
    this.yy += dy * (y - this.meanY);
    this.xy += dx * (y - this.meanY);
  }

  /** 0 where one of the two does not vary. */
  correlation(): number {
    return this.xx > 0 && this.yy > 0 ? this.xy / Math.sqrt(this.xx * this.yy) : 0;
  }
}
