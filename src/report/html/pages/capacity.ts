// The page of `capacity`: the largest load of every deployment, and what binds there.
import { version } from "../../../base/version.ts";
import type { Capacity, DeploymentCapacity } from "../../../planner/capacity.ts";
import { betweenText, capacityBasis, capacityHead, capacityRows } from "../../capacity.ts";
import type { Bar, BarChart } from "../../charts/chart.ts";
import { whisker, whiskerText } from "../../charts/whisker.ts";
import { limitName, number, requestRateUnit } from "../../format.ts";
import { assumptions } from "../assumptions.ts";
import { textTable } from "../block.ts";
import type { Grounds } from "../grounds.ts";
import type { Page } from "../page.ts";
import { type ReportContext, reproduction } from "../reproduce.ts";
import { serviceLevel } from "../service-level.ts";

const isCapacity = (answer: DeploymentCapacity): answer is Capacity => !("infeasible" in answer);

function rangeOf({ maxRequestsPerSecond, confidence }: Capacity): Pick<Bar, "range"> {
  if (confidence === undefined) return {};
  const { p10, p90 } = confidence.throughput;
  return { range: whisker(maxRequestsPerSecond, p10, p90) };
}

export function capacityChart(deployments: readonly DeploymentCapacity[], failedInstances: number): BarChart {
  const known = deployments.flatMap((each, index) =>
    isCapacity(each) && Number.isFinite(each.maxRequestsPerSecond) ? [{ each, index }] : [],
  );
  const sure = known.flatMap(({ each: { confidence } }) => (confidence ? [{ confidence }] : []));
  return {
    kind: "bars",
    id: "capacity",
    title: capacityAnswer(deployments),
    subtitle: `Largest load within the SLO${failedInstances > 0 ? `, with ${failedInstances} instances of every pool failed` : ""}${sure.length > 0 ? `; ${whiskerText(sure)}` : ""}`,
    value: { label: "load", unit: requestRateUnit, scale: "linear" },
    groups: known.map(({ each, index }) => ({
      name: each.name,
      colour: index,
      bars: [
        {
          value: each.maxRequestsPerSecond,
          text: `${number(each.maxRequestsPerSecond)} req/s, ${limitName(each.bindingLimit)}`,
          light: false,
          ...rangeOf(each),
        },
      ],
    })),
    notes: [],
  };
}

function capacityAnswer(deployments: readonly DeploymentCapacity[]): string {
  const known = deployments
    .filter(isCapacity)
    .sort((a, b) => b.maxRequestsPerSecond - a.maxRequestsPerSecond);
  const [best, next] = known;
  if (!best) return "No deployment is feasible";
  const most = `${best.name} carries ${number(best.maxRequestsPerSecond)} requests/s within the service level`;
  return next ? `${most}, ${next.name} ${number(next.maxRequestsPerSecond)}` : most;
}

export function capacityPage(
  scenario: string,
  deployments: readonly DeploymentCapacity[],
  failedInstances: number,
  context: ReportContext,
  seed: number,
  { slo, assumptions: leant }: Grounds,
): Page {
  return {
    title: `${scenario}: capacity`,
    answer: `${capacityAnswer(deployments)}.`,
    confidence: capacityBasis(deployments, leant),
    notes: [
      ...serviceLevel(slo),
      betweenText(deployments),
      ...deployments.flatMap((each) =>
        isCapacity(each) ? [] : [`${each.name} is infeasible: ${each.infeasible.reason}`],
      ),
    ],
    sections: [
      {
        id: "loads",
        heading: "Largest load",
        blocks: [
          { kind: "charts", charts: [capacityChart(deployments, failedInstances)] },
          textTable("Largest load", capacityHead, capacityRows(deployments)),
        ],
      },
      assumptions(leant),
      reproduction(context, `seed ${seed}`),
    ],
    version,
  };
}
