// The plan in many worlds: facility power and unmet tokens, quarter by quarter, when demand, hardware and prices are drawn together.

import type { UncertainCase } from "../../../finance/analysis/result.ts";
import { firstDay } from "../../../finance/calendar.ts";
import type { PlanOutput } from "../../../finance/plan.ts";
import { percent, percentUnit, unitFor, watts } from "../../format.ts";
import type { LineChart } from "../chart.ts";
import { megawattUnits, monthAxis } from "./months.ts";

export function worldsChart(output: PlanOutput, drawn: UncertainCase, drawCount: number): LineChart {
  const { quarters, strategy } = drawn;
  const x = quarters.map(({ month }) => Date.parse(firstDay(output.plan.file.start + month)) / 1000);
  const spread = (of: "facilityWatts" | "unmetShare") => ({
    y: quarters.map((quarter) => quarter[of].p50),
    band: {
      low: quarters.map((quarter) => quarter[of].p10),
      high: quarters.map((quarter) => quarter[of].p90),
    },
  });
  const power = unitFor(
    megawattUnits,
    quarters.map(({ facilityWatts }) => facilityWatts.p90),
  );
  const last = quarters.at(-1)!;
  return {
    kind: "lines",
    id: "worlds",
    title: `At the end ${percent(last.sufficientShare)} of worlds are served whole; they draw ${watts(last.facilityWatts.p10)} to ${watts(last.facilityWatts.p90)}`,
    subtitle: `${strategy}, purchases decided for the median, in ${drawCount} joint draws of demand, hardware and prices; bands hold 80 % of them`,
    x: { ...monthAxis(output), max: x.at(-1)! },
    panels: [
      {
        heading: `Facility power (${power.symbol})`,
        y: {
          label: "",
          unit: power,
          scale: "linear",
          min: 0,
        },
        lines: [{ name: "median, with P10 to P90", colour: 0, x, ...spread("facilityWatts") }],
        references: [],
      },
      {
        heading: "Tokens that nothing serves (% of demand)",
        y: { label: "", unit: percentUnit, scale: "linear", min: 0, max: 1 },
        lines: [{ name: "median, with P10 to P90", colour: 0, x, ...spread("unmetShare") }],
        references: [],
      },
      {
        heading: "Worlds served whole (%)",
        y: { label: "", unit: percentUnit, scale: "linear", min: 0, max: 1 },
        lines: [
          { name: "share of worlds", colour: 2, x, y: quarters.map((quarter) => quarter.sufficientShare) },
        ],
        references: [],
      },
    ],
    notes: [],
  };
}
