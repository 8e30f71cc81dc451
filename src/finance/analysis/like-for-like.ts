// Strategies that serve different tokens do not cost the same thing: what is owned ends at the megawatts of its sites, what is rented
// or called by the quarter does not. So for each strategy that commits itself, what each flexible one costs for the very tokens that
// both serve, month by month and class by class; nothing is unmet then, and nothing is charged for it.
import type { PlanCase, PlanOutput } from "../plan.ts";
import { operate } from "./operate.ts";
import { operatingOf } from "./operating.ts";
import type { LikeForLike } from "./result.ts";

export function likeForLike({ plan: { file }, cases }: PlanOutput): LikeForLike[] {
  return cases.filter(commitsItself).flatMap((own) => {
    const flexible = cases.filter((each) => each.quantile === own.quantile && !commitsItself(each));
    const demandTokens = own.rows.reduce((sum, row) => sum + row.demandTokens, 0);
    return flexible.map((other) => {
      const asked = servedByBoth(own, other);
      const lived = (each: PlanCase) => operate({ ...operatingOf(file, each), asked }).outcome;
      const [mine, theirs] = [lived(own), lived(other)];
      return {
        strategy: own.strategy,
        against: other.strategy,
        quantile: own.quantile,
        servedShare: mine.demandTokens / demandTokens,
        costUsd: mine.costUsd - mine.unmetCostUsd,
        againstCostUsd: theirs.costUsd - theirs.unmetCostUsd,
      };
    });
  });
}

/** Orders something for good or for a term; what is there already binds nobody. */
const commitsItself = ({ lots, offers }: PlanCase): boolean =>
  lots.some(({ entryMonth, devices, offer }) => entryMonth >= 0 && devices > 0 && offers[offer]!.isCommitted);

/** Tokens per second by class and month. */
function servedByBoth(...both: readonly [PlanCase, PlanCase]): Map<string, Float64Array> {
  const shares = both.map(servedShares);
  return new Map(
    [...both[0].asked].map(([name, path]) => [
      name,
      path.map((rate, m) => rate * Math.min(...shares.map((each) => each.get(name)![m]!))),
    ]),
  );
}

/** Of what is asked, by class and month. */
function servedShares({ asked, rows }: PlanCase): Map<string, Float64Array> {
  const [demand, unmet] = [tokensOf("demandTokens"), tokensOf("unmetTokens")];
  function tokensOf(key: "demandTokens" | "unmetTokens") {
    const sums = new Map([...asked].map(([name, path]) => [name, new Float64Array(path.length)]));
    for (const row of rows) if (row[key] > 0) sums.get(row.planClass)![row.month]! += row[key];
    return sums;
  }
  return new Map(
    [...demand].map(([name, path]) => [
      name,
      path.map((tokens, m) => (tokens > 0 ? 1 - unmet.get(name)![m]! / tokens : 1)),
    ]),
  );
}
