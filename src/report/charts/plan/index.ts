// Every chart of a plan, in the order a reader wants them.
import type { PlanCase, PlanOutput } from "../../../finance/plan.ts";
import { chosenCase } from "../../plan/chosen.ts";
import type { Chart } from "../chart.ts";
import { demandChart } from "./demand.ts";
import { familyCharts } from "./families.ts";
import { fleetChart } from "./fleet.ts";
import { megawattChart } from "./megawatts.ts";
import { moneyChart } from "./money.ts";
import { planEfficiencyChart, unitCostChart } from "./strategies.ts";

export function planCharts(output: PlanOutput, chosen: PlanCase = chosenCase(output)): Chart[] {
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
