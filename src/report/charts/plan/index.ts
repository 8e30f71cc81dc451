// Every chart of a plan itself, in the order a reader wants them; those of its analysis come with it.
import type { PlanCase } from "../../../finance/plan.ts";
import { type AnalysedPlan, chosenCase } from "../../plan/chosen.ts";
import type { Chart } from "../chart.ts";
import { demandChart } from "./demand.ts";
import { familyCharts } from "./families.ts";
import { fleetChart } from "./fleet.ts";
import { megawattChart } from "./megawatts.ts";
import { moneyChart } from "./money.ts";
import { straightLineChart } from "./straight-line.ts";
import { planEfficiencyChart, unitCostChart } from "./strategies.ts";
import { tornadoChart } from "./tornado.ts";
import { worldsChart } from "./worlds.ts";

export function planCharts(plan: AnalysedPlan, chosen: PlanCase = chosenCase(plan)): Chart[] {
  const { output } = plan;
  const efficiency = planEfficiencyChart(output);
  return [
    demandChart(output, chosen),
    fleetChart(output, chosen),
    megawattChart(output, chosen),
    moneyChart(output, chosen),
    unitCostChart(output),
    ...(efficiency ? [efficiency] : []),
    ...familyCharts(output),
  ];
}

/** What the strategy hangs on, how it fares in drawn worlds, and a straight line beside it. */
export function analysisCharts({ output, analysis }: AnalysedPlan): Chart[] {
  if (!analysis) return [];
  const { strategy, quantile } = chosenCase({ output, analysis });
  const sensitivity = analysis.sensitivity.find((each) => each.strategy === strategy);
  const drawn = analysis.uncertainty.cases.find(
    (each) => each.strategy === strategy && each.decidedAtQuantile === quantile,
  );
  const line = analysis.straightLine
    .find((each) => each.strategy === strategy)
    ?.against.find((each) => each.quantile === quantile);
  return [
    ...(sensitivity ? [tornadoChart(sensitivity)] : []),
    ...(drawn ? [worldsChart(output, drawn, analysis.uncertainty.drawCount)] : []),
    ...(line ? [straightLineChart(output, strategy, line)] : []),
  ];
}
