// Load, queue and KV cache over the run, one panel each: does the backlog drain, and does memory bind?
import type { DeploymentTrace, RunOutput } from "../../metrics/result.ts";
import { type Feasible, feasibleOf, infeasibleNotes } from "../feasible.ts";
import {
  inUnit,
  number,
  percentUnit,
  plainUnit,
  requestRateUnit,
  seconds,
  timeUnits,
  unitFor,
} from "../format.ts";
import type { Axis, Colour, Line, LineChart } from "./chart.ts";
import { resample } from "./resample.ts";

const points = 160;

export interface Traced {
  deployment: Feasible;
  trace: DeploymentTrace;
}

export function tracedOf({ result, traces }: RunOutput): Traced[] {
  return feasibleOf(result).flatMap((deployment) => {
    const trace = traces.find(({ name }) => name === deployment.name);
    return trace && trace.timeline.arrivals.length > 0 ? [{ deployment, trace }] : [];
  });
}

type Series = "arrivals" | "queue" | "kvFraction" | "itWatts";

/** One line per deployment. */
export function linesOf(traced: readonly Traced[], series: Series, keep: "mean" | "peak" = "mean"): Line[] {
  return traced.map(({ deployment: { name, index }, trace: { timeline } }) =>
    lineOf(name, index, timeline[series], timeline.binSeconds, keep),
  );
}

function lineOf(
  name: string,
  colour: Colour,
  values: readonly number[],
  binSeconds: number,
  keep: "mean" | "peak",
): Line {
  const { atSeconds, values: y } = resample(values, binSeconds, points, keep);
  return { name, colour, x: atSeconds, y };
}

export function timeAxis(traced: readonly Traced[]): Axis {
  const end = Math.max(
    0,
    ...traced.map(({ trace: { timeline } }) => timeline.arrivals.length * timeline.binSeconds),
  );
  return { label: "time in the run", unit: unitFor(timeUnits, [end]), scale: "linear", min: 0, max: end };
}

/** In open loop all deployments see the same arrivals (common random numbers): drawn once, as what is offered to all. */
function loadLines(traced: readonly Traced[]): Line[] {
  const [first, ...others] = traced.map(({ trace }) => trace.records.arrivedSeconds);
  const same =
    others.length > 0 &&
    others.every(
      (arrivals) => arrivals.length === first!.length && arrivals.every((at, k) => at === first![k]),
    );
  const lines = linesOf(traced, "arrivals").map((line, k) => ({
    ...line,
    y: line.y.map((count) => count / traced[k]!.trace.timeline.binSeconds),
  }));
  return same ? [{ ...untilTheLast(lines[0]!), name: "offered to all", colour: "offered" }] : lines;
}

/** After the last arrival nothing is offered any more: the line ends with the last step that is full of it. */
function untilTheLast(line: Line): Line {
  const count = Math.max(
    1,
    line.y.findLastIndex((value) => value > 0),
  );
  return { ...line, x: line.x.slice(0, count), y: line.y.slice(0, count) };
}

/** The highest point of each line as it is drawn: "monolithic 6, disaggregated 20". */
function peaks(lines: readonly Line[], text: (peak: number) => string): string {
  return lines.map(({ name, y }) => `${name} ${text(Math.max(0, ...y))}`).join(", ");
}

export function timelineChart(output: RunOutput): LineChart {
  const traced = tracedOf(output);
  const queue = linesOf(traced, "queue", "peak");
  const kv = linesOf(traced, "kvFraction", "peak");
  // A cache that is nearly empty is shown as what it is, on a scale that can be read.
  const kvMax = kv.some(({ y }) => y.some((share) => share > 0.4)) ? { max: 1 } : {};
  const waiting = peaks(queue, number);
  const full = peaks(kv, (share) => inUnit(share, percentUnit));
  return {
    kind: "lines",
    id: "timeline",
    title:
      traced.length > 0
        ? `Peak queue: ${waiting}; KV cache filled up to: ${full}`
        : "Load, queue and KV cache: nothing to show",
    subtitle: `Mean arrivals, and the most requests waiting and KV cache in use (all pools together), in each ${seconds(timeStep(traced))}`,
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
        y: { label: "", unit: percentUnit, scale: "linear", min: 0, ...kvMax },
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
      ({ trace: { timeline } }) =>
        Math.max(1, Math.ceil(timeline.arrivals.length / points)) * timeline.binSeconds,
    ),
  );
}
