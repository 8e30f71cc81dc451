// What a straight line would have under- or over-bought, in megawatts and dollars.
import { straightLineChart } from "../../charts/plan/straight-line.ts";
import { number, watts } from "../../format.ts";
import { type Block, textTable } from "../../html/block.ts";
import { type AnalysedPlan, chosenCase } from "../chosen.ts";
import { bigUsd } from "../words.ts";
import { percentile } from "./headline.ts";

export function straightLineBlocks(plan: AnalysedPlan): Block[] {
  const { strategy, quantile } = chosenCase(plan);
  const found = plan.analysis?.straightLine.find((each) => each.strategy === strategy);
  if (!found) return [];
  const middle = found.against.find((each) => each.quantile === quantile)!;
  return [
    { kind: "charts", charts: [straightLineChart(plan.output, strategy, middle)] },
    {
      ...textTable(
        "Line less plan",
        [
          "demand",
          "most under-bought",
          "most over-bought",
          "spent",
          "unmet tokens",
          "present value",
          "present cost",
        ],
        found.against.map((each) => [
          percentile(each.quantile),
          watts(each.mostUnderWatts),
          watts(each.mostOverWatts),
          bigUsd(each.differenceSpentUsd),
          // Below a million tokens is floating point.
          `${number((Math.round(each.unmetDifferenceTokens / 1e6) + 0) / 1e6)} T`,
          bigUsd(each.netPresentDifferenceUsd),
          bigUsd(each.costDifferenceUsd),
        ]),
      ),
      note: `${strategy}: ${[...new Set(found.lines.map(({ basis }) => basis))].join("; ")}. Differences are line less plan; present cost counts unmet tokens at the policy's price.`,
    },
  ];
}
