// Rows of a result about what is generated and not shown. There only where requests reason.
import type { RunResult } from "../metrics/result.ts";
import * as format from "./format.ts";
import type { NumberRow } from "./result-rows.ts";

export function reasoningGroup(result: RunResult): { heading: string; rows: NumberRow[] }[] {
  if (!result.deployments.some((each) => !("infeasible" in each) && each.reasoning)) return [];
  const first = (statistic: "p50" | "p90"): NumberRow => ({
    label: `first visible token ${statistic}`,
    of: ({ reasoning }) => reasoning?.visibleTtftSeconds[statistic] ?? null,
    unitBy: ({ reasoning }) => reasoning?.visibleTtftSeconds.p50 ?? null,
    units: format.timeUnits,
    better: "lower",
  });
  return [
    {
      heading: "Reasoning",
      rows: [
        first("p50"),
        first("p90"),
        {
          label: "hidden share of output",
          of: ({ reasoning, tokens }) => (reasoning ? reasoning.hiddenTokens / tokens.output : null),
          units: [format.percentUnit],
        },
        {
          label: "cost per M visible tokens ($)",
          of: ({ reasoning }) => reasoning?.usdPerMillionVisibleTokens ?? null,
          units: [format.plainUnit],
          decimals: 2,
          better: "lower",
        },
      ],
    },
  ];
}
