// Rows of a result about what was promised: there only where something is. Without a limit every request is good, which says nothing.
import type { RunResult } from "../metrics/result.ts";
import * as format from "./format.ts";
import type { NumberRow, TextRow } from "./result-rows.ts";

/** Whether the scenario states a limit for all requests. */
export const statesLimits = ({ slo }: Pick<RunResult, "slo">): boolean =>
  Object.values(slo ?? {}).some((limits) => limits && Object.keys(limits).length > 0);

/** Classes have promises of their own. */
const hasClasses = ({ deployments }: RunResult): boolean =>
  deployments.some((each) => !("infeasible" in each) && each.classes !== undefined);

export function serviceGroup(result: RunResult): { heading: string; rows: (NumberRow | TextRow)[] }[] {
  if (!statesLimits(result) && !hasClasses(result)) return [];
  return [
    {
      heading: "Service level",
      rows: [
        { label: "SLO met", text: ({ slo }) => (slo.met ? "yes" : "no") },
        {
          label: "attainment",
          of: ({ slo }) => slo.attainment,
          units: [format.percentUnit],
          decimals: 2,
          better: "higher",
          name: "slo.attainment",
        },
        {
          label: "goodput",
          of: ({ slo }) => slo.goodputOutputTokensPerSecond,
          units: format.tokenRateUnits,
          better: "higher",
          name: "slo.goodputOutputTokensPerSecond",
        },
      ],
    },
  ];
}
