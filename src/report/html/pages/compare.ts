// The page of `compare`: two scenarios or results, figure by figure.
import { version } from "../../../base/version.ts";
import type { DeploymentComparison } from "../../../planner/compare.ts";
import { compareChart } from "../../charts/compare.ts";
import { comparisonAnswer, comparisonRows, headlineName } from "../../compare-table.ts";
import { textTable } from "../block.ts";
import type { Page, Section } from "../page.ts";
import { type ReportContext, reproduction } from "../reproduce.ts";

const fileOf = (path: string): string => path.split("/").at(-1)!;

export function comparePage(
  names: { a: string; b: string },
  deployments: readonly DeploymentComparison[],
  broken: readonly string[],
  context: ReportContext,
  randomness: string,
  /** Of A and of B: how sure either is. */
  confidence: string,
): Page {
  const chart = compareChart(deployments);
  return {
    title: `${fileOf(names.b)} against ${fileOf(names.a)}`,
    answer: `B against A. ${deployments.map(comparisonAnswer).join(" ")}`,
    confidence,
    notes: [`A: ${names.a}`, `B: ${names.b}`, ...broken],
    sections: [
      { id: "changes", heading: "By how much", blocks: chart ? [{ kind: "charts", charts: [chart] }] : [] },
      ...deployments.map((deployment, index): Section => {
        const { head, rows } = comparisonRows(deployment, headlineName);
        return {
          id: `differences-${index}`,
          heading: `${deployment.name}, figure by figure`,
          blocks:
            rows.length === 0 ? [] : [textTable(`A and B: ${deployment.name}`, ["", ...head.slice(1)], rows)],
          beside: "next",
        };
      }),
      reproduction(context, randomness),
    ],
    version,
  };
}
