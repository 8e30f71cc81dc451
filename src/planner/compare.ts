// Two results side by side: each figure, its change, and the interval of the difference where there is one. Runs made
// with the same seeds are paired (common random numbers); intervals of two separate results add in squares.
import { mean, meanInterval } from "../base/statistics.ts";
import { type Headline, headlines } from "../metrics/headline.ts";
import type { DeploymentMetrics, DeploymentResult, RunResult } from "../metrics/result.ts";

export interface Difference {
  metric: string;
  unit: string;
  a: number | null;
  b: number | null;
  /** (b - a) / a; null where a is 0 or either is unknown. */
  change: number | null;
  /** 95 % confidence interval of b - a. */
  interval?: { low: number; high: number; method: "paired replications" | "separate intervals" };
}

export type DeploymentComparison =
  | { name: string; differences: Difference[] }
  | { name: string; differences: [] /** Why the two cannot be compared. */; unmatched: string };

/** No change, so a gate has nothing to say to it. */
const INFEASIBLE_IN_BOTH = "infeasible in A and B";

/** A side is one result, or one per replication in the same order of seeds on both sides. */
export function compareResults(a: readonly RunResult[], b: readonly RunResult[]): DeploymentComparison[] {
  const names = new Set([...a[0]!.deployments, ...b[0]!.deployments].map((deployment) => deployment.name));
  return [...names].map((name) => {
    const [left, right] = [a, b].map((side) =>
      side.map((result) => result.deployments.find((deployment) => deployment.name === name)),
    );
    return compareDeployment(name, left!, right!);
  });
}

function compareDeployment(
  name: string,
  a: (DeploymentResult | undefined)[],
  b: (DeploymentResult | undefined)[],
): DeploymentComparison {
  const unmatched = (why: string): DeploymentComparison => ({ name, differences: [], unmatched: why });
  if (a[0] === undefined) return unmatched("only in B");
  if (b[0] === undefined) return unmatched("only in A");
  const isFeasible = (each: DeploymentResult | undefined): each is { name: string } & DeploymentMetrics =>
    each !== undefined && !("infeasible" in each);
  if (!a.every(isFeasible) || !b.every(isFeasible)) {
    if (!a.every(isFeasible) && !b.every(isFeasible)) return unmatched(INFEASIBLE_IN_BOTH);
    return unmatched(`infeasible in ${a.every(isFeasible) ? "B" : "A"}`);
  }
  const spokenOf = headlines.filter(
    ({ whereStated, of }) => !whereStated || [...a, ...b].some((metrics) => of(metrics) !== null),
  );
  return { name, differences: spokenOf.map((headline) => difference(headline, a, b)) };
}

function difference(headline: Headline, a: DeploymentMetrics[], b: DeploymentMetrics[]): Difference {
  const [left, right] = [a, b].map((side) => side.map((metrics) => headline.of(metrics)));
  const meanOf = (values: (number | null)[]) => (values.includes(null) ? null : mean(values as number[]));
  const meanA = meanOf(left!);
  const meanB = meanOf(right!);
  const known = meanA !== null && meanB !== null;
  const change =
    known && (meanA !== 0 || meanB === 0) ? (meanA === 0 ? 0 : (meanB - meanA) / Math.abs(meanA)) : null;
  const interval = known ? intervalOf(headline.name, left as number[], right as number[], a, b) : undefined;
  return {
    metric: headline.name,
    unit: headline.unit,
    a: meanA,
    b: meanB,
    change,
    ...(interval && { interval }),
  };
}

function intervalOf(
  name: string,
  left: number[],
  right: number[],
  a: DeploymentMetrics[],
  b: DeploymentMetrics[],
): Difference["interval"] {
  if (left.length > 1 && left.length === right.length) {
    const { low, high } = meanInterval(left.map((value, index) => right[index]! - value))!;
    return { low, high, method: "paired replications" };
  }
  const [of, against] = [a[0]!.intervals?.[name], b[0]!.intervals?.[name]];
  if (!of || !against) return undefined;
  const half = Math.hypot((of.high - of.low) / 2, (against.high - against.low) / 2);
  return {
    low: right[0]! - left[0]! - half,
    high: right[0]! - left[0]! + half,
    method: "separate intervals",
  };
}

/** One `--max-change` that did not hold. */
export interface GateFailure {
  deployment: string;
  metric: string;
  limit: number;
  change: number | null;
}

/** Every figure of `limits` (headline to largest relative change either way) that moved further, or cannot be compared. */
export function failedGates(
  comparisons: readonly DeploymentComparison[],
  limits: ReadonlyMap<string, number>,
): GateFailure[] {
  return comparisons.flatMap((comparison) => {
    if ("unmatched" in comparison)
      return limits.size === 0 || comparison.unmatched === INFEASIBLE_IN_BOTH
        ? []
        : [{ deployment: comparison.name, metric: comparison.unmatched, limit: 0, change: null }];
    return comparison.differences.flatMap(({ metric, a, b, change }) => {
      const limit = limits.get(metric);
      const holds =
        limit === undefined || (a === null && b === null) || (change !== null && Math.abs(change) <= limit);
      return holds ? [] : [{ deployment: comparison.name, metric, limit: limit!, change }];
    });
  });
}
