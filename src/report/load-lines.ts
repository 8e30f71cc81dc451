// The run in a few lines for the terminal: what each deployment generates and what waits for it, over the same time and on the
// same scale. Output tokens and waiting requests are means of the time a character covers.

import type { RunOutput } from "../metrics/result.ts";
import type { Timeline } from "../metrics/timeline.ts";
import { tracedOf } from "./charts/timeline.ts";
import { number, seconds, tokensPerSecond } from "./format.ts";
import { aligned } from "./plain-table.ts";
import { evenColumns, highest, MOST_COLUMNS, type Point, sparkline } from "./sparkline.ts";

interface Measure {
  name: string;
  of: (timeline: Timeline) => number[];
  text: (value: number) => string;
}

const measures: readonly Measure[] = [
  {
    name: "output",
    of: ({ outputTokens, binSeconds }) => outputTokens.map((tokens) => tokens / binSeconds),
    text: tokensPerSecond,
  },
  { name: "waiting", of: ({ queue }) => queue, text: (requests) => `${number(requests)} requests` },
];

/** Fewer characters show no course. */
const FEWEST_COLUMNS = 8;

/** Nothing where nothing was traced; no line of waiting where nobody waits. Lines give way to the figures at their ends. */
export function loadLines(output: RunOutput, terminalWidth: number): string[] {
  const traced = tracedOf(output).map(({ deployment: { name }, trace: { timeline } }) => ({
    name,
    timeline,
  }));
  if (traced.length === 0) return [];
  const end = Math.max(
    ...traced.map(({ timeline: { arrivals, binSeconds } }) => arrivals.length * binSeconds),
  );
  const span = {
    fromSeconds: 0,
    toSeconds: end,
    stepSeconds: Math.max(...traced.map(({ timeline }) => timeline.binSeconds)),
  };
  const width = Math.max(...traced.map(({ name }) => name.length));
  const lines = measures.flatMap(({ name: measure, of, text }) => {
    const courses = traced.map(({ timeline }) => of(timeline));
    const tops = aligned(courses.map((values) => text(highest(values))));
    const starts = traced.map(({ name }) => `  ${measure.padEnd(7)}  ${name.padEnd(width)}  `);
    const ends = tops.map((top) => `  max ${top.trimEnd()}`);
    const room = terminalWidth - starts[0]!.length - Math.max(...ends.map(({ length }) => length));
    const columns = traced.map(({ timeline }, k) =>
      evenColumns(
        courses[k]!.map((value, bin): Point => [(bin + 0.5) * timeline.binSeconds, value]),
        span,
        Math.max(FEWEST_COLUMNS, Math.min(MOST_COLUMNS, room)),
      ),
    );
    const most = highest(columns.flat());
    return most === 0 ? [] : starts.map((start, k) => start + sparkline(columns[k]!, most) + ends[k]!);
  });
  return lines.length === 0 ? [] : [`over the run, 0 to ${seconds(end)}`, ...lines];
}
