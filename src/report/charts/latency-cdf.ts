// Cumulative distribution of a latency over the completed requests that arrived in the window, with the SLO limit.
// Drawn through R-7 quantiles, so the curve passes exactly through the quantiles of the table.
import { quantileSorted } from "../../base/statistics.ts";
import type { DeploymentTrace, LatencyLimits, RequestRecords, RunOutput } from "../../metrics/result.ts";
import { type Feasible, feasibleOf, infeasibleNotes } from "../feasible.ts";
import { number, percentUnit, seconds, timeUnits, unitFor } from "../format.ts";
import type { Line, LineChart, Reference } from "./chart.ts";
import { finding } from "./finding.ts";

type Statistic = keyof LatencyLimits;

interface Latency {
  id: string;
  subject: string;
  key: "ttftSeconds" | "tpotSeconds" | "e2eSeconds";
  of: (records: RequestRecords, index: number) => number;
}

const latencies: readonly Latency[] = [
  {
    id: "ttft",
    subject: "Time to first token",
    key: "ttftSeconds",
    of: (records, i) => records.firstTokenSeconds[i]! - records.arrivedSeconds[i]!,
  },
  {
    id: "tpot",
    subject: "Time per output token",
    key: "tpotSeconds",
    of: (records, i) =>
      (records.finishedSeconds[i]! - records.firstTokenSeconds[i]!) / (records.outputTokens[i]! - 1),
  },
  {
    id: "e2e",
    subject: "End-to-end time",
    key: "e2eSeconds",
    of: (records, i) => records.finishedSeconds[i]! - records.arrivedSeconds[i]!,
  },
];

/** Half percent steps, then finer towards the tail, which is what an SLO is about. */
const shares = [...Array.from({ length: 198 }, (_, i) => i / 200), 0.99, 0.9925, 0.995, 0.9975, 0.999];
/** Linear unless the slowest part of the curve is this many times the fastest. */
const logAbove = 30;

function sortedLatencies(
  trace: DeploymentTrace,
  window: Feasible["window"],
  of: Latency["of"],
): Float64Array {
  const { records } = trace;
  const values: number[] = [];
  for (let i = 0; i < records.length; i++) {
    const arrived = records.arrivedSeconds[i]!;
    const value =
      records.status[i] === 0 && arrived >= window.startSeconds && arrived <= window.endSeconds
        ? of(records, i)
        : Number.NaN;
    if (Number.isFinite(value)) values.push(value);
  }
  return Float64Array.from(values).sort();
}

function referencesOf(limits: LatencyLimits): Reference[] {
  return Object.entries(limits).flatMap(([statistic, at]) => {
    if (at === undefined) return [];
    const quantile = /^p(\d+)$/.exec(statistic);
    const share = quantile ? { share: Number(quantile[1]) / 100 } : {};
    return [
      {
        axis: "x" as const,
        at,
        label: `SLO: ${statistic} ≤ ${seconds(at)}`,
        colour: "limit" as const,
        ...share,
      },
    ];
  });
}

function latencyChart(output: RunOutput, { id, subject, key, of }: Latency): LineChart {
  const { result, traces } = output;
  const deployments = feasibleOf(result);
  const limits = (key === "e2eSeconds" ? undefined : result.slo?.[key]) ?? {};
  const notes: string[] = [];
  const lines = deployments.flatMap((deployment): Line[] => {
    const trace = traces.find(({ name }) => name === deployment.name);
    const sorted = trace ? sortedLatencies(trace, deployment.window, of) : new Float64Array();
    if (trace?.records.complete === false)
      notes.push(
        `${deployment.name}: drawn from the first ${number(trace.records.length)} requests that ended; the figures count all`,
      );
    if (sorted.length === 0) notes.push(`${deployment.name} is not shown: no request to measure`);
    if (sorted.length === 0) return [];
    return [
      {
        name: deployment.name,
        colour: deployment.index,
        x: shares.map((share) => quantileSorted(sorted, share)),
        y: [...shares],
      },
    ];
  });
  const references = referencesOf(limits);
  const ends = [...lines.flatMap(({ x }) => [x[0]!, x.at(-1)!])];
  const wide = ends.length > 0 && Math.min(...ends) > 0 && Math.max(...ends) / Math.min(...ends) > logAbove;
  const statistic = (Object.keys(limits)[0] ?? "p90") as Statistic;
  const replicated = result.replications > 1 ? `, first of ${result.replications} replications` : "";
  return {
    kind: "lines",
    id: `latency-${id}`,
    title: finding(
      {
        subject: `${subject}, ${statistic}`,
        better: "lower",
        of: (d) => d.latency[key][statistic],
        text: seconds,
      },
      deployments,
    ),
    subtitle: `Share of completed requests at or below the time, up to p99.9${replicated}`,
    x: {
      label: subject,
      unit: unitFor(
        timeUnits,
        lines.map(({ x }) => x[100]!),
      ),
      // From zero where that can be read: twice as far right is twice as slow.
      ...(wide ? { scale: "log" } : { scale: "linear", min: 0 }),
    },
    panels: [
      {
        heading: "",
        y: { label: "share of requests", unit: percentUnit, scale: "linear", min: 0, max: 1 },
        lines,
        references,
      },
    ],
    notes: [...notes, ...infeasibleNotes(result)],
  };
}

export function latencyCharts(output: RunOutput): LineChart[] {
  return latencies.map((latency) => latencyChart(output, latency));
}
