// Output tokens per second for each megawatt: of the power drawn on average, and of the power set aside.
import type { RunOutput } from "../../metrics/result.ts";
import { ratioBand } from "../../planner/curve/point.ts";
import { feasibleOf, infeasibleNotes } from "../feasible.ts";
import { inUnit, tokenRateUnits, tokensPerSecondPerMegawatt, unitFor } from "../format.ts";
import type { BarChart } from "./chart.ts";
import { finding } from "./finding.ts";
import { whisker, whiskerText } from "./whisker.ts";

export function efficiencyChart({ result }: RunOutput): BarChart {
  const deployments = feasibleOf(result);
  const unit = unitFor(
    tokenRateUnits,
    deployments.map(({ throughput }) => throughput.outputTokensPerSecondPerMegawatt),
  );
  const shown = (value: number) => inUnit(value, unit).replace(/ tok\/s$/, "");
  return {
    kind: "bars",
    id: "efficiency",
    title: finding(
      {
        subject: "Output per megawatt drawn",
        better: "higher",
        of: (d) => d.throughput.outputTokensPerSecondPerMegawatt,
        text: tokensPerSecondPerMegawatt,
      },
      deployments,
    ),
    subtitle: `Output tokens/s per MW of facility power: mean draw (strong) and provisioned (pale); ${whiskerText(deployments)}`,
    value: {
      label: "output per MW",
      unit,
      scale: "linear",
    },
    groups: deployments.map(({ name, index, throughput, confidence }) => {
      const mean = throughput.outputTokensPerSecondPerMegawatt;
      const provisioned = throughput.outputTokensPerSecondPerProvisionedMegawatt;
      const { low, high } = ratioBand(confidence.throughput, confidence.power);
      return {
        name,
        colour: index,
        bars: [
          {
            value: mean,
            text: `${shown(mean)}, mean`,
            light: false,
            range: whisker(mean, low, high),
          },
          {
            value: provisioned,
            text: `${shown(provisioned)}, provisioned`,
            light: true,
            range: whisker(provisioned, confidence.throughput.p10, confidence.throughput.p90),
          },
        ].filter(({ value }) => Number.isFinite(value)),
      };
    }),
    notes: infeasibleNotes(result),
  };
}
