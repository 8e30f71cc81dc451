// Linear planning beside the plan: the same strategy decided for demand along a straight line. Through a measured series the line
// is least squares, as a spreadsheet fits it; where only growth is stated, last year's increase (from now / p50 to now) goes on.
// What the line ordered is then run in the demand of each quantile.
import type { Highs } from "highs";
import { baselinesOf } from "../../forecast/baselines.ts";
import { MONTHS_PER_YEAR, middleSeconds } from "../calendar.ts";
import { decide, type PlanCase, type PlanOutput } from "../plan.ts";
import type { ResolvedPlan } from "../resolved.ts";
import { type Operation, operate } from "./operate.ts";
import { type Operating, operatingOf } from "./operating.ts";
import type { StraightLine, StraightLineAgainst } from "./result.ts";

interface Line {
  planClass: string;
  basis: string;
  tokensPerSecond: Float64Array;
}

/** Tokens per second of each class in the middle of each month. */
export function linesOf({ file, forecasts }: ResolvedPlan): Line[] {
  const { start, horizon, classes } = file;
  return Object.entries(classes).map(([planClass, { tokens }]) => {
    if ("now" in tokens) {
      const { now, growth } = tokens;
      const increase = now * (1 - 1 / growth.p50);
      return {
        planClass,
        basis: "last year's increase goes on, had it grown by p50",
        tokensPerSecond: Float64Array.from({ length: horizon }, (_, m) =>
          Math.max(0, now + (increase * (m + 0.5)) / MONTHS_PER_YEAR),
        ),
      };
    }
    const { linear } = baselinesOf(forecasts.get(planClass)!.deseasonalised);
    return {
      planClass,
      basis: "least squares through the series",
      tokensPerSecond: Float64Array.from({ length: horizon }, (_, m) => linear(middleSeconds(start + m))),
    };
  });
}

export function straightLine(output: PlanOutput, strategy: string, highs: Highs): StraightLine {
  const { plan, offers, cases } = output;
  const lines = linesOf(plan);
  const asked = new Map(lines.map(({ planClass, tokensPerSecond }) => [planClass, tokensPerSecond]));
  const state = operatingOf(plan.file, decide(plan, offers, strategy, asked, highs));
  const expected = operate(state);
  return {
    strategy,
    lines: lines.map(({ planClass, basis, tokensPerSecond }) => ({
      planClass,
      basis,
      growthTokensPerSecondPerYear: slope(tokensPerSecond),
    })),
    against: cases
      .filter((each) => each.strategy === strategy)
      .map((each) => against(plan, each, state, expected)),
  };
}

const slope = (path: Float64Array): number =>
  path.length > 1 ? ((path.at(-1)! - path[0]!) / (path.length - 1)) * MONTHS_PER_YEAR : 0;

function against(
  { file }: ResolvedPlan,
  each: PlanCase,
  line: Operating,
  expected: Operation,
): StraightLineAgainst {
  const planned = operate(operatingOf(file, each));
  const lived = operate({ ...line, asked: each.asked });
  const spent = (of: Operation) => cumulative(of.procuredUsd);
  const [lineSpent, planSpent] = [spent(expected), spent(planned)];
  const at = (asked: Operating["asked"], m: number) =>
    [...asked.values()].reduce((sum, path) => sum + path[m]!, 0);
  const months = Array.from({ length: file.horizon }, (_, month) => ({
    month,
    lineTokensPerSecond: at(line.asked, month),
    demandTokensPerSecond: at(each.asked, month),
    differenceDevices: expected.inServiceDevices[month]! - planned.inServiceDevices[month]!,
    differenceWatts: expected.provisionedWatts[month]! - planned.provisionedWatts[month]!,
    differenceSpentUsd: lineSpent[month]! - planSpent[month]!,
    lineUnmetTokens: lived.unmetTokens[month]!,
    planUnmetTokens: planned.unmetTokens[month]!,
  }));
  const watts = months.map(({ differenceWatts }) => differenceWatts);
  return {
    quantile: each.quantile,
    months,
    mostUnderWatts: Math.max(0, -Math.min(...watts)),
    mostOverWatts: Math.max(0, ...watts),
    differenceSpentUsd: months.at(-1)!.differenceSpentUsd,
    unmetDifferenceTokens: lived.outcome.unmetTokens - planned.outcome.unmetTokens,
    netPresentDifferenceUsd: lived.outcome.netPresentUsd - planned.outcome.netPresentUsd,
    costDifferenceUsd: lived.outcome.costUsd - planned.outcome.costUsd,
  };
}

function cumulative(amounts: Float64Array): Float64Array {
  let sum = 0;
  return amounts.map((amount) => {
    sum += amount;
    return sum;
  });
}
