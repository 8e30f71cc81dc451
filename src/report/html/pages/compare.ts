// The page of `compare`: two scenarios or results, figure by figure.
import { version } from "../../../base/version.ts";
import type { DeploymentComparison } from "../../../planner/compare.ts";
import { comparisonAnswer, comparisonRows } from "../../compare-table.ts";
import { textTable } from "../block.ts";
import type { Page } from "../page.ts";
import { type ReportContext, reproduction } from "../reproduce.ts";

export function comparePage(
  names: { a: string; b: string },
  deployments: readonly DeploymentComparison[],
  broken: readonly string[],
  context: ReportContext,
  randomness: string,
): Page {
  return {
    title: `${names.b} against ${names.a}`,
    answer: `B against A. ${deployments.map(comparisonAnswer).join(" ")}`,
    confidence: "",
    notes: [`A: ${names.a}`, `B: ${names.b}`, ...broken],
    sections: [
      {
        id: "differences",
        heading: "What differs",
        blocks: deployments.flatMap((deployment) => {
          const { head, rows } = comparisonRows(deployment);
          return rows.length === 0 ? [] : [textTable(`A and B: ${deployment.name}`, head, rows)];
        }),
      },
      reproduction(context, randomness),
    ],
    version,
  };
}
