// Strategies against each other: what each is worth, what it would have cost to be wrong, when and at what price they change places,
// and what curtailing the batch tier saves.

import type { Comparison, LikeForLike, Regret } from "../../../finance/analysis/result.ts";
import { monthText } from "../../../finance/calendar.ts";
import type { PlanFile } from "../../../finance/schema.ts";
import { number, percent, unknown, usd, watts } from "../../format.ts";
import { type Block, textTable } from "../../html/block.ts";
import type { AnalysedPlan } from "../chosen.ts";
import { middleQuantile } from "../chosen.ts";
import { bigUsd } from "../words.ts";
import { percentile } from "./headline.ts";

const perYear = (value: number | null) => (value === null ? unknown : bigUsd(value));

function figures({ strategies }: Comparison, file: PlanFile): Block {
  /** What an API serves has no megawatts here to be earned by. */
  const calls = (strategy: string) =>
    file.strategies[strategy]!.sources.some((name) => file.sources[name]!.procure === "api");
  const rows = strategies.map((each) => [
    each.strategy,
    percentile(each.quantile),
    bigUsd(each.outcome.netPresentUsd),
    bigUsd(each.outcome.endValueUsd),
    bigUsd(each.outcome.costUsd),
    percent(each.unmetShare),
    usd(each.outcome.usdPerMillionTokens),
    calls(each.strategy) ? unknown : perYear(each.revenueUsdPerMegawattYear),
    calls(each.strategy) ? unknown : perYear(each.marginUsdPerMegawattYear),
    each.carbonGramsPerMillionTokens === null ? unknown : `${number(each.carbonGramsPerMillionTokens)} g`,
  ]);
  return {
    ...textTable(
      "Strategies",
      [
        "strategy",
        "demand",
        "present value",
        "end value",
        "present cost",
        "unmet",
        "$/M tokens",
        "revenue per MW-year",
        "margin per MW-year",
        "CO2 per M tokens",
      ],
      rows,
    ),
    note: "Present cost is what procurement minimises: cash but interest, and unmet tokens at the policy's price, less what devices are worth at the end, discounted. Megawatts are provisioned ones in service; an API has none here.",
  };
}

/** Rows: decisions. Columns: the demand that came. */
function regretTable({ regrets, leastRegret }: Comparison): Block {
  const lived = [...new Set(regrets.map(({ livedAtQuantile }) => livedAtQuantile))];
  const decisions = [...new Set(regrets.map((each) => `${each.strategy} ${each.decidedAtQuantile}`))];
  const rows = decisions.map((decision) => {
    const own = regrets.filter((each) => `${each.strategy} ${each.decidedAtQuantile}` === decision);
    const [first] = own as [Regret, ...Regret[]];
    const worst = Math.max(...own.map(({ regretUsd }) => regretUsd));
    return [
      `${first.strategy}, for ${percentile(first.decidedAtQuantile)}`,
      ...lived.map((quantile) => bigUsd(own.find((each) => each.livedAtQuantile === quantile)!.regretUsd)),
      bigUsd(worst),
    ];
  });
  return {
    ...textTable(
      "Regret",
      ["decided", ...lived.map((quantile) => `${percentile(quantile)} comes`), "worst"],
      rows,
    ),
    note: `Regret: present cost less that of the best decision for the demand that came, purchases held. Of the strategies decided for ${percentile(leastRegret.decidedAtQuantile)} of demand, ${leastRegret.strategy} has the least worst regret, ${bigUsd(leastRegret.worstRegretUsd)}.`,
  };
}

/** Rows: what commits itself, by demand. Columns: what does not. */
function likeForLikeTable({ likeForLike }: Comparison): Block {
  const flexible = [...new Set(likeForLike.map(({ against }) => against))];
  const decisions = [...new Set(likeForLike.map((each) => `${each.strategy} ${each.quantile}`))];
  const rows = decisions.map((decision) => {
    const own = likeForLike.filter((each) => `${each.strategy} ${each.quantile}` === decision);
    const [first] = own as [LikeForLike, ...LikeForLike[]];
    const cells = flexible.map((name) => {
      const each = own.find(({ against }) => against === name);
      return each ? `${bigUsd(each.againstCostUsd)} (${percent(each.servedShare)})` : unknown;
    });
    return [`${first.strategy}, ${percentile(first.quantile)}`, bigUsd(first.costUsd), ...cells];
  });
  return {
    ...textTable(
      "Like for like",
      ["bought or reserved", "costs", ...flexible.map((name) => `${name}, for the same tokens`)],
      rows,
    ),
    note: "Only the tokens that both serve, month by month and class by class (their share of the demand in brackets): what is owned ends at its sites' megawatts and waits for its lead time, what is rented or called does not. Present value of cash but interest, less what devices are worth at the end; orders held.",
  };
}

export function strategyBlocks({ output, analysis }: AnalysedPlan): Block[] {
  if (!analysis) return [];
  const { comparison } = analysis;
  const { start } = output.plan.file;
  const blocks: Block[] = [figures(comparison, output.plan.file), regretTable(comparison)];
  if (comparison.likeForLike.length > 0) blocks.push(likeForLikeTable(comparison));
  if (comparison.crossovers.length > 0)
    blocks.push({
      ...textTable(
        "Crossovers",
        ["cheaper at first", "cheaper in the end", "passes in", "cheaper by"],
        comparison.crossovers.map(({ cheaperFirst, cheaperThen, month, savedUsd }) => [
          cheaperFirst,
          cheaperThen,
          month === null ? "from the start" : monthText(start + month),
          bigUsd(savedUsd),
        ]),
      ),
      note: "When the discounted cost so far of one strategy passes that of another for good, at the median of demand: cash and unmet tokens so far, less what devices are worth on the books by then; in the end that is the present cost above.",
    });
  const found = comparison.prices.filter(({ value }) => value !== null);
  if (found.length > 0)
    blocks.push({
      ...textTable(
        "Prices at which strategies cost the same",
        ["strategy", "against", "price", "planned", "equal at", "unit"],
        found.map(({ strategy, against, input, planned, value, unit }) => [
          strategy,
          against,
          input,
          number(planned),
          number(value),
          unit,
        ]),
      ),
      note: "At the median, decisions held. Pairs for which no price within 1/20 and 20 times the planned one makes both equal are left out; result.json has them.",
    });
  const middle = comparison.demandResponse.filter(({ quantile }) => quantile === middleQuantile(output));
  if (middle.some(({ savedProvisionedWatts }) => savedProvisionedWatts > 0))
    blocks.push({
      ...textTable(
        "Demand response of the batch tier",
        ["strategy", "can be shed at once", "need not stand", "worth per year", "electricity saved per year"],
        middle.map((each) => [
          each.strategy,
          watts(each.sheddableWatts),
          watts(each.savedProvisionedWatts),
          bigUsd(each.provisionedUsdPerYear),
          bigUsd(each.electricityUsdPerYear),
        ]),
      ),
      note: "Batch work in the trough of the other classes only: what nameplate that saves, and what it costs less where electricity has peak hours.",
    });
  return blocks;
}
