// How sure the plan is: every strategy in the same drawn worlds, and what was drawn.
import { monthText } from "../../../finance/calendar.ts";
import { worldsChart } from "../../charts/plan/worlds.ts";
import { fixed, number, percent, usd, watts } from "../../format.ts";
import { type Block, textTable } from "../../html/block.ts";
import { type AnalysedPlan, chosenCase } from "../chosen.ts";
import { bigUsd } from "../words.ts";
import { percentile, range, uncertainCase } from "./headline.ts";

export function uncertaintyBlocks(plan: AnalysedPlan): Block[] {
  if (!plan.analysis) return [];
  const { drawCount, seed, inputs, cases } = plan.analysis.uncertainty;
  const chosen = chosenCase(plan);
  const drawn = uncertainCase(plan, chosen.strategy, chosen.quantile);
  const rows = cases.map((each) => [
    `${each.strategy}, for ${percentile(each.decidedAtQuantile)}`,
    `${percent(each.sufficientShare)} ± ${percent(each.sufficientErrorShare)}`,
    monthText(plan.output.plan.file.start + each.sufficientFromMonth),
    range(each.unmetShare, percent),
    range(each.netPresentUsd, bigUsd),
    range(each.usdPerMillionTokens, usd),
    range(each.peakFacilityWatts, watts),
  ]);
  return [
    ...(drawn ? [{ kind: "charts" as const, charts: [worldsChart(plan.output, drawn, drawCount)] }] : []),
    {
      ...textTable(
        "Every decision in the same worlds",
        ["decided", "served 99.9 %", "from", "unmet", "present value", "$/M tokens", "peak power"],
        rows,
      ),
      note: `${fixed(drawCount, 0)} draws, seed ${seed}; median, with P10 to P90. Served: share of worlds in which at most 0.1 % of tokens are unmet from the month given, before which no order arrives; ± one standard error of the draws.`,
    },
    {
      ...textTable(
        "What is drawn",
        ["input", "P10", "P90", "range from"],
        inputs.map(({ name, lowRatio, highRatio, source }) => [
          name,
          `${number(lowRatio)} x`,
          `${number(highRatio)} x`,
          source,
        ]),
      ),
      note: "As factors on the plan's own figure.",
    },
    {
      kind: "paragraph",
      quiet: true,
      text: "What is not drawn: how a world differs from a plan, what is left out, and how the ledger compares with published totals is told in docs/concepts/plan.md.",
    },
  ];
}
