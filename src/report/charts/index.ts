// Every chart of a run, in the order a reader wants them. A new chart is one file and one line here.
import type { RunOutput } from "../../metrics/result.ts";
import { feasibleOf } from "../feasible.ts";
import type { Chart } from "./chart.ts";
import { costChart } from "./cost.ts";
import { efficiencyChart } from "./efficiency.ts";
import { latencyCharts } from "./latency-cdf.ts";
import { powerChart } from "./power.ts";
import { timelineChart } from "./timeline.ts";

export type { Chart } from "./chart.ts";

/** None where nothing is feasible: the answer is then in words. */
export function chartsOf(output: RunOutput): Chart[] {
  if (feasibleOf(output.result).length === 0) return [];
  return [
    ...latencyCharts(output),
    efficiencyChart(output),
    costChart(output),
    timelineChart(output),
    powerChart(output),
  ];
}
