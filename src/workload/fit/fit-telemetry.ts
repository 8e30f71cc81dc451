// Telemetry as a workload block: rows of counts per interval (requests, tokens read, tokens written), as a metrics system sums
// them up. Lengths are not in it, but how far token sums stray from requests x mean is: for n requests of variance v the sum has
// variance n v, so v is the mean of (sum - n mean)^2 / n. Counts are per row, not running totals.
import { InputError } from "../../base/errors.ts";
import { badRows } from "../traces/bad-rows.ts";
import { utcDateTime } from "../traces/clocks.ts";
import { numberOf } from "../traces/format.ts";
import { openRecords, type Records } from "../traces/records.ts";
import type { TraceInput } from "../traces/trace-input.ts";
import { ArrivalCounter, type ArrivalCounts, dispersion } from "./arrival-counts.ts";
import { fitArrivals } from "./fit-arrivals.ts";
import type { LengthFit } from "./fit-lengths.ts";
import type { WorkloadFit } from "./fit-workload.ts";
import { stated } from "./stated.ts";

const names = {
  time: ["timestamp", "time", "date", "ts", "interval_start"],
  requests: ["requests", "request_count", "num_requests"],
  input: ["input_tokens", "prompt_tokens", "tokens_in"],
  output: ["output_tokens", "generation_tokens", "completion_tokens", "tokens_out"],
};
type Role = keyof typeof names;

/** The columns of telemetry, or undefined where the log is not telemetry. */
export function telemetryColumns(log: TraceInput): Record<Role, string> | undefined {
  const { columns } = openRecords(log, badRows("fail"));
  const find = (role: Role) => columns.find((column) => names[role].includes(column.toLowerCase()));
  const found = {
    time: find("time"),
    requests: find("requests"),
    input: find("input"),
    output: find("output"),
  };
  return Object.values(found).every((column) => column !== undefined)
    ? (found as Record<Role, string>)
    : undefined;
}

interface Interval {
  seconds: number;
  requests: number;
  input: number;
  output: number;
}

export function fitTelemetry(log: TraceInput, columns: Record<Role, string>): WorkloadFit {
  const intervals = readIntervals(log, columns);
  const widthSeconds = stepOf(log, intervals);
  const counter = new ArrivalCounter();
  for (const { seconds, requests } of intervals) counter.add(seconds, requests);
  const counts: ArrivalCounts = {
    ...counter.result(),
    durationSeconds: intervals.length * widthSeconds,
    windowSeconds: widthSeconds,
    windowRequests: Float64Array.from(intervals, ({ requests }) => requests),
  };
  const spread = dispersion(counts.windowRequests);
  // Gaps are not in it: the cv is that of a renewal process with the same dispersion of counts.
  const { arrivals, notes } = fitArrivals({
    ...counts,
    count: counts.count + 1,
    gapVariationRatio: Math.sqrt(spread),
  });
  return {
    requests: counts.count,
    durationSeconds: counts.durationSeconds,
    arrivals,
    input: fitSums(intervals, "input"),
    output: fitSums(intervals, "output"),
    notes: [
      ...notes,
      `counts per ${widthSeconds} s say nothing of what happens within them: burstiness is that of the counts, and the shape of the lengths is assumed to be lognormal, with the mean and variation that the sums show`,
    ],
    skipped: { count: 0, first: [], unread: [] },
  };
}

function readIntervals(log: TraceInput, columns: Record<Role, string>): Interval[] {
  const bad = badRows("fail");
  const records: Records = openRecords(log, bad);
  const clock = utcDateTime();
  const intervals: Interval[] = [];
  const cell = (role: Role) => records.cell(columns[role]);
  const cells = {
    time: cell("time"),
    requests: cell("requests"),
    input: cell("input"),
    output: cell("output"),
  };
  for (const { line, value } of records.pull) {
    const told = (role: Role, message: string) =>
      bad.add({
        file: log.name,
        line,
        column: records.position(value, columns[role]),
        path: columns[role],
        message,
      });
    const time = cells.time(value);
    const asDate = clock(time);
    const seconds = Number.isNaN(asDate) ? numberOf(time) : asDate;
    if (Number.isNaN(seconds)) told("time", `expected a time, got ${JSON.stringify(time)}`);
    const number = (role: Role): number => {
      const given = numberOf(cells[role](value));
      if (!(given >= 0 && given < Number.POSITIVE_INFINITY))
        told(role, `expected a count of at least 0, got ${JSON.stringify(cells[role](value))}`);
      return given;
    };
    const interval = {
      seconds,
      requests: number("requests"),
      input: number("input"),
      output: number("output"),
    };
    const last = intervals.at(-1);
    if (last && !(seconds > last.seconds)) told("time", "not after the row before it");
    if (interval.requests === 0 && interval.input + interval.output > 0)
      told("requests", "tokens without a request: are these running totals, or is a column missing?");
    intervals.push(interval);
  }
  bad.finish();
  return intervals;
}

/** The width of the intervals; they must be equal. */
function stepOf(log: TraceInput, intervals: readonly Interval[]): number {
  if (intervals.length < 3)
    throw InputError.of(log.name, "", `telemetry needs at least 3 rows, got ${intervals.length}`);
  if (intervals.every(({ requests }) => requests === 0))
    throw InputError.of(log.name, "", "telemetry without a request");
  const step = intervals[1]!.seconds - intervals[0]!.seconds;
  const uneven = intervals.findIndex(
    ({ seconds }, i) => i > 0 && Math.abs(seconds - intervals[i - 1]!.seconds - step) > 0.01 * step,
  );
  if (uneven > 0)
    throw InputError.of(
      log.name,
      "",
      `rows must be equally spaced: ${step} s between the first two, ${stated(intervals[uneven]!.seconds - intervals[uneven - 1]!.seconds)} s before row ${uneven + 1} of the data`,
    );
  return step;
}

function fitSums(intervals: readonly Interval[], tokens: "input" | "output"): LengthFit {
  const busy = intervals.filter(({ requests }) => requests > 0);
  const requests = busy.reduce((sum, each) => sum + each.requests, 0);
  const meanTokens = busy.reduce((sum, each) => sum + each[tokens], 0) / requests;
  const variance =
    busy.reduce((sum, each) => sum + (each[tokens] - each.requests * meanTokens) ** 2 / each.requests, 0) /
    Math.max(1, busy.length - 1);
  const cv = Math.sqrt(variance) / meanTokens;
  return {
    distribution: { lognormal: { mean: stated(meanTokens), cv: stated(cv) } },
    meanTokens,
    fittedMeanTokens: stated(meanTokens),
    distanceFraction: 0,
  };
}
