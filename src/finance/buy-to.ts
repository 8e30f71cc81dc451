// For which demand to order: the quantile the plan states, or the newsvendor's from what a token too few and one too many cost,
// under / (under + over); without either the planned quantile nearest to the median. It is planned for beside the others.
import type { PlanFile } from "./schema.ts";

/** Undefined where the plan does not say. */
export function buyToQuantile({ policy: { buyTo } }: Pick<PlanFile, "policy">): number | undefined {
  if (typeof buyTo !== "object") return buyTo;
  // Four digits: a quantile is a cell of every table.
  return Number((buyTo.under / (buyTo.under + buyTo.over)).toFixed(4));
}

/** The plan with the quantile that is bought to among those it is made for. */
export function withBuyTo(file: PlanFile): PlanFile {
  const quantile = buyToQuantile(file);
  if (quantile === undefined || file.quantiles.includes(quantile)) return file;
  return { ...file, quantiles: [...file.quantiles, quantile].sort((a, b) => a - b) };
}
