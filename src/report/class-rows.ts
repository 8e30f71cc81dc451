// Rows of a result by class of requests: what was promised to each, and whether it was kept. There only where the workload
// has classes.
import type { DeploymentMetrics, RunResult } from "../metrics/result.ts";
import * as format from "./format.ts";
import { unknown } from "./format.ts";
import { partRows } from "./part-rows.ts";
import type { NumberRow, TextRow } from "./result-rows.ts";

export function classGroups(result: RunResult): { heading: string; rows: (NumberRow | TextRow)[] }[] {
  const all = result.deployments.flatMap((each) => ("infeasible" in each ? [] : (each.classes ?? [])));
  const names = [...new Set(all.map(({ name }) => name))];
  return names.map((name) => ({
    heading: `Class ${name}`,
    rows: rowsOf(
      name,
      all.some((each) => each.name === name && each.deadline),
    ),
  }));
}

function rowsOf(name: string, hasDeadline: boolean): (NumberRow | TextRow)[] {
  const classOf = ({ classes }: DeploymentMetrics) => classes?.find((each) => each.name === name);
  const { of, fewer, requests, p90 } = partRows(classOf);
  return [
    requests(),
    p90("TTFT", "ttftSeconds"),
    p90("TPOT", "tpotSeconds"),
    p90("E2E", "e2eSeconds"),
    {
      label: "SLO met",
      text: (metrics) => {
        const found = classOf(metrics);
        return found === undefined ? unknown : found.slo.met ? "yes" : "no";
      },
    },
    of("attainment", ({ slo }) => slo.attainment, [format.percentUnit], { decimals: 2, better: "higher" }),
    of("goodput", ({ slo }) => slo.goodputOutputTokensPerSecond, format.tokenRateUnits, { better: "higher" }),
    ...(hasDeadline ? [fewer("deadline missed", ({ deadline }) => deadline?.missedRequests)] : []),
  ];
}
