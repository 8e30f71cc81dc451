// Splits the deployments of a result into those with metrics and those that cannot be built.
import type { DeploymentMetrics, Infeasible, RunResult } from "../metrics/result.ts";
import { amount } from "./format.ts";

/** `index` is the place in the result: it picks the colour in every chart. */
export type Feasible = DeploymentMetrics & { name: string; index: number };

export function feasibleOf(result: RunResult): Feasible[] {
  return result.deployments.flatMap((deployment, index) =>
    "infeasible" in deployment ? [] : [{ ...deployment, index }],
  );
}

export function infeasibleOf(result: RunResult): { name: string; infeasible: Infeasible }[] {
  return result.deployments.flatMap((deployment) => ("infeasible" in deployment ? [deployment] : []));
}

/** "memory: 12.4 GB short". */
export function shortfall({ limit, short, unit }: Infeasible): string {
  return `${limit}: ${amount(short, unit)} short`;
}

/** One note for each deployment that charts cannot show. */
export function infeasibleNotes(result: RunResult): string[] {
  return infeasibleOf(result).map(
    ({ name, infeasible }) => `${name} is not shown: infeasible (${shortfall(infeasible)})`,
  );
}

/** What does not fit where, a sentence for each. */
export function infeasibleReasons(result: RunResult): string[] {
  return infeasibleOf(result).map(
    ({ name, infeasible }) => `${name} is infeasible, ${shortfall(infeasible)}: ${infeasible.reason}`,
  );
}
