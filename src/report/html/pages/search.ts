// The page of `search`: what to build, the front it lies on, the best by either measure, and what was left out and why.
import { version } from "../../../base/version.ts";
import type { Search } from "../../../planner/search/search.ts";
import type { LineChart } from "../../charts/chart.ts";
import { searchAnswer, searchBasis, searchCounts, searchHead, searchRows } from "../../search.ts";
import { assumptions } from "../assumptions.ts";
import { type Block, textTable } from "../block.ts";
import { type Grounds, unmeasuredText } from "../grounds.ts";
import type { Page } from "../page.ts";
import { type ReportContext, reproduction } from "../reproduce.ts";
import { serviceLevel } from "../service-level.ts";

/** Reasons why configurations cannot be, with how many there are of each. */
function leftOut({ infeasible, impossible }: Search): Block[] {
  const counts = new Map(impossible);
  for (const { reason } of infeasible) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (counts.size === 0) return [];
  const rows = [...counts].sort(([, a], [, b]) => b - a).map(([reason, count]) => [reason, String(count)]);
  return [
    {
      kind: "details",
      summary: `${rows.length === 1 ? "Why" : `${rows.length} reasons why`} configurations are out of the question`,
      blocks: [textTable("Out of the question", ["because", "configurations"], rows)],
    },
  ];
}

export function searchPage(
  scenario: string,
  search: Search,
  chart: LineChart | undefined,
  context: ReportContext,
  seed: number,
  grounds: Grounds,
): Page {
  const ranked = search.ranked();
  const rows = searchRows(ranked);
  return {
    title: `${scenario}: search`,
    answer: searchAnswer(search),
    confidence: rows.length === 0 ? "" : searchBasis(search, grounds.assumptions),
    notes: [
      ...serviceLevel(grounds.slo),
      `Each configuration at the largest load it carries within the service level, found to 2 %: those closer than that are a tie. A configuration is left out only where bounds that no schedule beats, of the same model of the devices, put it behind one that was simulated${unmeasuredText(grounds)}.`,
      ...(search.settled < search.total ? ["Stopped before all configurations were looked at."] : []),
    ],
    sections: [
      { id: "front", heading: "What to build", blocks: chart ? [{ kind: "charts", charts: [chart] }] : [] },
      {
        id: "best",
        heading: "The best",
        blocks: rows.length === 0 ? [] : [textTable("The best configurations", searchHead, rows)],
      },
      {
        id: "space",
        heading: "What was looked at",
        blocks: [{ kind: "paragraph", text: searchCounts(search) }, ...leftOut(search)],
      },
      assumptions(grounds.assumptions),
      reproduction(context, `seed ${seed}`),
    ],
    version,
  };
}
