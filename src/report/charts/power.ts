// IT power over the run with the mean of the window.
import type { RunOutput } from "../../metrics/result.ts";
import { infeasibleNotes } from "../feasible.ts";
import { unitFor, watts, wattUnits } from "../format.ts";
import type { LineChart } from "./chart.ts";
import { finding } from "./finding.ts";
import { linesOf, timeAxis, tracedOf } from "./timeline.ts";

export function powerChart(output: RunOutput): LineChart {
  const traced = tracedOf(output);
  const deployments = traced.map(({ deployment }) => deployment);
  const lines = linesOf(traced, "itWatts");
  return {
    kind: "lines",
    id: "power",
    title: finding(
      { subject: "Mean IT power", better: "lower", of: (d) => d.power.itMeanWatts, text: watts },
      deployments,
    ),
    subtitle: "IT power (devices and hosts, before facility overhead); dashed: mean of the window",
    x: timeAxis(traced),
    panels: [
      {
        heading: "",
        y: {
          label: "IT power",
          unit: unitFor(
            wattUnits,
            lines.flatMap(({ y }) => y),
          ),
          scale: "linear",
          min: 0,
        },
        lines,
        references: deployments.map(({ index, power, window }) => ({
          axis: "y" as const,
          at: power.itMeanWatts,
          label: `mean ${watts(power.itMeanWatts)}`,
          colour: index,
          from: window.startSeconds,
          to: window.endSeconds,
        })),
      },
    ],
    notes: infeasibleNotes(output.result),
  };
}
