// What a run's report shows beyond the result: the curve of every deployment in its own layout, and where time, energy and
// money went.
import type { RunOutput } from "../metrics/result.ts";
import { type Curve, curveOf, loadsUsers } from "../planner/curve/curve.ts";
import { breakDownRun } from "../planner/explain/explain.ts";
import type { RunAnalysis } from "../report/html/pages/run.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import { finishWork } from "./finish-work.ts";
import { progressMeter } from "./progress.ts";

export async function analyse(
  scenario: ResolvedScenario,
  { result, traces }: RunOutput,
  options: { seed: number; quiet: boolean },
): Promise<Pick<RunAnalysis, "curves" | "breakdowns">> {
  const curves: Curve[] = [];
  const breakdowns: RunAnalysis["breakdowns"][number][] = [];
  for (const deployment of result.deployments) {
    if ("infeasible" in deployment) continue;
    const { name } = deployment;
    const records = traces.find((trace) => trace.name === name)?.records;
    const breakdown = records && breakDownRun(scenario, name, deployment, records);
    if (breakdown) breakdowns.push({ name, ...breakdown });
    if (!loadsUsers(scenario)) continue;
    const progress = progressMeter(`curve of ${name}`, options.quiet);
    const sweep = curveOf(scenario, name, { seed: options.seed, sweepLayouts: false });
    const { result } = await finishWork(sweep, progress);
    if ("points" in result) curves.push(result);
  }
  return { curves, breakdowns };
}
