// A straight line through demand beside the plan: what it sees coming, and the megawatts it would have had more or less.

import type { StraightLineAgainst } from "../../../finance/analysis/result.ts";
import { firstDay } from "../../../finance/calendar.ts";
import type { PlanOutput } from "../../../finance/plan.ts";
import { tokenRateUnits, unitFor, watts } from "../../format.ts";
import { bigUsd } from "../../plan/words.ts";
import type { LineChart } from "../chart.ts";
import { megawattUnits, monthAxis, monthly, percentile } from "./months.ts";

export function straightLineChart(
  output: PlanOutput,
  strategy: string,
  against: StraightLineAgainst,
): LineChart {
  const { months, mostUnderWatts, mostOverWatts, costDifferenceUsd, quantile } = against;
  const x = months.map(({ month }) => Date.parse(firstDay(output.plan.file.start + month)) / 1000);
  const rates = months.map(({ demandTokensPerSecond }) => demandTokensPerSecond);
  const less = months.map(({ differenceWatts }) => differenceWatts);
  const missed =
    mostUnderWatts >= mostOverWatts
      ? `${watts(mostUnderWatts)} too little`
      : `${watts(mostOverWatts)} too much`;
  const size = bigUsd(Math.abs(costDifferenceUsd));
  // What is rented by the quarter follows the demand that comes, whatever was planned.
  const cost =
    size === "$0"
      ? "made up at the same cost by what is rented or called as demand comes"
      : `at ${size} ${costDifferenceUsd > 0 ? "more" : "less"} of present cost`;
  return {
    kind: "lines",
    id: "straight-line",
    title: `A straight line would have planned up to ${missed} of nameplate power, ${cost}`,
    subtitle: `${strategy} at ${percentile(quantile)} of demand: planned for a line that goes on as last year did, lived in the demand of the plan`,
    x: monthAxis(output),
    panels: [
      {
        heading: `Tokens asked for, all classes (${unitFor(tokenRateUnits, rates).symbol})`,
        y: { label: "", unit: unitFor(tokenRateUnits, rates), scale: "linear", min: 0 },
        lines: monthly([
          { name: "the plan's demand", colour: 0, x, y: rates },
          {
            name: "straight line",
            colour: 1,
            x,
            y: months.map(({ lineTokensPerSecond }) => lineTokensPerSecond),
          },
        ]),
        references: [],
      },
      {
        heading: `Provisioned by the line, less the plan's (${unitFor(megawattUnits, less).symbol})`,
        y: { label: "", unit: unitFor(megawattUnits, less), scale: "linear" },
        lines: monthly([{ name: "difference", colour: 4, x, y: less }]),
        references: [],
      },
    ],
    notes: [],
  };
}
