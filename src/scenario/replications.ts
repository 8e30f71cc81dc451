// Independent replications as one result: means of every figure with their Student intervals, and paired differences
// between deployments. The replications may have been simulated anywhere, as long as they come in order of their seeds.
import { meanInterval } from "../base/statistics.ts";
import { averageMetrics } from "../metrics/average.ts";
import { headlines } from "../metrics/headline.ts";
import type {
  DeploymentMetrics,
  DeploymentResult,
  Interval,
  RunOutput,
  RunResult,
} from "../metrics/result.ts";

/** `asked`: how many there should have been; fewer, or the last one in part, where the work was stopped: the result says how many. */
export function combineReplications(outputs: readonly RunOutput[], asked: number): RunOutput {
  const [first] = outputs as [RunOutput];
  const samples = new Map<string, DeploymentMetrics[]>();
  const deployments = first.result.deployments.map((deployment): DeploymentResult => {
    if ("infeasible" in deployment) return deployment;
    const { name } = deployment;
    const runs = outputs.flatMap(({ result }) => {
      const found = result.deployments.find((each) => each.name === name);
      return found && !("infeasible" in found) ? [found] : [];
    });
    samples.set(name, runs);
    const intervals = runs.length > 1 ? replicationIntervals(runs) : deployment.intervals;
    return { ...averageMetrics(runs), name, intervals };
  });
  const sum = (of: (engine: RunResult["engine"]) => number) =>
    outputs.reduce((total, { result }) => total + of(result.engine), 0);
  const complete = outputs.length === asked && [...samples.values()].every((runs) => runs.length === asked);
  const result: RunResult = {
    ...first.result,
    replications: outputs.length,
    deployments,
    differences: complete ? pairedDifferences(samples) : [],
    warnings: [...new Set(outputs.flatMap(({ result: { warnings } }) => warnings))],
    engine: {
      ...first.result.engine,
      events: sum(({ events }) => events),
      steps: sum(({ steps }) => steps),
    },
  };
  return { result, traces: first.traces };
}

/** 95 % Student intervals of every headline figure over independent replications. */
function replicationIntervals(runs: DeploymentMetrics[]): Record<string, Interval> {
  const intervals: Record<string, Interval> = {};
  for (const { name, of } of headlines) {
    const interval = intervalOf(runs.map(of));
    if (interval) intervals[name] = interval;
  }
  return intervals;
}

/** Replication by replication against the first deployment: the draws are common, so the noise cancels. */
function pairedDifferences(samples: Map<string, DeploymentMetrics[]>): RunResult["differences"] {
  const [first, ...others] = [...samples.entries()];
  if (first === undefined) return [];
  const [against, base] = first;
  return others.flatMap(([deployment, runs]) =>
    headlines.flatMap(({ name: metric, of }) => {
      const interval = intervalOf(runs.map((run, i) => difference(of(run), of(base[i]!))));
      return interval ? [{ deployment, against, metric, interval }] : [];
    }),
  );
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

function intervalOf(values: (number | null)[]): Interval | undefined {
  if (values.some((value) => value === null)) return undefined;
  const interval = meanInterval(values as number[]);
  return interval && { ...interval, method: "replications" };
}
