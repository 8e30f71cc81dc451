// The mean of the figures of independent replications. Counts, windows and verdicts that a mean would blur are those of
// the first: what was counted stays countable.
import type { ClassResult, DeploymentMetrics } from "./result.ts";

/** `runs` are of one deployment; the service level is met if it was met in every run. */
export function averageMetrics(runs: readonly DeploymentMetrics[]): DeploymentMetrics {
  const [first] = runs;
  if (first === undefined) throw new Error("no run to average");
  if (runs.length === 1) return first;
  const block = <K extends "latency" | "throughput" | "slo" | "power" | "cost" | "pools">(name: K) =>
    averageOf(runs.map((run) => run[name])) as DeploymentMetrics[K];
  return {
    ...first,
    latency: block("latency"),
    throughput: block("throughput"),
    slo: { ...block("slo"), met: runs.every((run) => run.slo.met) },
    power: block("power"),
    cost: block("cost"),
    pools: block("pools"),
    ...(first.classes && { classes: averageClasses(runs.map(({ classes }) => classes!)) }),
    ...(first.phases && {
      phases: averageOf(runs.map(({ phases }) => phases)) as DeploymentMetrics["phases"],
    }),
    ...(first.reasoning && {
      reasoning: averageOf(runs.map(({ reasoning }) => reasoning)) as DeploymentMetrics["reasoning"],
    }),
    ...(first.useful && {
      useful: averageOf(runs.map(({ useful }) => useful)) as DeploymentMetrics["useful"],
    }),
  };
}

/** Class by class, as a deployment: what was counted is that of the first run. */
function averageClasses(runs: readonly ClassResult[][]): ClassResult[] {
  return runs[0]!.map((first, i) => {
    const all = runs.map((classes) => classes[i]!);
    const averaged = averageOf(all) as ClassResult;
    const { requests, tokens, deadline } = first;
    return {
      ...averaged,
      requests,
      tokens,
      deadline,
      slo: { ...averaged.slo, met: all.every(({ slo }) => slo.met) },
    };
  });
}

/** Numbers are averaged leaf by leaf, null where any run has none; everything else is the first run's. */
function averageOf(values: readonly unknown[]): unknown {
  const [first] = values;
  if (values.every((value) => typeof value === "number"))
    return values.reduce((sum: number, value) => sum + (value as number), 0) / values.length;
  if (values.some((value) => value === null)) return null;
  if (values.some((value) => value === undefined)) return undefined;
  if (typeof first !== "object") return first;
  const objects = values as Record<string, unknown>[];
  const entries = Object.keys(objects[0]!).map(
    (key) => [key, averageOf(objects.map((each) => each[key]))] as const,
  );
  return Array.isArray(first) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
