// Load, queue and KV cache over the run, one panel each: does the backlog drain, and does memory bind?
import type { RunOutput, Timeline } from "../../metrics/result.ts";
import { type Feasible, feasibleOf, infeasibleNotes } from "../feasible.ts";
import { number, percent, percentUnit, plainUnit, requestRateUnit, timeUnits, unitFor } from "../format.ts";
import type { Axis, Colour, Line, LineChart } from "./chart.ts";
import { resample } from "./resample.ts";

const points = 160;

export interface Traced {
  deployment: Feasible;
  timeline: Timeline;
}

export function tracedOf({ result, traces }: RunOutput): Traced[] {
  return feasibleOf(result).flatMap((deployment) => {
    const trace = traces.find(({ name }) => name === deployment.name);
    return trace && trace.timeline.arrivals.length > 0 ? [{ deployment, timeline: trace.timeline }] : [];
  });
}

export function lineOf(name: string, colour: Colour, values: readonly number[], binSeconds: number): Line {
  const { atSeconds, values: y } = resample(values, binSeconds, points);
  return { name, colour, x: atSeconds, y };
}

export function timeAxis(traced: readonly Traced[]): Axis {
  const end = Math.max(0, ...traced.map(({ timeline }) => timeline.arrivals.length * timeline.binSeconds));
  return { label: "time in the run", unit: unitFor(timeUnits, [end]), scale: "linear", min: 0, max: end };
}

const rates = ({ arrivals, binSeconds }: Timeline) => arrivals.map((count) => count / binSeconds);

/** Open-loop deployments see the same arrivals (common random numbers): drawn once, as what is offered to all. */
function loadLines(traced: readonly Traced[]): Line[] {
  const [first] = traced;
  if (first === undefined) return [];
  const same = traced.every(({ timeline }) => {
    const length = Math.min(timeline.arrivals.length, first.timeline.arrivals.length);
    return (
      timeline.binSeconds === first.timeline.binSeconds &&
      timeline.arrivals.slice(0, length).every((count, k) => count === first.timeline.arrivals[k])
    );
  });
  if (same && traced.length > 1)
    return [lineOf("offered to all", "offered", rates(first.timeline), first.timeline.binSeconds)];
  return traced.map(({ deployment, timeline }) =>
    lineOf(deployment.name, deployment.index, rates(timeline), timeline.binSeconds),
  );
}

export function timelineChart(output: RunOutput): LineChart {
  const traced = tracedOf(output);
  const lines = (key: "queue" | "kvFraction") =>
    traced.map(({ deployment, timeline }) =>
      lineOf(deployment.name, deployment.index, timeline[key], timeline.binSeconds),
    );
  const queue = lines("queue");
  const kv = lines("kvFraction");
  const peaks = traced.map(({ deployment, timeline }) => {
    const waiting = timeline.queue.reduce((most, value) => Math.max(most, value), 0);
    const full = Math.max(0, ...deployment.pools.map((pool) => pool.kvPeakFraction));
    return `${deployment.name} ${number(waiting)} waiting, KV ${percent(full)} full`;
  });
  return {
    kind: "lines",
    id: "timeline",
    title:
      peaks.length > 0 ? `At the peak: ${peaks.join("; ")}` : "Load, queue and KV cache: nothing to show",
    subtitle: `Arrivals, waiting requests and KV cache in use over the run, averaged over ${number(timeStep(traced))} s`,
    x: timeAxis(traced),
    panels: [
      {
        heading: "Load (requests/s)",
        y: { label: "", unit: requestRateUnit, scale: "linear", min: 0 },
        lines: loadLines(traced),
        references: [],
      },
      {
        heading: "Waiting requests",
        y: { label: "", unit: plainUnit, scale: "linear", min: 0 },
        lines: queue,
        references: [],
      },
      {
        heading: "KV cache in use (% of blocks)",
        y: { label: "", unit: percentUnit, scale: "linear", min: 0, max: 1 },
        lines: kv,
        references: [],
      },
    ],
    notes: infeasibleNotes(output.result),
  };
}

/** How many seconds one drawn point averages over, of the longest run. */
function timeStep(traced: readonly Traced[]): number {
  return Math.max(
    0,
    ...traced.map(
      ({ timeline }) => Math.max(1, Math.ceil(timeline.arrivals.length / points)) * timeline.binSeconds,
    ),
  );
}
