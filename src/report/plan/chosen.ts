// The case a summary is about, one decision: at the quantile that is bought to, else the one nearest to the median, the strategy whose
// worst regret is least; without an analysis the one worth most, what its devices are worth at the end included.
import type { PlanAnalysis } from "../../finance/analysis/result.ts";
import { buyToQuantile } from "../../finance/buy-to.ts";
import type { PlanCase, PlanOutput } from "../../finance/plan.ts";
import { summarise } from "../../finance/summary.ts";

/** What a summary is made from; the analysis is null where it was left out. */
export interface AnalysedPlan {
  output: PlanOutput;
  analysis: PlanAnalysis | null;
}

/** The planned quantile nearest the median. */
export function middleQuantile({ plan }: PlanOutput): number {
  const { quantiles } = plan.file;
  return quantiles.reduce((best, each) => (Math.abs(each - 0.5) < Math.abs(best - 0.5) ? each : best));
}

export function chosenCase({ output, analysis }: AnalysedPlan): PlanCase {
  const quantile = buyToQuantile(output.plan.file) ?? middleQuantile(output);
  const candidates = output.cases.filter((each) => each.quantile === quantile);
  const least = candidates.find(({ strategy }) => strategy === analysis?.comparison.leastRegret.strategy);
  const worth = (each: PlanCase) => {
    const { netPresentUsd, endValueUsd } = summarise(output, each);
    return netPresentUsd + endValueUsd;
  };
  return least ?? candidates.reduce((best, each) => (worth(each) > worth(best) ? each : best));
}
