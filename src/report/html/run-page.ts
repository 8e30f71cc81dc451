// The page of a run: answer, comparison, charts, pools and requests, assumptions, how to reproduce.
import type { LatencyLimits, RunOutput, RunResult } from "../../metrics/result.ts";
import { answer, confidenceBasis } from "../answer.ts";
import type { Chart } from "../charts/chart.ts";
import { infeasibleNotes } from "../feasible.ts";
import { seconds } from "../format.ts";
import { assumptions } from "./assumptions.ts";
import { comparisonTable, infeasibleList, poolTable, requestTable } from "./deployments.ts";
import type { Page } from "./page.ts";
import { type ReportContext, reproduction } from "./reproduce.ts";

function serviceLevel({ slo }: RunResult): string[] {
  const limits = (name: string, of: LatencyLimits | undefined) =>
    Object.entries(of ?? {}).flatMap(([statistic, limit]) =>
      limit === undefined ? [] : [`${name} ${statistic} ≤ ${seconds(limit)}`],
    );
  const all = [...limits("TTFT", slo?.ttftSeconds), ...limits("TPOT", slo?.tpotSeconds)];
  return all.length === 0 ? [] : [`Service level: ${all.join(", ")}.`];
}

export function runPage(
  { result, warnings }: RunOutput,
  charts: readonly Chart[],
  context: ReportContext,
): Page {
  const { seed, replications, engine } = result;
  const runs = replications > 1 ? `, ${replications} replications` : "";
  return {
    title: result.scenario,
    answer: answer(result),
    confidence: confidenceBasis(result),
    notes: [
      ...serviceLevel(result),
      ...infeasibleList(result),
      ...warnings.map((warning) => `Note: ${warning}`),
    ],
    sections: [
      { id: "comparison", heading: "Comparison", blocks: comparisonTable(result) },
      {
        id: "charts",
        heading: "Charts",
        blocks: [{ kind: "charts", charts, said: infeasibleNotes(result) }],
      },
      { id: "pools", heading: "Pools", blocks: poolTable(result) },
      { id: "requests", heading: "Requests", blocks: requestTable(result) },
      assumptions(result),
      reproduction(context, `seed ${seed}${runs}`),
    ],
    version: engine.version,
  };
}
