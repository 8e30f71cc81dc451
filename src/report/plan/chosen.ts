// The case a summary is about: the strategy whose worst regret is least, else the one worth most, at the middle quantile.
import type { PlanCase, PlanOutput } from "../../finance/plan.ts";
import { summarise } from "../../finance/summary.ts";

/** The planned quantile nearest the median. */
export function middleQuantile({ plan }: PlanOutput): number {
  const { quantiles } = plan.file;
  return quantiles.reduce((best, each) => (Math.abs(each - 0.5) < Math.abs(best - 0.5) ? each : best));
}

export function caseOf({ cases }: PlanOutput, strategy: string, quantile: number): PlanCase {
  return cases.find((each) => each.strategy === strategy && each.quantile === quantile)!;
}

export function chosenCase(output: PlanOutput): PlanCase {
  const quantile = middleQuantile(output);
  const candidates = output.cases.filter((each) => each.quantile === quantile);
  const worth = (each: PlanCase) => summarise(output, each).netPresentUsd;
  return candidates.reduce((best, each) => (worth(each) > worth(best) ? each : best));
}
